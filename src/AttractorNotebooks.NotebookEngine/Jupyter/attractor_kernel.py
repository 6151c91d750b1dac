"""The C# notebook engine as a Jupyter kernel.

ipykernel speaks Jupyter's protocol; the notebook's code runs in a .NET process of its own, which this one talks to in lines of JSON
over standard input and output. A message from that process begins with the record separator U+001E; anything else it writes is text.
"""

import json
import os
import queue
import re
import signal
import subprocess
import threading

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

SEPARATOR = b"\x1e"
ENGINE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "engine", "AttractorNotebooks.NotebookEngine.dll")
MOST_STRAY_TEXT = 1_000_000
START_SECONDS = 300  # Only a process that hangs takes so long; one that ends is noticed at once.
ANSWER_SECONDS = 10
SHUTDOWN_SECONDS = 2
LAST_WORDS = (b"Process terminated.", b"Unhandled exception.", b"Stack overflow.", b"Fatal error.")


class EngineEnded(Exception):
    """The .NET process has ended by itself."""


class Interrupted(Exception):
    """The reader has stopped a cell before the .NET process was ready for it."""


class Engine:
    """The .NET process and the messages that come from it."""

    def __init__(self):
        command = [os.environ.get("ATTRACTOR_DOTNET", "dotnet"), ENGINE]
        # ipykernel ignores interrupts between cells, and a process started meanwhile would ignore them for ever.
        ignored = signal.signal(signal.SIGINT, signal.SIG_DFL)
        try:
            # A session of its own: an interrupt reaches it through a message only, once.
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=os.name != "nt"
            )
        finally:
            signal.signal(signal.SIGINT, ignored)
        self.messages = queue.Queue()
        self.error_lines = []
        self.late = None
        self._writing = threading.Lock()
        self._busy = False
        self._errors_read = threading.Event()
        self._last_id = 0
        self._errors = threading.Thread(target=self._read_errors, daemon=True)
        self._errors.start()
        self._output = threading.Thread(target=self._read, daemon=True)
        self._output.start()
        threading.Thread(target=self._wait, daemon=True).start()

    def send(self, **message):
        line = (json.dumps(message) + "\n").encode()
        try:
            with self._writing:
                self.process.stdin.write(line)
                self.process.stdin.flush()
        except OSError:
            pass  # A broken pipe: the reading side says what happened.

    def interrupt(self):
        self.send(type="interrupt")

    def wait_until_ready(self, is_interrupted):
        while self._next(START_SECONDS, is_interrupted)["type"] != "ready":
            pass

    def request(self, timeout=None, **message):
        """Sends a request and yields the messages that answer it, up to the one that says it is done."""
        self._last_id += 1
        self._busy = True
        self._errors_read.clear()
        try:
            self.send(id=self._last_id, **message)
            while True:
                answer = self._next(timeout)
                if answer["type"] == "done" and answer["id"] == self._last_id:
                    self._errors_read.wait(1)
                    while not self.messages.empty():
                        yield self._next(timeout)
                    return
                yield answer
        finally:
            self._busy = False

    def close(self):
        """Ends the process, if need be by force, and with it all it has started."""
        try:
            self.process.stdin.close()
        except OSError:
            pass
        try:
            self.process.wait(SHUTDOWN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._end_group()

    def _next(self, timeout, is_interrupted=lambda: False):
        # In short steps: on Windows nothing else gets through to a thread that waits for a queue.
        waited = 0.0
        while True:
            try:
                message = self.messages.get(timeout=0.5)
            except queue.Empty:
                waited += 0.5
                if is_interrupted():
                    raise Interrupted() from None
                if timeout is not None and waited >= timeout:
                    raise TimeoutError("The notebook engine does not answer.") from None
                continue
            if message is None:
                self.messages.put(None)
                raise EngineEnded()
            return message

    def _read(self):
        stray = 0
        for line in self.process.stdout:
            text, separator, body = line.partition(SEPARATOR)
            if text and stray < MOST_STRAY_TEXT:
                stray += len(text)
                self._pass_on({"type": "stream", "name": "stdout", "text": text.decode(errors="replace")})
                if stray >= MOST_STRAY_TEXT:
                    self._pass_on({"type": "stream", "name": "stderr", "text": "\n[Output cut.]\n"})
            if separator:
                try:
                    self._pass_on(json.loads(body))
                except ValueError:
                    pass

    def _wait(self):
        self.process.wait()
        self._end_group()
        self._output.join(1)
        self._errors.join(1)
        self.messages.put(None)

    def _end_group(self):
        """Ends what cells started and left running; it would hold the pipes open."""
        if os.name != "nt":
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except OSError:
                pass

    def _pass_on(self, message):
        # What a cell left running says after its end goes out at once: nobody waits for it.
        if not self._busy and self.late is not None and message["type"] in ("stream", "display", "update"):
            self.late(message)
        else:
            self.messages.put(message)

    def _read_errors(self):
        is_last = False
        for line in self.process.stderr:
            text, separator, _ = line.partition(SEPARATOR)  # The engine says here, too, when it is done with a request.
            is_last = is_last or text.startswith(LAST_WORDS)
            if text:
                text = text.decode(errors="replace")
                self.error_lines.append(text.rstrip())
                del self.error_lines[:-30]
                if not is_last:
                    self._pass_on({"type": "stream", "name": "stderr", "text": text})
            if separator:
                self._errors_read.set()


class AttractorKernel(Kernel):
    """A Jupyter kernel for C#."""

    implementation = "attractor"
    implementation_version = "0.1"
    banner = "C# by AttractorNotebooks"
    language = "C#"
    language_info = {
        "name": "C#",
        "mimetype": "text/x-csharp",
        "file_extension": ".cs",
        "pygments_lexer": "csharp",
        "codemirror_mode": "text/x-csharp",
    }

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._history = []
        self._parent = {}
        self._notice = None
        self._stopping = False
        self._busy = self._interrupted = False
        self._ready = False
        self._engine = Engine()
        self._engine.late = self._publish

    # Interrupts: Jupyter sends a message, a terminal a signal. Neither may raise an exception somewhere inside this program.

    def pre_handler_hook(self):
        self._interrupted = False
        self._busy = True
        self.saved_sigint_handler = signal.signal(signal.SIGINT, lambda number, frame: self._interrupt())

    async def interrupt_request(self, stream, ident, parent):
        self._interrupt()
        self.session.send(stream, "interrupt_reply", {"status": "ok"}, parent, ident=ident)

    def post_handler_hook(self):
        super().post_handler_hook()
        self._busy = False

    def _interrupt(self):
        self._interrupted = self._busy  # The engine may not be ready, or not have got the cell yet.
        self._engine.interrupt()

    def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False):
        self._parent = self.get_parent("shell")
        if store_history and code.strip():
            self._history.append((0, self.execution_count, code))
        error = None
        values = {}
        try:
            self._start()
            if self._notice and not silent:
                self._publish({"type": "stream", "name": "stderr", "text": self._notice})
                self._notice = None
            for message in self._engine.request(type="execute", code=code, number=self.execution_count, flag=allow_stdin):
                if message["type"] == "error":
                    error = message
                if message["type"] == "input":
                    self._ask_reader(message)
                elif not silent:
                    self._publish(message)
            if error is None:
                values = {name: self._evaluate(expression) for name, expression in (user_expressions or {}).items()}
        except EngineEnded:
            error = self._replace_engine()
            if not silent:
                self._publish(error)
        except (Interrupted, OSError) as problem:
            name = "Interrupted" if isinstance(problem, Interrupted) else "EngineError"
            text = str(problem) or "The cell was stopped before it had begun."
            error = {"type": "error", "name": name, "text": text, "lines": [text]}
            if not silent:
                self._publish(error)
        if error is not None:
            return {"status": "error", "execution_count": self.execution_count, **self._error_content(error)}
        return {"status": "ok", "execution_count": self.execution_count, "payload": [], "user_expressions": values}

    def _evaluate(self, expression):
        """The value of one of a front end's own expressions, which shows nothing."""
        reply = {"status": "ok", "data": {}, "metadata": {}}
        for message in self._engine.request(type="execute", code=expression, number=self.execution_count):
            if message["type"] == "result":
                reply["data"] = message["data"]
            elif message["type"] == "error":
                reply = {"status": "error", **self._error_content(message)}
        return reply

    def _ask_reader(self, message):
        """Asks the front end for a line and hands the answer on, unless the cell ends first."""
        content = {"prompt": message.get("text", ""), "password": message.get("flag", False)}
        while self.stdin_socket.poll(0):
            self.session.recv(self.stdin_socket)  # The late answer to an earlier question.
        self.session.send(self.stdin_socket, "input_request", content, self._parent, ident=self._parent_ident["shell"])
        while self._engine.messages.empty():
            if self.stdin_socket.poll(50):
                _, reply = self.session.recv(self.stdin_socket)
                if reply is not None:
                    self._engine.send(type="input", text=reply["content"]["value"])
                    return

    def do_complete(self, code, cursor_pos):
        answer = self._ask("complete", code, cursor_pos) or {}
        start = answer.get("start")
        end = answer.get("end")
        return {
            "status": "ok",
            "matches": answer.get("lines", []),
            "cursor_start": cursor_pos if start is None else self._to_characters(code, start),
            "cursor_end": cursor_pos if end is None else self._to_characters(code, end),
            "metadata": {},
        }

    def do_inspect(self, code, cursor_pos, detail_level=0, omit_sections=()):
        answer = self._ask("inspect", code, cursor_pos) or {}
        data = answer.get("data") or {}
        return {"status": "ok", "found": bool(data), "data": data, "metadata": {}}

    def do_is_complete(self, code):
        answer = self._ask("is_complete", code, 0)
        if answer is None:
            return {"status": "unknown"}
        reply = {"status": answer["name"]}
        if answer["name"] == "incomplete":
            reply["indent"] = answer.get("text", "")
        return reply

    def do_history(
        self, hist_access_type, output, raw, session=None, start=None, stop=None, n=None, pattern=None, unique=False
    ):
        if hist_access_type == "range":
            entries = [entry for entry in self._history if (start or 0) <= entry[1] and (stop is None or entry[1] < stop)]
        else:
            entries = list(self._history)
            if hist_access_type == "search" and pattern:
                wanted = re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern), re.DOTALL)
                entries = [entry for entry in entries if wanted.fullmatch(entry[2])]
            if unique:
                entries = list({entry[2]: entry for entry in entries}.values())
            if n is not None:
                entries = entries[-n:] if n > 0 else []
        return {"status": "ok", "history": [(s, line, (text, None)) if output else (s, line, text) for s, line, text in entries]}

    def do_shutdown(self, restart):
        # Called on the control channel's thread, also while a cell runs: that cell's wait then ends too.
        self._stopping = True
        self._engine.close()
        return {"status": "ok", "restart": restart}

    def _start(self):
        if not self._ready:
            self._engine.wait_until_ready(lambda: self._interrupted)
            self._ready = True
        if self._interrupted:
            raise Interrupted()

    def _ask(self, kind, code, cursor):
        """Asks a question that no cell output belongs to; None when there is no answer."""
        answer = None
        try:
            self._start()
            for message in self._engine.request(type=kind, code=code, number=self._to_units(code, cursor), timeout=ANSWER_SECONDS):
                if message["type"] == "answer":
                    answer = message
        except (EngineEnded, Interrupted, OSError):
            return None  # The next cell says that the engine is gone.
        return answer

    def _replace_engine(self):
        """Tells that the process has ended and has a new one ready for the next cell."""
        ended = self._engine
        text = f"The process that ran the notebook ended with exit code {ended.process.returncode}. Its variables are lost."
        if not self._stopping:
            self._engine = Engine()
            self._engine.late = self._publish
            self._ready = False
            self._notice = "The notebook's process was started anew: run the cells above again.\n"
        return {"type": "error", "name": "Crash", "text": text, "lines": [text, *ended.error_lines]}

    def _publish(self, message):
        kind = message["type"]
        if kind == "stream":
            self._send("stream", {"name": message["name"], "text": message["text"]})
        elif kind == "result":
            self._send("execute_result", {"data": message["data"], "metadata": {}, "execution_count": self.execution_count})
        elif kind in ("display", "update"):
            content = {"data": message["data"], "metadata": {}, "transient": {"display_id": message["displayId"]}}
            self._send("display_data" if kind == "display" else "update_display_data", content)
        elif kind == "error":
            self._send("error", self._error_content(message))

    def _send(self, kind, content):
        self.session.send(self.iopub_socket, kind, content, self._parent, ident=self._topic(kind))

    @staticmethod
    def _error_content(message):
        return {"ename": message["name"], "evalue": message.get("text", ""), "traceback": message.get("lines", [])}

    # Jupyter counts characters, .NET counts UTF-16 units.

    @staticmethod
    def _to_units(code, characters):
        return len(code[:characters].encode("utf-16-le", "surrogatepass")) // 2

    @staticmethod
    def _to_characters(code, units):
        return len(code.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))


if __name__ == "__main__":
    IPKernelApp.launch_instance(kernel_class=AttractorKernel)
