using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Experiments;

public sealed class RecallFileTests : IDisposable
{
    private const int Side = 8, Count = 3, Tokens = 16, Dim = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(MaskMode.FirstStep, true)]
    [InlineData(MaskMode.None, false)]
    [InlineData(MaskMode.RandomEachStep, true)]
    [InlineData(MaskMode.Clamped, true)]
    public void Energies_and_attention_are_those_that_the_next_step_sees(MaskMode mode, bool layerNorm)
    {
        DynamicsSettings settings = new()
        {
            MaskMode = mode,
            LayerNorm = layerNorm,
            Attention = new AttentionSettings(Lambda: 3),
            LambdaFactor = 1.1,
        };
        IReadOnlyDictionary<string, Tensor> arrays = Saved(
            new RecallPlan { Steps = 4, KeepImagesAt = [3, 0], Dynamics = settings }, Network(), 5, 2);
        Assert.Equal([0, 3], arrays["times"].ToIntegers());
        Assert.Equal([2, Count, 2, Tokens], arrays["attention"].Shape);
        double[] states = arrays["states"].ToDoubles(), energies = arrays["energies"].ToDoubles();
        double[] attention = arrays["attention"].ToDoubles(), mask = arrays["mask"].ToDoubles();
        Couplings couplings = Network().Couplings;
        for (int k = 0; k < 2; k++)
        {
            int next = k == 0 ? 1 : 4;
            bool[] hidden = Array.ConvertAll(mask, value => value == 1);
            if (mode == MaskMode.RandomEachStep) StepRandomness.Remask([.. hidden], hidden, Tokens, settings.Seed, next);
            else if (next > 1 || mode == MaskMode.None) hidden = [];
            ReferenceAttention reference = new(couplings, settings.AttentionAt(next));
            for (int b = 0; b < Count; b++)
            {
                double[] x = states[((k * Count + b) * Tokens * Dim)..((k * Count + b + 1) * Tokens * Dim)];
                bool[] here = hidden.Length == 0 ? [] : hidden[(b * Tokens)..((b + 1) * Tokens)];
                if (layerNorm) x = here.Length == 0 ? LayerNorm.Of(x, Dim) : LayerNorm.Of(x, here, Dim);
                for (int i = 0; i < Tokens; i++)
                    Assert.Equal(reference.Energy(x, i, here), energies[(k * Count + b) * Tokens + i], 1e-4);
                int row = (k * Count + b) * 2 * Tokens;
                foreach ((int i, int place) in new[] { (5, 0), (2, 1) })
                    Assert.All(reference.Attention(x, i, here).Zip(attention[(row + place * Tokens)..]),
                        pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            }
        }
    }

    [PillowFact]
    public void NumPy_computes_errors_and_energies_again_from_the_saved_arrays()
    {
        TrainedNetwork network = Network();
        network.Save(_folder.At("j.safetensors"));
        Saved(new RecallPlan { Steps = 6, KeepImagesAt = [0, 1, 6], Seed = 7 }, network, 4);
        string[] lines = PillowFactAttribute.Run(_folder.Path, """
            import json, numpy as np
            z = np.load('s.npz', allow_pickle=False)
            data = open('j.safetensors', 'rb').read()
            length = int.from_bytes(data[:8], 'little')
            about = json.loads(data[8:8 + length])['J']
            begin, end = about['data_offsets']
            J = np.frombuffer(data[8 + length + begin:8 + length + end], '<f4').reshape(about['shape']).astype(float)
            settings = json.loads(z['settings'].tobytes())
            print(settings['seed'], settings['plan']['steps'], settings['library'].split()[0])
            t = list(z['times'])
            images, originals = z['images'].astype(float), z['originals'].astype(float)
            for k in (1, 2):
                again = ((images[k] - originals) ** 2).mean(axis=(1, 2, 3))
                print(np.abs(again - z['mse'][t[k] - 1]).max())
            part = z['mask'].mean(axis=1)
            print(np.abs(part * z['masked_mse'] + (1 - part) * z['known_mse'] - z['mse']).max())
            x = z['states'][2].astype(float)
            x = (x - x.mean(1, keepdims=True)) / x.std(1, ddof=1, keepdims=True)
            s = np.minimum(np.einsum('bic,ijce,bje->bij', x, J, x), 20)
            e = np.exp(s) * (1 - np.eye(s.shape[1]))
            print(np.abs(-np.log(e.sum(2)) - z['energies'][2]).max())
            print(np.abs((e / e.sum(2, keepdims=True))[:, 4] - z['attention'][2, :, 0]).max())
            print(np.isfinite(z['energies']).all() and (z['states'][0][z['mask']] == 0).all())
            """).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal("7 6 AttractorNotebooks", lines[0]);
        Assert.All(lines[1..^1], line => Assert.InRange(double.Parse(line, CultureInfo.InvariantCulture), 0, 1e-5));
        Assert.Equal("True", lines[^1]);
    }

    [Fact]
    public void Without_a_network_there_are_no_energies_and_noise_has_no_mask()
    {
        RecallResult result = RecallExperiment.Run(Network(), Images(), new RecallPlan { Task = RecallTask.Noise, Steps = 2 });
        result.Save(_folder.At("s.npz"));
        Assert.Equal(["correlation", "corrupted", "images", "mse", "originals", "settings", "states", "times"],
            NpzFile.NamesIn(_folder.At("s.npz")).Order(StringComparer.Ordinal));
        Assert.Equal([0, Count, Tokens, Dim], NpzFile.Read(_folder.At("s.npz"))["states"].Shape);
    }

    [Fact]
    public void What_cannot_be_saved_is_refused_and_nothing_is_written()
    {
        RecallResult result = RecallExperiment.Run(Network(), Images(), new RecallPlan { Steps = 2 });
        Refused("from 0 to 15", Network(), 16);
        Refused("twice", Network(), 3, 3);
        Refused("name the network", null, 3);
        Refused("given 4 of 32", Network(patch: 4));
        Assert.Empty(Directory.GetFiles(_folder.Path));

        void Refused(string words, TrainedNetwork? network, params int[] attentionOf)
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() => result.Save(_folder.At("s.npz"), network, attentionOf));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
        }
    }

    private IReadOnlyDictionary<string, Tensor> Saved(RecallPlan plan, TrainedNetwork network, params int[] attentionOf)
    {
        RecallExperiment.Run(network, Images(), plan).Save(_folder.At("s.npz"), network, attentionOf);
        return NpzFile.Read(_folder.At("s.npz"));
    }

    private static ImageSet Images()
    {
        Random random = new(1);
        float[] pixels = [.. Enumerable.Range(0, Count * Side * Side).Select(_ => random.NextSingle())];
        return new ImageSet("random", "drawn", Side, Side, 1, pixels, new byte[Count]);
    }

    private static TrainedNetwork Network(int patch = 2)
    {
        TrainingPlan plan = new() { Patch = patch, Dim = 2 * patch * patch };
        ImageTokenizer tokenizer = plan.Tokenizer(Images());
        return new TrainedNetwork(
            Couplings.Random(tokenizer.Tokens, tokenizer.Dim, 1, start: CouplingStart.OverDim), tokenizer, plan, 0, "nothing");
    }
}
