"""Time and memory against N, d, B, threads and rows, with the exponents of power laws fitted to them beside the expected ones.

    dotnet build -c Release
    python3 benchmarks/scaling.py

Steps are timed by attractor bench, rows by an epoch of attractor train --rows on generated digits; memory is the largest
resident set of the process. Prints tables of Markdown for docs/scale.md.
"""
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
ATTRACTOR = ["dotnet", str(ROOT / "src/AttractorNotebooks.Cli/bin/Release/net10.0/attractor.dll")]
SIZES = {"N": [49, 100, 196, 400], "d": [4, 8, 16, 32], "B": [32, 64, 128, 256, 512], "threads": [1, 2]}
USUAL = {"N": 196, "d": 8, "B": 64, "threads": 2}
ROWS = [7, 14, 28, 56, 112, 196]


def run(*arguments):
    """The lines of JSON that the command writes, and its largest resident set in MB."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen([*ATTRACTOR, *map(str, arguments), "--json"], stdout=output, stderr=subprocess.PIPE, text=True)
        error = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"attractor {' '.join(map(str, arguments))} failed: {error}")
        output.seek(0)
        return [json.loads(line) for line in output], usage.ru_maxrss / 1024


def step(size):
    lines, memory = run("bench", "step", "--tokens", size["N"], "--dim", size["d"], "--batch", size["B"], "--threads", size["threads"])
    return lines[0]["milliseconds"], memory, lines[0]["busy"]


def rows(count):
    with tempfile.TemporaryDirectory() as folder:
        lines, memory = run("train", "--data", "generated", "--examples", 500, "--tokens", "all", "--epochs", 3, "--rows", f"0:{count}",
                            "--out", f"{folder}/part")
    return min(line["seconds"] for line in lines) * 1e3, memory, False


def exponent(x, y):
    return statistics.linear_regression([math.log(value) for value in x], [math.log(value) for value in y]).slope


def expected(axis):
    """What counting operations says: 2 N^2 B (d^2 + 2 d) and, of memory, J = 4 N^2 d^2 bytes."""
    if axis == "d":
        return exponent(SIZES["d"], [d * d + 2 * d for d in SIZES["d"]])
    return {"N": 2, "B": 1, "threads": -1, "rows": 1}[axis]


def table(axis, values, measured):
    times = [time for time, _, _ in measured]
    for value, (time, memory, busy) in zip(values, measured):
        print(f"| {axis} = {value} | {time:.3f} | {memory:.0f} |{' the machine was busy' if busy else ''} |")
    print(f"| **exponent** | **{exponent(values, times):.2f}** (expected {expected(axis):.2f}) | | |")


def main():
    print("Steps, but for the one that is named: " + ", ".join(f"{axis} = {value}" for axis, value in USUAL.items()) + ".\n")
    print("| | ms | MB | |\n|---|---|---|---|")
    for axis, values in SIZES.items():
        table(axis, values, [step(USUAL | {axis: value}) for value in values])
    print("\nAn epoch of 500 images in which all tokens of some rows learn (N = 196, d = 8, B = 256).\n")
    print("| | ms | MB | |\n|---|---|---|---|")
    table("rows", ROWS, [rows(count) for count in ROWS])


if __name__ == "__main__":
    main()
