"""Runs small notebooks in an installed Jupyter kernel and holds their outputs against what the cells' metadata expect.

usage: run.py KERNEL FOLDER NOTEBOOK...

A cell's metadata may say: "expect", texts that occur in its outputs; "refuse", texts that do not; "answer", what the reader types when the cell asks;
"may_fail", that it may end with an error; "skip", that it is left out. Each is a value for all kernels, or an object with one for every kernel.
{packages} in a cell stands for the folder of packages that this repository makes. The executed notebooks are written to FOLDER.
"""

import json
import os
import sys

import nbformat
from jupyter_client.manager import start_new_kernel

PACKAGES = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "artifacts", "packages"))


def setting(cell, name, kernel, default):
    value = cell.metadata.get(name, default)
    return value.get(kernel, default) if isinstance(value, dict) else value


def execute(client, cell, answer):
    outputs = []

    def keep(message):
        if message["msg_type"] in ("stream", "display_data", "execute_result", "error"):
            outputs.append(nbformat.v4.output_from_msg(message))

    def reply(_):
        client.input(answer)

    # Without an answer nobody is there to be asked, as under nbconvert.
    source = cell.source.replace("{packages}", PACKAGES)
    client.execute_interactive(source, timeout=300, output_hook=keep, stdin_hook=reply, allow_stdin=answer is not None)
    return outputs


def wrong(cell, kernel, outputs):
    text = json.dumps(outputs, ensure_ascii=False)
    # A JSON text within JSON has its quotes escaped.
    text = text.replace("\\\\", "\\").replace('\\"', '"')
    failed = any(output.output_type == "error" for output in outputs)
    if failed and not setting(cell, "may_fail", kernel, False):
        yield "it failed"
    yield from (f"not in the output: {part}" for part in setting(cell, "expect", kernel, []) if part not in text)
    yield from (f"in the output: {part}" for part in setting(cell, "refuse", kernel, []) if part in text)


def run(kernel, folder, path):
    notebook = nbformat.read(path, as_version=4)
    manager, client = start_new_kernel(kernel_name=kernel, startup_timeout=120, cwd=os.path.dirname(os.path.abspath(path)))
    problems = []
    try:
        for number, cell in enumerate(notebook.cells, 1):
            if cell.cell_type != "code" or setting(cell, "skip", kernel, False):
                continue
            cell.outputs = execute(client, cell, setting(cell, "answer", kernel, None))
            found = [f"{path}, cell {number}, in {kernel}: {problem}" for problem in wrong(cell, kernel, cell.outputs)]
            problems += found + ([json.dumps(cell.outputs, indent=1, ensure_ascii=False)[-2000:]] if found else [])
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    os.makedirs(folder, exist_ok=True)
    nbformat.write(notebook, os.path.join(folder, os.path.basename(path)))
    return problems


def main():
    kernel, folder, *paths = sys.argv[1:]
    problems = [problem for path in paths for problem in run(kernel, folder, path)]
    print("\n".join(problems) if problems else f"{len(paths)} small notebooks in {kernel}: as expected")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
