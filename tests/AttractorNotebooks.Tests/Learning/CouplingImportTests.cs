using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Learning;

public sealed class CouplingImportTests : IDisposable
{
    private const int Side = 8, Tokens = 16, Dim = 8;

    // Reads J and F, and writes them again in another type, by the format's definition.
    private const string Writer = """
        import json, numpy as np
        data = open('own.safetensors', 'rb').read()
        length = int.from_bytes(data[:8], 'little')
        header = json.loads(data[8:8 + length])
        def read(name, code):
            begin, end = header[name]['data_offsets']
            return np.frombuffer(data[8 + length + begin:8 + length + end], code).reshape(header[name]['shape'])
        def write(path, arrays, metadata=None):
            top, body = {} if metadata is None else {'__metadata__': metadata}, b''
            for name, (dtype, a) in arrays.items():
                top[name] = {'dtype': dtype, 'shape': a.shape, 'data_offsets': [len(body), len(body) + a.nbytes]}
                body += np.ascontiguousarray(a).tobytes()
            head = json.dumps(top).encode()
            open(path, 'wb').write(len(head).to_bytes(8, 'little') + head + body)
        J, F = read('J', '<f4'), read('embedding', '<f8')
        bits = (J.view(np.uint32) >> 16).astype(np.uint16)
        """;

    private readonly TemporaryFolder _folder = new();

    public CouplingImportTests() => Own().Save(_folder.At("own.safetensors"));

    public void Dispose() => _folder.Dispose();

    [PillowFact]
    public void Couplings_of_NumPy_in_four_types_recall_what_their_numbers_say()
    {
        PillowFactAttribute.Run(_folder.Path, Writer + """

            write('f64.safetensors', {'J': ('F64', J.astype('<f8')), 'embedding': ('F64', F)})
            write('f32.safetensors', {'embedding': ('F32', F.astype('<f4')), 'weight': ('F32', J)}, {'made_by': 'hand'})
            write('f16.safetensors', {'J': ('F16', J.astype('<f2')), 'embedding': ('F64', F)})
            write('bf16.safetensors', {'J': ('BF16', bits), 'embedding': ('F64', F)})
            """);
        AreRight();
    }

    [TorchFact]
    public void Couplings_of_PyTorch_in_four_types_recall_what_their_numbers_say()
    {
        TorchFactAttribute.Run(_folder.Path, """
            import torch
            from safetensors.torch import load_file, save_file
            own = load_file('own.safetensors')
            J, F = own['J'], own['embedding']
            save_file({'J': J.double(), 'embedding': F}, 'f64.safetensors')
            save_file({'weight': J, 'embedding': F.float()}, 'f32.safetensors', {'made_by': 'hand'})
            save_file({'J': J.half(), 'embedding': F}, 'f16.safetensors')
            save_file({'J': (J.view(torch.int32) >> 16 << 16).view(torch.float32).bfloat16(), 'embedding': F}, 'bf16.safetensors')
            """);
        AreRight();
    }

    [PillowFact]
    public void What_does_not_fit_is_named_with_its_shape_and_the_way_out()
    {
        PillowFactAttribute.Run(_folder.Path, Writer + """

            f = ('F64', F)
            write('no-f.safetensors', {'J': ('F32', J)})
            write('bad-f.safetensors', {'J': ('F32', J), 'embedding': ('F64', F[:, :4])})
            write('flat.safetensors', {'J': ('F32', J.transpose(0, 2, 1, 3).reshape(128, 128)), 'embedding': f})
            write('turned.safetensors', {'J': ('F32', J.transpose(0, 2, 1, 3)), 'embedding': f})
            write('other.safetensors', {'J': ('F32', J[:4, :4]), 'embedding': f})
            write('oblong.safetensors', {'J': ('F32', J[..., :5]), 'embedding': f})
            write('whole.safetensors', {'J': ('I32', J.astype('<i4')), 'embedding': f})
            write('two.safetensors', {'a': ('F32', J), 'b': ('F32', J), 'embedding': f})
            own = J.copy(); own[3, 3, 0, 0] = 1
            write('self.safetensors', {'J': ('F32', own), 'embedding': f})
            own = J.astype('<f8'); own[3, 4, 1, 1] = 1e300
            write('huge.safetensors', {'J': ('F64', own), 'embedding': f})
            """);
        Refused("no-f", "has no tensor 'embedding' [8, 8]");
        Refused("bad-f", "'embedding' has the shape [8, 4], but tokens of 8 components and patches of 8 need [8, 8]");
        Refused("flat", "the shape [128, 128], but an image of 8 x 8 in patches of 2 has 16 tokens",
            "J.reshape(16, 8, 16, 8).transpose(0, 2, 1, 3)");
        Refused("turned", "the shape [16, 8, 16, 8]", "J.transpose(0, 2, 1, 3)");
        Refused("other", "the shape [4, 4, 8, 8]", "so that there are 4 tokens");
        Refused("oblong", "the shape [16, 16, 8, 5]", "rows and columns of a block");
        Refused("whole", "holds I32", "J.float()");
        Refused("two", "2 of four axes", "a [16, 16, 8, 8], b [16, 16, 8, 8]");
        Refused("self", "J[3, 3] is not zero", "--zero-diagonal");
        Refused("huge", "in the block J[3, 4]");
        Assert.Equal(Own().Couplings.ToDoubles(),
            (Import with { ZeroDiagonal = true }).Read(_folder.At("self.safetensors")).Couplings.ToDoubles());
        Assert.Equal(Own().Tokenizer.Embedding.Matrix,
            (Import with { Embedding = EmbeddingKind.Orthonormal }).Read(_folder.At("no-f.safetensors")).Tokenizer.Embedding.Matrix);
        string error = Assert.Throws<InvalidDataException>(() => TrainedNetwork.Load(_folder.At("self.safetensors"))).Message;
        Assert.Contains("attractor import makes a network of plain couplings", error, StringComparison.Ordinal);
    }

    private static CouplingImport Import => new() { Image = new PixelSize(Side, Side), Patch = 2 };

    private void AreRight()
    {
        float[] exact = Own().Couplings.Values.ToArray();
        Assert.Equal(exact, Imported("f64"));
        Assert.Equal(exact, Imported("f32"));
        Assert.Equal(Array.ConvertAll(exact, value => (float)(Half)value), Imported("f16"));
        Assert.Equal(
            Array.ConvertAll(exact, value => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xffff0000)),
            Imported("bf16"));
    }

    // Imported, written, read again and run.
    private float[] Imported(string name)
    {
        Import.Read(_folder.At($"{name}.safetensors")).Save(_folder.At("imported.safetensors"));
        TrainedNetwork network = TrainedNetwork.Load(_folder.At("imported.safetensors"));
        Assert.Equal(name == "f16" ? CouplingStorage.Float16 : CouplingStorage.Float32, network.Storage);
        Assert.Equal(0, network.Epochs);
        RecallPlan plan = new() { Steps = 3 };
        IReadOnlyList<double[]> errors = RecallExperiment.Run(network, Images(), plan).Trajectory.Errors,
            own = RecallExperiment.Run(Own(), Images(), plan).Trajectory.Errors;
        for (int t = 0; t < 3; t++) Assert.Equal(own[t][0], errors[t][0], name.StartsWith("f64", StringComparison.Ordinal) ? 0 : 1e-2);
        return network.Couplings.Values.ToArray();
    }

    private void Refused(string name, params string[] words)
    {
        string path = _folder.At($"{name}.safetensors");
        string message = Assert.Throws<InvalidDataException>(() => Import.Read(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        foreach (string word in words) Assert.Contains(word, message, StringComparison.Ordinal);
    }

    private static TrainedNetwork Own()
    {
        TrainingPlan plan = new() { Dim = Dim };
        Couplings couplings = Couplings.Random(Tokens, Dim, 1, start: CouplingStart.OverDim);
        return new TrainedNetwork(couplings, plan.Tokenizer(Images()), plan, 1, "nothing");
    }

    private static ImageSet Images()
    {
        Random random = new(1);
        float[] pixels = [.. Enumerable.Range(0, Side * Side).Select(_ => random.NextSingle())];
        return new ImageSet("random", "drawn", Side, Side, 1, pixels, new byte[1]);
    }
}
