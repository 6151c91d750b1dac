"""Makes the tables of docs/performance.md: every row a run of attractor bench, the best of several rounds over all rows.

    dotnet build -c Release
    python3 benchmarks/table.py --rounds 3

The peak beside a time is the best of the same rounds.
"""
import argparse
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
BENCH = ["dotnet", str(ROOT / "src/AttractorNotebooks.Cli/bin/Release/net10.0/attractor.dll"), "bench"]
STEPS = [(16, 8, 256), (49, 8, 256), (49, 32, 256), (49, 64, 256), (196, 4, 256), (196, 8, 1), (196, 8, 2), (196, 8, 16), (196, 8, 64),
         (196, 8, 256), (196, 8, 1024), (196, 16, 256), (196, 18, 256), (196, 32, 64), (784, 4, 64)]
WIDTHS = ["scalar", "128", "256", "512"]
WHATS = ["step", "gradient", "update", "train", "recall"]
PUBLISHED = (196, 8, 256)


def bench(what, size, threads, isa):
    tokens, dim, batch = map(str, size)
    command = [*BENCH, what, "--tokens", tokens, "--dim", dim, "--batch", batch, "--threads", str(threads), "--isa", isa, "--json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def best(runs):
    return min(runs, key=lambda run: run["milliseconds"]) | {"peakGflops": max(run["peakGflops"] for run in runs)}


def row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |")


def head(*names):
    row(*names)
    row(*["---"] * len(names))


def times(run):
    return f"{run['milliseconds']:.3f}", f"{run['gflops']:.0f}", f"{100 * run['gflops'] / run['peakGflops']:.0f} %"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    cases = [("step", size, "auto") for size in STEPS] + [("step", PUBLISHED, isa) for isa in WIDTHS] + [(what, PUBLISHED, "auto") for what in WHATS]
    keys = list(dict.fromkeys((what, size, threads, isa) for what, size, isa in cases for threads in (1, 2)))
    runs = {key: [] for key in keys}
    for _ in range(rounds):
        for key in keys:
            runs[key].append(bench(*key))
    both = {case: tuple(best(runs[case[0], case[1], threads, case[2]]) for threads in (1, 2)) for case in cases}
    columns = ["1 thread, ms", "GFLOP/s", "of peak", "2 threads, ms", "GFLOP/s", "of peak"]
    head("N", "d", "B", *columns, "bytes allocated a step")
    for size in STEPS:
        one, two = both["step", size, "auto"]
        row(*size, *times(one), *times(two), f"{two['bytesPerStep']:.0f}")
    print()
    head("registers", *columns)
    for isa in WIDTHS:
        one, two = both["step", PUBLISHED, isa]
        row(isa, *times(one), *times(two))
    print()
    head("what", "1 thread, ms", "2 threads, ms", "2 threads, GFLOP/s", "of peak")
    for what in WHATS:
        one, two = both[what, PUBLISHED, "auto"]
        row(f"`{what}`", f"{one['milliseconds']:.2f}", *times(two))


if __name__ == "__main__":
    main()
