"""Talks to the installed kernel as Jupyter's front ends do, by jupyter_client.

Usage: conversations.py SCENARIO KERNEL_NAME. Ends with 0 when everything was as it should be.
"""

import os
import signal
import subprocess
import sys
import time

import psutil
from jupyter_client.manager import start_new_kernel, KernelManager

NAME = sys.argv[2]
PATIENCE = 240


class Conversation:
    def __init__(self):
        self.manager, self.client = start_new_kernel(kernel_name=NAME, startup_timeout=PATIENCE)
        self.process = psutil.Process(self.manager.provisioner.process.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, code, timeout=PATIENCE, **options):
        """Runs a cell: its reply and the outputs that came before it became idle."""
        # What follows an error at once would otherwise be skipped, as Jupyter does with the cells queued behind it.
        message = self.client.execute(code, stop_on_error=False, **options)
        return self.finish(message, timeout)

    def finish(self, message, timeout=PATIENCE):
        outputs = []
        while True:
            output = self.client.get_iopub_msg(timeout=timeout)
            if output["parent_header"].get("msg_id") != message:
                continue
            kind, content = output["msg_type"], output["content"]
            if kind == "status" and content["execution_state"] == "idle":
                break
            if kind not in ("status", "execute_input"):
                outputs.append((kind, content))
        while True:
            reply = self.client.get_shell_msg(timeout=timeout)
            if reply["parent_header"].get("msg_id") == message:
                return reply["content"], outputs

    def start(self, code):
        """Starts a cell and comes back when it is running."""
        message = self.client.execute(code if "started" in code else 'Console.Write("started"); ' + code, stop_on_error=False)
        self.wait_for("started")
        return message

    def wait_for(self, text):
        while True:
            output = self.client.get_iopub_msg(timeout=PATIENCE)
            if output["msg_type"] == "stream" and text in output["content"]["text"]:
                return

    def text(self, code):
        reply, outputs = self.run(code)
        assert reply["status"] == "ok", reply
        return [content.get("text") or content["data"].get("text/plain") or content["data"].get("text/html") for _, content in outputs]

    def engines(self):
        return [child for child in self.process.children(recursive=True) if "AttractorNotebooks.NotebookEngine.dll" in " ".join(child.cmdline())]


def same(actual, expected):
    assert actual == expected, f"expected {expected!r}, got {actual!r}"


def gone(process):
    end = time.monotonic() + PATIENCE
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end, f"{process} is still there"
        time.sleep(0.05)


def execute():
    with Conversation() as kernel:
        info = kernel.client.kernel_info(reply=True, timeout=PATIENCE)["content"]
        same((info["status"], info["language_info"]["name"], info["language_info"]["file_extension"]), ("ok", "C#", ".cs"))

        reply, outputs = kernel.run('Console.Write("a"); Console.Error.Write("b"); display("c"); Console.Write("d");\n"e"')
        same((reply["status"], reply["execution_count"]), ("ok", 1))
        same([kind for kind, _ in outputs], ["stream", "stream", "display_data", "stream", "execute_result"])
        same([c.get("text") or c["data"]["text/plain"] for _, c in outputs], ["a", "b", "c", "d", "e"])
        same(outputs[4][1]["execution_count"], 1)

        reply, outputs = kernel.run('var place = display("0 %"); for (int i = 1; i <= 2; i++) { await Task.Delay(10); place.Update($"{50 * i} %"); }')
        same([kind for kind, _ in outputs], ["display_data", "update_display_data", "update_display_data"])
        same(len({c["transient"]["display_id"] for _, c in outputs}), 1)
        same([c["data"]["text/plain"] for _, c in outputs], ["0 %", "50 %", "100 %"])

        reply, outputs = kernel.run("int a = 1;\nint b = nothing;")
        same((reply["status"], reply["ename"], reply["execution_count"]), ("error", "CompilationError", 3))
        same(outputs[0][0], "error")
        assert "line 2, column 9" in outputs[0][1]["traceback"][0], outputs
        assert "^^^^^^^" in outputs[0][1]["traceback"][2], outputs

        same(kernel.run('Console.Write("x"); "y"', silent=True)[1], [])
        same(kernel.text('$"{1 + 1} ä 😀"'), ["2 ä 😀"])

        message = kernel.client.execute('Console.WriteLine("at once"); await Task.Delay(4000); Console.Write("later");')
        kernel.wait_for("at once")
        started = time.monotonic()
        kernel.wait_for("later")
        assert time.monotonic() - started > 0.5, "streams come as they are written"
        kernel.finish(message)

        # What a cell left running is shown too.
        kernel.run('_ = Task.Run(async () => { await Task.Delay(300); Console.WriteLine("late"); });')
        kernel.wait_for("late\n")


def answers():
    with Conversation() as kernel:
        for code, prompt, secret in (
            ('Console.ReadLine() + "!"', "", False),
            ('await Microsoft.DotNet.Interactive.Kernel.GetInputAsync("Name?") + "!"', "Name?", False),
            ('(await Microsoft.DotNet.Interactive.Kernel.GetPasswordAsync("Word?")).GetClearTextPassword() + "!"', "Word?", True),
        ):
            message = kernel.client.execute(code, allow_stdin=True, stop_on_error=False)
            request = kernel.client.get_stdin_msg(timeout=PATIENCE)["content"]
            same((request["prompt"], request["password"]), (prompt, secret))
            kernel.client.input("one 😀")
            same(kernel.finish(message)[1][0][1]["data"]["text/plain"], "one 😀!")

        # A question without an answer can be interrupted; where there is nobody to ask, that is an error.
        message = kernel.client.execute("Console.ReadLine()", allow_stdin=True, stop_on_error=False)
        kernel.client.get_stdin_msg(timeout=PATIENCE)
        kernel.manager.interrupt_kernel()
        same(kernel.finish(message)[0]["ename"], "Interrupted")
        assert "no reader to answer" in kernel.run("Console.ReadLine()", allow_stdin=False)[0]["evalue"]

        reply, _ = kernel.run("int two = 2;", user_expressions={"good": "two + 1", "bad": "nothing"})
        same(reply["user_expressions"]["good"]["data"]["text/plain"], "3")
        same((reply["user_expressions"]["bad"]["status"], reply["user_expressions"]["bad"]["ename"]), ("error", "CompilationError"))

        reply, outputs = kernel.run('System.Diagnostics.Process.Start("sh", new[] { "-c", "echo out; echo err >&2" }).WaitForExit();')
        same(sorted(c["name"] + c["text"] for _, c in outputs), ["stderrerr\n", "stdoutout\n"])

        # A child that outlives the engine does not keep it from being replaced.
        reply, outputs = kernel.run('System.Diagnostics.Process.Start("sleep", "600"); Console.WriteLine("x"); Environment.Exit(3);')
        same((reply["status"], reply["ename"], outputs[0][1]["text"]), ("error", "Crash", "x\n"))

        # The new process is still starting: an interrupt is heard all the same.
        message = kernel.client.execute("while (true) { }", stop_on_error=False)
        while kernel.client.get_iopub_msg(timeout=PATIENCE)["msg_type"] != "execute_input":
            pass
        kernel.manager.interrupt_kernel()
        same(kernel.finish(message)[0]["ename"], "Interrupted")
        same(kernel.text('"back"')[-1], "back")


def interrupt():
    with Conversation() as kernel:
        kernel.text('var kept = "kept";')
        listening = "var stop = new System.Threading.CancellationTokenSource(); Console.CancelKeyPress += (_, _) => stop.Cancel(); "
        message = kernel.start(listening + 'Console.Write("started"); while (!stop.IsCancellationRequested) await Task.Delay(1); "ended by itself"')
        kernel.manager.interrupt_kernel()
        reply, outputs = kernel.finish(message)
        same((reply["status"], outputs[0][1]["data"]["text/plain"]), ("ok", "ended by itself"))

        for code in ("while (true) { }", "await Task.Delay(-1);", 'while (true) Console.WriteLine("spam");'):
            # Every attempt must stop the cell; a machine busy with other tests may be late with some of them.
            quickest = PATIENCE
            for _ in range(5):
                message = kernel.start(code)
                started = time.monotonic()
                kernel.manager.interrupt_kernel()
                reply, outputs = kernel.finish(message)
                quickest = min(quickest, time.monotonic() - started)
                same((reply["status"], reply["ename"]), ("error", "Interrupted"))
                same(kernel.text("kept"), ["kept"])
                if quickest < 2:
                    break
            assert quickest < 2, f"{code}: {quickest} s"

        # One that cannot be stopped is not passed over in silence, and a restart helps.
        kernel.start(
            'using System.Runtime.InteropServices;\n[DllImport("libc")] static extern int pthread_mutex_lock(nint mutex);\n'
            'var mutex = GCHandle.Alloc(new long[8], GCHandleType.Pinned).AddrOfPinnedObject(); Console.Write("started"); pthread_mutex_lock(mutex); pthread_mutex_lock(mutex);'
        )
        kernel.manager.interrupt_kernel()
        kernel.wait_for("cannot be broken off")
        engine = kernel.engines()[0]
        kernel.manager.restart_kernel(now=False)
        kernel.client.wait_for_ready(timeout=PATIENCE)
        gone(engine)
        reply, _ = kernel.run("kept")
        same(reply["status"], "error")
        same(kernel.text('"back"'), ["back"])


def questions():
    with Conversation() as kernel:
        kernel.text('class Point { /// <summary>From left to right.</summary>\n public double Across; public double Up; }\nvar point = new Point();\nint counter = 3;')

        def complete(code, cursor=None):
            reply = kernel.client.complete(code, cursor, reply=True, timeout=PATIENCE)["content"]
            return reply["matches"], code[reply["cursor_start"] : reply["cursor_end"]]

        same(complete("point.A"), (["Across"], "A"))
        same(complete("count"), (["counter"], "count"))
        same(complete("for (int localIndex = 0; localI"), (["localIndex"], "localI"))
        same(complete("Math.Sqr"), (["Sqrt"], "Sqr"))
        same(complete('"😀 ä".Len'), (["Length"], "Len"))
        same(complete("new List<int>().OrderByD"), (["OrderByDescending"], "OrderByD"))
        assert "Where" in complete("new[] { 1 }.")[0]
        assert "string" in complete("str")[0] and "StringBuilder" in complete("str")[0]

        def inspect(code, cursor):
            reply = kernel.client.inspect(code, cursor, reply=True, timeout=PATIENCE)["content"]
            return reply["data"]["text/plain"] if reply["found"] else None

        assert inspect("point.Across", 8).endswith("From left to right."), inspect("point.Across", 8)
        assert "double System.Math.Sqrt(double d)" in inspect("Math.Sqrt(2)", 7)
        assert "square root" in inspect("Math.Sqrt(2)", 7) or not os.environ.get("HAS_SDK_DOCUMENTATION")
        assert "double System.Math.Sqrt" in inspect("Math.Sqrt(", 10)
        same(inspect("nothing", 3), None)

        def is_complete(code):
            kernel.client.is_complete(code)
            return kernel.client.get_shell_msg(timeout=PATIENCE)["content"]

        same(is_complete("1 + 1")["status"], "complete")
        same((is_complete("for (;;) {")["status"], is_complete("for (;;) {")["indent"]), ("incomplete", "    "))
        same(is_complete("int a = ;")["status"], "invalid")

        history = kernel.client.history(raw=True, output=False, hist_access_type="tail", n=1, reply=True, timeout=PATIENCE)["content"]["history"]
        same(history[0][2].splitlines()[-1], "int counter = 3;")
        found = kernel.client.history(hist_access_type="search", pattern="class*", n=5, reply=True, timeout=PATIENCE)["content"]["history"]
        same(len(found), 1)
        same(kernel.client.comm_info(reply=True, timeout=PATIENCE)["content"]["comms"], {})


def crash():
    with Conversation() as kernel:
        reply, outputs = kernel.run('Environment.FailFast("the reason");')
        same((reply["status"], reply["ename"]), ("error", "Crash"))
        assert "exit code" in outputs[-1][1]["evalue"], outputs
        assert any("the reason" in line for line in outputs[-1][1]["traceback"]), outputs

        reply, outputs = kernel.run('"again"')
        same(reply["status"], "ok")
        assert "started anew" in outputs[0][1]["text"], outputs
        same(outputs[1][1]["data"]["text/plain"], "again")


def processes():
    with Conversation() as kernel:
        engine = kernel.engines()[0]
        kernel.manager.shutdown_kernel(now=False)
        gone(engine)
    # The kernel's own process is killed in the middle of a cell that never ends.
    with Conversation() as kernel:
        kernel.start("while (true) { }")
        engine = kernel.engines()[0]
        os.kill(kernel.process.pid, signal.SIGKILL)
        gone(engine)
    manager = KernelManager(kernel_name=NAME)
    manager.start_kernel()
    ids = set()
    for _ in range(50):
        process = psutil.Process(manager.provisioner.process.pid)
        ids.add(process.pid)
        end = time.monotonic() + PATIENCE
        while not process.children():
            assert time.monotonic() < end, "the kernel did not start its engine"
            time.sleep(0.02)
        ids.update(child.pid for child in process.children(recursive=True))
        manager.restart_kernel(now=True)
    manager.shutdown_kernel(now=True)
    for i in ids:
        if psutil.pid_exists(i):
            gone(psutil.Process(i))


def orphans():
    # A front end that is killed takes its kernel with it, and that the engine, even in a cell that never ends.
    front_end = subprocess.Popen([sys.executable, __file__, "front_end", NAME], stdout=subprocess.PIPE, text=True)
    kernel = psutil.Process(int(front_end.stdout.readline()))
    engines = kernel.children(recursive=True)
    assert engines, "the kernel did not start its engine"
    front_end.kill()
    front_end.wait()
    for process in [kernel, *engines]:
        gone(process)


def front_end():
    kernel = Conversation()
    kernel.start("while (true) { }")
    print(kernel.process.pid, flush=True)
    time.sleep(PATIENCE)


if __name__ == "__main__":
    {"execute": execute, "answers": answers, "interrupt": interrupt, "questions": questions, "crash": crash, "processes": processes, "orphans": orphans, "front_end": front_end}[sys.argv[1]]()
