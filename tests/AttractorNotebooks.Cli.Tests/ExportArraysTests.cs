using AttractorNotebooks.Learning;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Cli.Tests;

public sealed class ExportArraysTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [PillowFact]
    public async Task NumPy_reads_every_number_of_a_network_s_file()
    {
        string digits = _work.WriteDigits();
        await _work.LinesAsync("train", "--data", digits, "--examples", "20", "--epochs", "2", "--out", "float32");
        foreach (string storage in new[] { "float16", "int8" })
            await _work.LinesAsync("convert", "float32", "--couplings", storage, "--out", storage);
        foreach (string name in new[] { "float32", "float16", "int8" })
            await _work.LinesAsync("export-arrays", name, "--out", $"{name}.npz");
        TrainedNetwork.Load(_work.At("float32")).SaveArrays(_work.At("own.npz"));
        Assert.Equal(await File.ReadAllBytesAsync(_work.At("float32.npz")), await File.ReadAllBytesAsync(_work.At("own.npz")));

        string[] lines = PillowFactAttribute.Run(_work.Path, """
            import json, numpy as np
            types = {'F64': '<f8', 'F32': '<f4', 'F16': '<f2', 'I8': 'i1'}
            for path in ('float32', 'float16', 'int8'):
                data = open(path, 'rb').read()
                length = int.from_bytes(data[:8], 'little')
                header = json.loads(data[8:8 + length]); header.pop('__metadata__')
                z = np.load(path + '.npz', allow_pickle=False)
                same = sorted(z.files) == sorted(header)
                for name, about in header.items():
                    begin, end = about['data_offsets']
                    raw = np.frombuffer(data[8 + length + begin:8 + length + end], types[about['dtype']])
                    same = same and z[name].dtype == raw.dtype and np.array_equal(z[name], raw.reshape(about['shape']))
                print(path, same, z['J'].dtype, z['J'].shape, np.abs(z['J'][range(49), range(49)]).max())
            """).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(
            [
                "float32 True float32 (49, 49, 8, 8) 0.0", "float16 True float16 (49, 49, 8, 8) 0.0", "int8 True int8 (49, 49, 8, 8) 0",
            ],
            lines);
    }

    [Fact]
    public async Task What_is_no_safetensors_file_leaves_nothing_behind()
    {
        await File.WriteAllTextAsync(_work.At("text"), "hello");
        await _work.FailsAsync("cannot be read as safetensors", "export-arrays", "text", "--out", "x.npz");
        Assert.False(File.Exists(_work.At("x.npz")));
    }
}
