using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Model;
using AttractorNotebooks.Tests.Simd;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Verification;

namespace AttractorNotebooks.Tests.Dynamics;

/// <summary>Input on which softmax, layer norm or the sphere break where they are written carelessly.</summary>
[Trait("Speed", "Slow")]
public class AdversarialInputTests
{
    private const int N = 7, D = 6;

    /// <summary>Batches for kernels that put samples side by side, and for those that take them one by one.</summary>
    private static readonly int[] Batches = [1, 3, 17];

    [Theory]
    [InlineData(1, null)]
    [InlineData(1, 20.0)]
    [InlineData(1, -5.0)]
    [InlineData(0.01, null)]
    [InlineData(30, null)]
    public void Scores_of_ten_thousand_either_way(double lambda, double? clamp)
    {
        // Whole numbers: scores are exact in both precisions, near ties among them included.
        Random random = SeededRandom.Create(1, "whole numbers");
        float[] j = new float[N * N * D * D];
        for (int k = 0; k < j.Length; k++) j[k] = k / (D * D) % (N + 1) == 0 ? 0 : random.Next(-40, 41);
        Couplings couplings = new(N, D, j);
        foreach (int batch in Batches)
        {
            float[] x = [.. Enumerable.Range(0, batch * N * D).Select(_ => (float)random.Next(-9, 10))];
            ReferenceAttention attention = new(couplings.ToDoubles(), N, D, new AttentionSettings(lambda, clamp));
            double[] scores = [.. Enumerable.Range(0, N).SelectMany(i => attention.Scores(Closeness.Widen(x.AsSpan(0, N * D)), i))];
            Assert.True(scores.Max() > 4000 && scores.Min() < -4000);
            // An exponent of size e is a float32 number, good to e 2^-24; the weight inherits that as a relative error.
            double exponent = lambda * Math.Min(scores.Max(), clamp ?? double.PositiveInfinity);
            Compare(couplings, new DynamicsSettings { Attention = new AttentionSettings(lambda, clamp), LayerNorm = false }, x, [],
                Tolerances.Kernels + 4 * Math.Abs(exponent) * Math.Pow(2, -24));
        }
    }

    [Fact]
    public void Equal_scores_share_attention_equally()
    {
        float[] token = Arbitrary.Tokens(1, 1, D), block = Arbitrary.Tokens(1, D, D, seed: 2);
        Couplings couplings = new(N, D);
        for (int i = 0; i < N; i++)
            for (int k = 0; k < N; k++)
                if (i != k) block.CopyTo(couplings.Block(i, k));
        foreach (int batch in Batches)
        {
            float[] x = [.. Enumerable.Repeat(token, batch * N).SelectMany(t => t)];
            foreach (double lambda in new[] { 1e-3, 1, 1e3 })
                Compare(couplings, new DynamicsSettings { Attention = new AttentionSettings(lambda, null), LayerNorm = false }, x, []);
            Compare(new Couplings(N, D), new DynamicsSettings { LayerNorm = false }, x, []);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0.1)]
    [InlineData(-0.3)]
    [InlineData(1234.5)]
    public void Equal_tokens_have_nothing_left_after_layer_norm(double value)
    {
        Couplings couplings = Arbitrary.Couplings(N, D);
        foreach (int batch in Batches)
        {
            float[] x = [.. Enumerable.Range(0, batch * N * D).Select(k => (float)(value * (1 + k % D)))];
            // A second step, or a sweep, would magnify what rounding made of the first, in either precision.
            Compare(couplings, new DynamicsSettings(), x, [], steps: 1);
            Compare(couplings, new DynamicsSettings(), x, Arbitrary.Mask(batch, N), steps: 1);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_source_only(bool layerNorm)
    {
        foreach (int batch in Batches)
        {
            Compare(Arbitrary.Couplings(2, D), new DynamicsSettings { LayerNorm = layerNorm }, Arbitrary.Tokens(batch, 2, D), []);
            foreach (int known in new[] { 0, 3, N - 1 })
            {
                bool[] masked = [.. Enumerable.Range(0, batch * N).Select(k => k % N != known)];
                foreach (MaskMode mode in Enum.GetValues<MaskMode>())
                    Compare(Arbitrary.Couplings(N, D), new DynamicsSettings { LayerNorm = layerNorm, MaskMode = mode },
                        Arbitrary.Tokens(batch, N, D), masked);
            }
        }
    }

    [Theory]
    [InlineData(1e15)]
    [InlineData(1e9)]
    [InlineData(1e4)]
    [InlineData(1e-4)]
    [InlineData(1e-9)]
    [InlineData(1e-20)]
    [InlineData(1e-40)]
    public void Huge_and_tiny_tokens_with_layer_norm(double scale)
    {
        foreach (int batch in Batches)
            foreach (bool sphere in new[] { true, false })
            {
                Compare(Arbitrary.Couplings(N, D), new DynamicsSettings { Sphere = sphere }, Arbitrary.Tokens(batch, N, D, scale: scale),
                    []);
                Compare(Arbitrary.Couplings(N, D), new DynamicsSettings { Sphere = sphere }, Arbitrary.Tokens(batch, N, D, scale: scale),
                    Arbitrary.Mask(batch, N));
            }
    }

    [Theory]
    [InlineData(1e15)]
    [InlineData(1e9)]
    [InlineData(1e4)]
    [InlineData(1e-4)]
    [InlineData(1e-9)]
    [InlineData(1e-20)]
    [InlineData(1e-40)]
    public void Huge_and_tiny_tokens_as_they_are(double scale)
    {
        foreach (int batch in Batches)
            foreach (double? clamp in new double?[] { null, 20 })
            {
                DynamicsSettings settings = new() { LayerNorm = false, Attention = new AttentionSettings(1, clamp) };
                // Scores of nearly the same size decide between fields as large as the tokens: only their first step is well posed.
                Compare(Arbitrary.Couplings(N, D), settings, Arbitrary.Tokens(batch, N, D, scale: scale), [], steps: 1);
                Compare(Arbitrary.Couplings(N, D), settings, Arbitrary.Tokens(batch, N, D, scale: scale), Arbitrary.Mask(batch, N),
                    steps: 1);
            }
    }

    [Theory]
    [InlineData(1e-30)]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    [InlineData(1e20)]
    public void Temperatures_without_any_sense_of_proportion(double lambda)
    {
        foreach (int batch in Batches)
        {
            Compare(Arbitrary.Couplings(N, D), new DynamicsSettings { Attention = new AttentionSettings(lambda, null) },
                Arbitrary.Tokens(batch, N, D), [], steps: 1);
            Compare(Arbitrary.Couplings(N, D), new DynamicsSettings { Attention = new AttentionSettings(lambda) },
                Arbitrary.Tokens(batch, N, D), Arbitrary.Mask(batch, N), steps: 1);
        }
    }

    [Fact]
    public void Annealing_that_leaves_the_range_of_float32_stays_finite()
    {
        foreach (int batch in Batches)
        {
            // lambda would run to 1e45 and to 1e-45.
            Compare(Arbitrary.Couplings(N, D), new DynamicsSettings { LambdaFactor = 1e15 }, Arbitrary.Tokens(batch, N, D), [], steps: 4,
                tolerance: Tolerances.KernelsAccumulated);
            Compare(Arbitrary.Couplings(N, D), new DynamicsSettings { LambdaFactor = 1e-15 }, Arbitrary.Tokens(batch, N, D), [], steps: 4,
                tolerance: Tolerances.KernelsAccumulated);
        }
    }

    private static void Compare(
        Couplings couplings, DynamicsSettings settings, float[] x, bool[] masked, double tolerance = Tolerances.Kernels, int steps = 2)
    {
        int batch = x.Length / (couplings.Tokens * couplings.Dim);
        double[][] expected = ReferenceBatch.Run(couplings, settings, x, masked, steps);
        foreach (VectorWidth width in Widths.Here)
        {
            AttractorDynamics dynamics = new(couplings, settings, batch, new WorkerPool(1), width);
            dynamics.Start(x, masked);
            for (int t = 0; t < steps; t++)
            {
                dynamics.Step();
                Closeness.AssertClose(expected[t], AttractorDynamicsTests.State(dynamics), tolerance,
                    $"{width}, B = {batch}, step {t + 1}, {settings}");
            }
        }
    }
}
