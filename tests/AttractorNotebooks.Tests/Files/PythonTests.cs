using System.Diagnostics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Files;

[Trait("Speed", "Slow")]
public class PythonTests
{
    // The format as its definition has it, with nothing but Python's own library.
    private const string Reader = """
        import json, struct, sys
        data = open(sys.argv[1], 'rb').read()
        length = struct.unpack('<Q', data[:8])[0]
        header = json.loads(data[8:8 + length])
        print(header['__metadata__']['note'])
        for name in sorted(set(header) - {'__metadata__'}):
            tensor = header[name]
            begin, end = tensor['data_offsets']
            code = {'F32': 'f', 'F64': 'd', 'I64': 'q'}[tensor['dtype']]
            raw = data[8 + length:][begin:end]
            print(name, tensor['shape'], struct.unpack('<%d%s' % (len(raw) // struct.calcsize(code), code), raw))
        """;

    [PythonFact]
    public async Task A_file_is_readable_from_Python()
    {
        using TemporaryFolder folder = new();
        new SafeTensorsFile(
            new Dictionary<string, Tensor>
            {
                ["a"] = Tensor.From([0.5f, -2], 2, 1),
                ["b"] = Tensor.From([1.0 / 3], 1),
                ["c"] = Tensor.From([1L << 40, -7], 2)
            },
            new Dictionary<string, string> { ["note"] = "say \"hello\"" }).Write(folder.At("x.safetensors"));
        using Process python = Process.Start(new ProcessStartInfo(PythonFactAttribute.Interpreter!,
            ["-c", Reader, folder.At("x.safetensors")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = python.StandardError.ReadToEndAsync();
        string output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, await errors);
        Assert.Equal(
            ["say \"hello\"", "a [2, 1] (0.5, -2.0)", "b [1] (0.3333333333333333,)", "c [2] (1099511627776, -7)"],
            output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }
}
