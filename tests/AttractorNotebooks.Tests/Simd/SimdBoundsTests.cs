using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;
using AttractorNotebooks.Tests.Model;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Verification;

namespace AttractorNotebooks.Tests.Simd;

/// <summary>Kernels work on pointers: here every array ends at a page that must not be touched.</summary>
public unsafe class SimdBoundsTests
{
    // The attention kernel treats four sources at once, and then what is left.
    private const int N = 6;

    public static TheoryData<VectorWidth> EveryWidth => Widths.Data;

    [GuardedTheory]
    [MemberData(nameof(EveryWidth))]
    public void Attention_of_a_block_of_samples_reads_and_writes_nothing_beyond_its_arrays(VectorWidth width)
    {
        SimdRoutines simd = SimdRoutines.For(width);
        for (int dim = 1; dim <= 34; dim++)
            foreach (bool masks in new[] { false, true })
            {
                using GuardedMemory memory = new();
                Couplings couplings = Arbitrary.Couplings(N, dim);
                float[] x = Arbitrary.Tokens(simd.Block, N, dim);
                LaneBuffer lanes = new(N * dim, simd.Block, simd.Block);
                lanes.Load(x);
                AttentionJob job = new()
                {
                    Tokens = N,
                    Dim = dim,
                    // The last row of J is the one that ends with J.
                    Couplings = memory.Copy(couplings.Row(N - 1)),
                    Token = N - 1,
                    Seen = memory.Copy(lanes.Span),
                    Sources = masks ? memory.Copy(Enumerable.Range(0, N * simd.Block).Select(k => k / simd.Block == 0 ? 0f : 1).ToArray())
                        : null,
                    LambdaLog2E = (float)Exp2Coefficients.Log2E,
                    Bound = 20,
                    Fields = memory.Room(AttentionJob.SourcesAtOnce * dim * simd.Block),
                    Output = memory.Room(dim * simd.Block),
                    Normalizer = memory.Room(2 * simd.Block),
                };
                simd.Attention(job);
                for (int b = 0; b < simd.Block; b++)
                {
                    double[] expected = new ReferenceAttention(couplings.ToDoubles(), N, dim, new AttentionSettings())
                        .Output(Closeness.Widen(x.AsSpan(b * N * dim, N * dim)), N - 1, masks ? [true, .. new bool[N - 1]] : []);
                    Closeness.AssertClose(expected, Enumerable.Range(0, dim).Select(c => job.Output[c * simd.Block + b]).ToArray(),
                        Tolerances.Kernels, $"d = {dim}");
                }
                float* scores = memory.Room(N * simd.Block);
                job.Fields = memory.Room(dim * simd.Block);
                simd.Scores(job, scores);
                simd.ExpWeights(job, scores, gate: true);
                simd.Normalize(job.Normalizer, scores, scores, N);
                simd.Mix(job.Output, memory.Room(dim * simd.Block), memory.Room(simd.Block), dim, 1, 1);
                simd.LayerNorm(job.Seen, job.Sources, memory.Room(N * dim * simd.Block), N, dim);
                simd.Sphere(job.Seen, memory.Room(N * simd.Block), N, dim);
            }
    }

    [GuardedTheory]
    [MemberData(nameof(EveryWidth))]
    public void Attention_of_one_sample_reads_and_writes_nothing_beyond_its_arrays(VectorWidth width)
    {
        SimdRoutines simd = SimdRoutines.For(width);
        for (int dim = 1; dim <= 34; dim++)
        {
            using GuardedMemory memory = new();
            Couplings couplings = Arbitrary.Couplings(N, dim);
            float[] x = Arbitrary.Tokens(1, N, dim);
            SampleJob job = new()
            {
                Tokens = N,
                Dim = dim,
                Couplings = memory.Copy(couplings.Row(N - 1)),
                Token = N - 1,
                Seen = memory.Copy(x),
                Sources = memory.Copy([0, .. Enumerable.Repeat(1f, N - 1)]),
                LambdaLog2E = (float)Exp2Coefficients.Log2E,
                Bound = 20,
                Weights = memory.Room(N),
                Output = memory.Room(dim),
                Normalizer = memory.Room(2),
            };
            simd.Sample(job);
            double[] expected = new ReferenceAttention(couplings.ToDoubles(), N, dim, new AttentionSettings())
                .Output(Closeness.Widen(x), N - 1, [true, .. new bool[N - 1]]);
            Closeness.AssertClose(expected, new ReadOnlySpan<float>(job.Output, dim), Tolerances.Kernels, $"d = {dim}");
        }
    }

    [GuardedTheory]
    [MemberData(nameof(EveryWidth))]
    public void Optimiser_and_outer_products_read_and_write_nothing_beyond_their_arrays(VectorWidth width)
    {
        SimdRoutines simd = SimdRoutines.For(width);
        AdamWJob adam = new()
        {
            Beta1 = 0.9f,
            Beta2 = 0.999f,
            Fraction1 = 0.1f,
            Fraction2 = 0.001f,
            Epsilon = 1e-8f,
            Decay = 0.99f,
            Rate = 0.01f,
            SquareCorrection = 1000
        };
        for (int length = 0; length <= 70; length++)
        {
            using GuardedMemory memory = new();
            float[] start = [.. Arbitrary.Tokens(1, 1, Math.Max(length, 1)).Take(length)],
                gradients = [.. Arbitrary.Tokens(1, 1, Math.Max(length, 1), seed: 2).Take(length)];
            float* values = memory.Copy(start), gradient = memory.Copy(gradients);
            double squares = simd.AdamW(adam, values, memory.Room(length), memory.Room(length), gradient, length);
            double expected = 0;
            for (int k = 0; k < length; k++)
            {
                // The first step is one learning rate against the gradient.
                double value = 0.99 * start[k] - 0.1 * 0.01 * Math.Sign(gradients[k]);
                expected += value * value;
                Assert.Equal(value, values[k], 1e-6);
            }
            Assert.Equal(expected, squares, 1e-5 * Math.Max(1, expected));

            float* other = memory.Copy(start);
            simd.Descend(0.5f, 0.9f, other, gradient, length);
            for (int k = 0; k < length; k++) Assert.Equal(0.9 * start[k] - 0.5 * gradients[k], other[k], 1e-6);
        }
        for (int dim = 1; dim <= 34; dim++)
        {
            using GuardedMemory memory = new();
            LaneBuffer state = new(2 * dim, simd.Block, simd.Block), weights = new(1, simd.Block, simd.Block);
            float[] x = Arbitrary.Tokens(simd.Block, 2, dim);
            state.Load(x);
            weights.Span.Fill(1);
            float* gradient = memory.Room(dim * dim);
            simd.Outer(state, weights, 0, 0, 1, dim, 0.5f, gradient);
            double[] expected = new double[dim * dim];
            for (int b = 0; b < simd.Block; b++)
                for (int k = 0; k < dim * dim; k++) expected[k] += 0.5 * x[b * 2 * dim + k / dim] * x[(b * 2 + 1) * dim + k % dim];
            Closeness.AssertClose(expected, new ReadOnlySpan<float>(gradient, dim * dim), Tolerances.Kernels, $"d = {dim}");
        }
    }
    [GuardedTheory]
    [MemberData(nameof(EveryWidth))]
    public void Outer_products_with_a_panel_write_nothing_beyond_their_arrays(VectorWidth width)
    {
        SimdRoutines simd = SimdRoutines.For(width);
        foreach (int dim in new[] { 8, 16, 24, 32, 64 })
            for (int tokens = 2; tokens <= 9; tokens++)
            {
                using GuardedMemory memory = new();
                int batch = simd.Block + 1;
                LaneBuffer state = new(tokens * dim, batch, simd.Block), lanes = new(tokens + dim, batch, simd.Block),
                    panels = new(state.Blocks * simd.Block, tokens * dim, simd.Block);
                float[] x = Arbitrary.Tokens(batch, tokens, dim), u = Arbitrary.Tokens(batch, tokens + dim, 1, seed: 2);
                state.Load(x);
                for (int block = 0; block < state.Blocks; block++) state.Transpose(panels, block);
                lanes.Load(u);
                float* gradient = memory.Room(tokens * dim * dim);
                PanelJob job = new()
                {
                    Tokens = tokens,
                    Dim = dim,
                    Panels = panels,
                    Lanes = lanes,
                    SelfRow = tokens,
                    Scale = 0.5f,
                    Padding = memory.Room(dim * dim),
                    Gradient = gradient
                };
                for (int panel = 0; panel < panels.Blocks; panel++) simd.OuterPanel(job, panel);
                double[] expected = new double[tokens * dim * dim];
                for (int b = 0; b < batch; b++)
                    for (int k = 0; k < expected.Length; k++)
                    {
                        (int j, int row, int column) = (k / dim / dim, k / dim % dim, k % dim);
                        expected[k] += 0.5 * u[b * (tokens + dim) + j] * u[b * (tokens + dim) + tokens + row] * x[(b * tokens + j) * dim
                            + column];
                    }
                Closeness.AssertClose(expected, new ReadOnlySpan<float>(gradient, expected.Length), Tolerances.Kernels,
                    $"N = {tokens}, d = {dim}");
            }
    }
}
