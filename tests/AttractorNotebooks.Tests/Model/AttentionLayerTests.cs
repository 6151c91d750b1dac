using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Simd;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Verification;

namespace AttractorNotebooks.Tests.Model;

public class AttentionLayerTests
{
    public static TheoryData<VectorWidth> EveryWidth => Widths.Data;

    public static TheoryData<int, int, int> Sizes { get; } = new() { { 2, 1, 1 }, { 2, 8, 16 }, { 3, 4, 15 }, { 7, 5, 3 }, { 9, 8, 17 },
        { 5, 18, 33 }, { 6, 32, 2 }, { 12, 9, 40 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Energies_attention_and_outputs_are_those_of_the_reference_at_every_width(int tokens, int dim, int batch)
    {
        Couplings couplings = Arbitrary.Couplings(tokens, dim, strength: 2);
        float[] x = Arbitrary.Tokens(batch, tokens, dim);
        foreach (AttentionSettings settings in new AttentionSettings[] { new(), new(0.1, null), new(5, 0.5), new(30, null) })
            foreach (bool[] masked in new[] { [], Arbitrary.Mask(batch, tokens) })
            {
                (double[] energies, double[] attention, double[] outputs) = Reference(couplings, settings, x, masked);
                foreach (VectorWidth width in Widths.Here)
                {
                    AttentionLayer layer = new(couplings, settings, new WorkerPool(2), width);
                    float[] measured = layer.Energies(x, masked);
                    Assert.Equal(energies.Select(double.IsPositiveInfinity), measured.Select(float.IsPositiveInfinity));
                    Closeness.AssertClose([.. energies.Where(double.IsFinite)], measured.Where(float.IsFinite).ToArray(),
                        Tolerances.Kernels, $"energies at {width}, {settings}");
                    Closeness.AssertClose(attention, layer.Attention(x, masked), Tolerances.Kernels, $"attention at {width}, {settings}");
                    Closeness.AssertClose(outputs, layer.Output(x, masked), Tolerances.Kernels, $"outputs at {width}, {settings}");
                }
            }
    }

    [Theory]
    [MemberData(nameof(EveryWidth))]
    public void The_number_of_threads_does_not_change_a_bit(VectorWidth width)
    {
        Couplings couplings = Arbitrary.Couplings(11, 9);
        float[] x = Arbitrary.Tokens(35, 11, 9);
        bool[] masked = Arbitrary.Mask(35, 11);
        AttentionLayer one = new(couplings, new AttentionSettings(), new WorkerPool(1), width);
        foreach (int threads in new[] { 2, 3 })
        {
            AttentionLayer many = new(couplings, new AttentionSettings(), new WorkerPool(threads), width);
            Closeness.AssertSameBits(one.Energies(x, masked), many.Energies(x, masked));
            Closeness.AssertSameBits(one.Attention(x, masked), many.Attention(x, masked));
            Closeness.AssertSameBits(one.Output(x, masked), many.Output(x, masked));
        }
    }

    [Fact]
    public void Batches_that_make_no_sense_are_refused_by_every_question()
    {
        AttentionLayer layer = new(Arbitrary.Couplings(3, 2), new AttentionSettings());
        Fails([], [], "0 numbers");
        Fails(new float[7], [], "7 numbers");
        Fails([0, 1, 2, 3, float.NaN, 5], [], "Component 0 of token 2 of sample 0 is NaN");
        Fails([0, 1, 2, 3, 4, 5, 6, float.NegativeInfinity, 8, 9, 10, 11], [], "Component 1 of token 0 of sample 1");
        Fails(new float[6], new bool[4], "4 were given");
        Fails(new float[12], [false, true, true, true, true, true], "hides all 3 tokens of image 1");

        void Fails(float[] x, bool[] masked, string message)
        {
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => layer.Energies(x, masked)).Message, StringComparison.Ordinal);
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => layer.Attention(x, masked)).Message, StringComparison.Ordinal);
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => layer.Output(x, masked)).Message, StringComparison.Ordinal);
        }
    }

    private static (double[] Energies, double[] Attention, double[] Outputs) Reference(
        Couplings couplings, AttentionSettings settings, float[] x, bool[] masked)
    {
        (int n, int d) = (couplings.Tokens, couplings.Dim);
        ReferenceAttention reference = new(couplings.ToDoubles(), n, d, settings);
        List<double> energies = [], attention = [], outputs = [];
        for (int b = 0; b < x.Length / (n * d); b++)
        {
            double[] sample = Closeness.Widen(x.AsSpan(b * n * d, n * d));
            bool[] mask = masked.Length == 0 ? [] : masked[(b * n)..((b + 1) * n)];
            for (int i = 0; i < n; i++)
            {
                energies.Add(reference.Energy(sample, i, mask));
                attention.AddRange(reference.Attention(sample, i, mask));
                outputs.AddRange(reference.Output(sample, i, mask));
            }
        }
        return ([.. energies], [.. attention], [.. outputs]);
    }
}
