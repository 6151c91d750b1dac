"""How far one training differs between instruction sets: the figures of docs/promises.md.

    dotnet build -c Release
    ATTRACTOR_DATA=mnist python3 benchmarks/instructions.py

The same command runs with the runtime's switches for AVX-512, AVX2 and all of them; the couplings are compared entry by entry. Needs NumPy.
"""
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
ATTRACTOR = ["dotnet", str(ROOT / "src/AttractorNotebooks.Cli/bin/Release/net10.0/attractor.dll")]
SETS = {
    "all that there is": {},
    "no AVX-512": {"DOTNET_EnableAVX512": "0"},
    "no AVX2": {"DOTNET_EnableAVX512": "0", "DOTNET_EnableAVX2": "0"},
    "none": {"DOTNET_EnableHWIntrinsic": "0"},
}


def couplings(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    start, end = json.loads(data[8 : 8 + length])["J"]["data_offsets"]
    return numpy.frombuffer(data[8 + length + start : 8 + length + end], "<f4").astype(float)


def trained(switches, path):
    command = [*ATTRACTOR, "train", *(sys.argv[1:] or ["--examples", "2000", "--epochs", "4"]), "--out", str(path), "--json"]
    output = subprocess.run(command, env={**os.environ, **switches}, stdout=subprocess.PIPE, check=True, text=True).stdout
    return couplings(path), [line for line in output.splitlines() if line.startswith("{")][-2:]


with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "j.safetensors"
    first = None
    for name, switches in SETS.items():
        values, said = trained(switches, path)
        first = values if first is None else first
        difference = numpy.abs(values - first)
        print(f"{name}: largest difference {difference.max():.1e}, of the norm {numpy.linalg.norm(difference) / numpy.linalg.norm(first):.1e}; {said[0]}")
