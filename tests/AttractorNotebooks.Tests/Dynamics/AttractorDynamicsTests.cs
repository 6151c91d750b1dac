using System.Numerics.Tensors;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Model;
using AttractorNotebooks.Tests.Simd;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Verification;

namespace AttractorNotebooks.Tests.Dynamics;

public class AttractorDynamicsTests
{
    public static TheoryData<VectorWidth> EveryWidth => Widths.Data;

    public static TheoryData<int, int, int> Sizes { get; } = new()
    {
        { 2, 1, 1 }, { 2, 3, 16 }, { 2, 8, 33 }, { 3, 8, 1 }, { 5, 4, 15 }, { 7, 9, 17 }, { 9, 8, 5 }, { 13, 6, 2 }, { 4, 16, 33 },
            { 5, 18, 4 }, { 6, 32, 3 }, { 3, 33, 19 }, { 3, 64, 17 }, { 17, 8, 16 },
    };

    [Theory]
    [InlineData(UpdateOrder.Synchronous, MaskMode.None)]
    [InlineData(UpdateOrder.Synchronous, MaskMode.FirstStep)]
    [InlineData(UpdateOrder.Synchronous, MaskMode.Clamped)]
    [InlineData(UpdateOrder.Synchronous, MaskMode.RandomEachStep)]
    [InlineData(UpdateOrder.Asynchronous, MaskMode.None)]
    [InlineData(UpdateOrder.Asynchronous, MaskMode.FirstStep)]
    [InlineData(UpdateOrder.Asynchronous, MaskMode.Clamped)]
    [InlineData(UpdateOrder.Asynchronous, MaskMode.RandomEachStep)]
    public void Every_setting_gives_the_states_of_the_reference_at_every_width(UpdateOrder order, MaskMode mode)
    {
        Couplings couplings = Arbitrary.Couplings(7, 5);
        float[] x = Arbitrary.Tokens(3, 7, 5);
        bool[] masked = Arbitrary.Mask(3, 7);
        foreach (UpdateRule update in new[] { UpdateRule.Residual, UpdateRule.Leaky(0.3), UpdateRule.Retain(), UpdateRule.Printed(1.7) })
            foreach (bool layerNorm in new[] { true, false })
                foreach (bool sphere in new[] { true, false })
                    foreach (double factor in new[] { 1, 1.3 })
                    {
                        DynamicsSettings settings = new()
                        {
                            Attention = new AttentionSettings(1.5),
                            Update = update,
                            LayerNorm = layerNorm,
                            Sphere = sphere,
                            MaskMode = mode,
                            Order = order,
                            LambdaFactor = factor,
                            Seed = 4,
                        };
                        CompareWithReference(couplings, settings, x, masked, steps: 3);
                    }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_size_gives_the_states_of_the_reference_at_every_width(int tokens, int dim, int batch)
    {
        Couplings couplings = Arbitrary.Couplings(tokens, dim);
        float[] x = Arbitrary.Tokens(batch, tokens, dim);
        bool[] masked = Arbitrary.Mask(batch, tokens);
        CompareWithReference(couplings, new DynamicsSettings(), x, [], steps: 3);
        CompareWithReference(couplings, new DynamicsSettings(), x, masked, steps: 3);
        CompareWithReference(couplings, new DynamicsSettings { LayerNorm = false, Attention = new AttentionSettings(4, 0.5) }, x, masked,
            steps: 3);
        CompareWithReference(couplings, new DynamicsSettings { Order = UpdateOrder.Asynchronous }, x, masked, steps: 2);
    }

    [Theory]
    [InlineData(196, 8, 17)]
    [InlineData(49, 32, 3)]
    public void At_the_sizes_of_MNIST_a_step_is_that_of_the_reference(int tokens, int dim, int batch) =>
        CompareWithReference(Arbitrary.Couplings(tokens, dim), new DynamicsSettings(), Arbitrary.Tokens(batch, tokens, dim),
            Arbitrary.Mask(batch, tokens), steps: 1);

    [Fact]
    public void Several_dynamics_may_run_at_once()
    {
        float[][] alone = [.. Enumerable.Range(0, 6).Select(Run)], together = new float[6][];
        Parallel.For(0, 6, k => together[k] = Run(k));
        for (int k = 0; k < 6; k++) Closeness.AssertSameBits(alone[k], together[k]);

        static float[] Run(int k)
        {
            AttractorDynamics dynamics = new(Arbitrary.Couplings(10 + k, 4 + k), new DynamicsSettings(), 10 * k + 1, new WorkerPool(2));
            dynamics.Start(Arbitrary.Tokens(dynamics.Batch, dynamics.Tokens, dynamics.Dim));
            dynamics.Run(20);
            return State(dynamics);
        }
    }

    [Theory]
    [MemberData(nameof(EveryWidth))]
    public void The_number_of_threads_does_not_change_a_bit(VectorWidth width)
    {
        Couplings couplings = Arbitrary.Couplings(19, 8);
        bool[] masked = Arbitrary.Mask(70, 19);
        foreach (int batch in new[] { 1, 3, 16, 70 })
            foreach (UpdateOrder order in Enum.GetValues<UpdateOrder>())
                foreach (MaskMode mode in new[] { MaskMode.FirstStep, MaskMode.RandomEachStep, MaskMode.Clamped })
                {
                    float[] one = Run(1), two = Run(2), three = Run(3);
                    Closeness.AssertSameBits(one, two, $"two threads, {order}, {mode}, B = {batch}:");
                    Closeness.AssertSameBits(one, three, $"three threads, {order}, {mode}, B = {batch}:");

                    float[] Run(int threads)
                    {
                        AttractorDynamics dynamics = new(couplings, new DynamicsSettings { Order = order, MaskMode = mode }, batch,
                            new WorkerPool(threads), width);
                        dynamics.Start(Arbitrary.Tokens(batch, 19, 8), masked.AsSpan(0, batch * 19));
                        dynamics.Run(3);
                        return State(dynamics);
                    }
                }
    }

    [Theory]
    [MemberData(nameof(EveryWidth))]
    public void A_sample_does_not_notice_its_neighbours(VectorWidth width)
    {
        const int N = 9, D = 8;
        Couplings couplings = Arbitrary.Couplings(N, D, strength: 2);
        foreach (int batch in new[] { 2, 4, 33 })
        {
            float[] x = Arbitrary.Tokens(batch, N, D), others = Arbitrary.Tokens(batch, N, D, seed: 2, scale: 1e3);
            bool[] masked = Arbitrary.Mask(batch, N), otherMasks = Arbitrary.Mask(batch, N, seed: 2);
            foreach (bool layerNorm in new[] { true, false })
            {
                float[] together = Run(x, masked);
                for (int kept = 0; kept < batch; kept += Math.Max(1, batch / 5))
                {
                    // The neighbours change, their masks too, and the sample moves to another lane.
                    int place = (kept * 7 + 3) % batch;
                    float[] mixed = [.. others];
                    bool[] mixedMasks = [.. otherMasks];
                    x.AsSpan(kept * N * D, N * D).CopyTo(mixed.AsSpan(place * N * D));
                    masked.AsSpan(kept * N, N).CopyTo(mixedMasks.AsSpan(place * N));
                    Closeness.AssertSameBits(together.AsSpan(kept * N * D, N * D), Run(mixed, mixedMasks).AsSpan(place * N * D, N * D),
                        $"sample {kept} of {batch} at {place},");
                }

                float[] Run(float[] tokens, bool[] masks)
                {
                    AttractorDynamics dynamics = new(couplings, new DynamicsSettings { LayerNorm = layerNorm }, batch, new WorkerPool(1),
                        width);
                    dynamics.Start(tokens, masks);
                    dynamics.Run(4);
                    return State(dynamics);
                }
            }
        }
    }

    [Theory]
    [InlineData(UpdateOrder.Synchronous)]
    [InlineData(UpdateOrder.Asynchronous)]
    public void Energies_are_those_of_the_state_that_the_step_saw(UpdateOrder order)
    {
        const int N = 6, D = 5, B = 3;
        Couplings couplings = Arbitrary.Couplings(N, D);
        DynamicsSettings settings = new() { Order = order, LayerNorm = false, Attention = new AttentionSettings(2), LambdaFactor = 1.5 };
        AttractorDynamics dynamics = new(couplings, settings, B);
        dynamics.Start(Arbitrary.Tokens(B, N, D));
        dynamics.Step();
        double[] before = Closeness.Widen(State(dynamics));
        dynamics.Step();
        float[] energies = new float[B * N];
        dynamics.CopyEnergies(energies);

        ReferenceAttention attention = new(couplings.ToDoubles(), N, D, settings.AttentionAt(2));
        double[] expected = new double[B * N];
        for (int b = 0; b < B; b++)
        {
            double[] x = before[(b * N * D)..((b + 1) * N * D)];
            foreach (int i in order == UpdateOrder.Synchronous ? [.. Enumerable.Range(0, N)] : StepRandomness.Order(N, settings.Seed, 2))
            {
                expected[b * N + i] = attention.Energy(x, i);
                if (order == UpdateOrder.Synchronous) continue;
                double[] heard = attention.Output(x, i);
                for (int c = 0; c < D; c++) x[i * D + c] += 0.5 * heard[c];
            }
        }
        Closeness.AssertClose(expected, energies, Tolerances.Kernels, "energies");
    }

    [Fact]
    public void The_printed_update_brings_every_token_to_unit_length()
    {
        AttractorDynamics dynamics = new(Arbitrary.Couplings(9, 4), new DynamicsSettings { Update = UpdateRule.Printed(0.5) }, 3);
        dynamics.Start(Arbitrary.Tokens(3, 9, 4), Arbitrary.Mask(3, 9));
        dynamics.Run(2);
        float[] state = State(dynamics);
        for (int token = 0; token < 27; token++) Assert.Equal(1, TensorPrimitives.Norm<float>(state.AsSpan(token * 4, 4)), 1e-5);
    }

    [Fact]
    public void On_the_sphere_mean_lengths_are_one_and_the_lengths_before_it_can_be_had()
    {
        const int N = 6, D = 5, B = 3;
        Couplings couplings = Arbitrary.Couplings(N, D);
        float[] x = Arbitrary.Tokens(B, N, D), norms = new float[B];
        AttractorDynamics on = new(couplings, new DynamicsSettings(), B), off = new(couplings, new DynamicsSettings { Sphere = false }, B);
        on.Start(x);
        off.Start(x);
        on.Step();
        off.Step();
        on.CopyMeanNorms(norms);
        float[] normalized = State(on), plain = State(off);
        for (int b = 0; b < B; b++)
        {
            Assert.Equal(1, MeanLength(normalized, b), 1e-5);
            Assert.Equal(MeanLength(plain, b), norms[b], 1e-5);
            for (int k = b * N * D; k < (b + 1) * N * D; k++) Assert.Equal(plain[k] / norms[b], normalized[k], 1e-5);
        }

        static double MeanLength(float[] state, int b) =>
            Enumerable.Range(b * N, N)
                .Average(token => Math.Sqrt(state.AsSpan(token * D, D).ToArray().Sum(value => (double)value * value)));
    }

    [Fact]
    public void Masked_tokens_start_as_zero_vectors_and_clamped_ones_keep_what_they_know()
    {
        const int N = 6, D = 4, B = 2;
        float[] x = Arbitrary.Tokens(B, N, D);
        bool[] masked = Arbitrary.Mask(B, N);
        AttractorDynamics dynamics = new(Arbitrary.Couplings(N, D), new DynamicsSettings { MaskMode = MaskMode.Clamped }, B);
        dynamics.Start(x, masked);
        float[] start = State(dynamics);
        dynamics.Run(4);
        float[] end = State(dynamics);
        for (int k = 0; k < x.Length; k++)
        {
            Assert.Equal(masked[k / D] ? 0 : x[k], start[k]);
            if (masked[k / D]) Assert.NotEqual(0, end[k]);
            else Assert.Equal(x[k], end[k]);
        }
    }

    [Fact]
    public void A_dynamics_can_be_started_again_and_forgets_what_was()
    {
        const int N = 6, D = 4, B = 2;
        AttractorDynamics used = new(Arbitrary.Couplings(N, D), new DynamicsSettings { MaskMode = MaskMode.Clamped }, B),
            fresh = new(Arbitrary.Couplings(N, D), new DynamicsSettings { MaskMode = MaskMode.Clamped }, B);
        used.Start(Arbitrary.Tokens(B, N, D, seed: 5), Arbitrary.Mask(B, N));
        used.Run(3);
        float[] x = Arbitrary.Tokens(B, N, D);
        foreach (AttractorDynamics dynamics in new[] { used, fresh })
        {
            dynamics.Start(x);
            Assert.Equal(0, dynamics.Time);
            dynamics.Run(2);
            Assert.Equal(2, dynamics.Time);
        }
        Closeness.AssertSameBits(State(fresh), State(used));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        foreach (int batch in new[] { 1, 3, 32 })
            foreach (UpdateOrder order in Enum.GetValues<UpdateOrder>())
            {
                AttractorDynamics dynamics = new(Arbitrary.Couplings(20, 8), new DynamicsSettings { Order = order }, batch,
                    new WorkerPool(1));
                dynamics.Start(Arbitrary.Tokens(batch, 20, 8), Arbitrary.Mask(batch, 20));
                dynamics.Run(3);
                long before = GC.GetAllocatedBytesForCurrentThread();
                dynamics.Run(10);
                // A sweep draws a new order of tokens; nothing that grows with the batch or the dimension.
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, order == UpdateOrder.Synchronous ? 0 : 10 * 2000);
            }
    }

    [Fact]
    public void A_run_stops_between_steps_and_keeps_the_last_whole_one()
    {
        const int N = 5, D = 4;
        using CancellationTokenSource source = new();
        AttractorDynamics stopped = new(Arbitrary.Couplings(N, D), new DynamicsSettings(), 1),
            two = new(Arbitrary.Couplings(N, D), new DynamicsSettings(), 1);
        stopped.Start(Arbitrary.Tokens(1, N, D));
        two.Start(Arbitrary.Tokens(1, N, D));
        Assert.Throws<OperationCanceledException>(() => stopped.Run(100, new StopAfter(2, source), source.Token));
        two.Run(2);
        Assert.Equal(2, stopped.Time);
        Closeness.AssertSameBits(State(two), State(stopped));
    }

    [Fact]
    public void What_makes_no_sense_is_refused_and_named()
    {
        Couplings couplings = Arbitrary.Couplings(3, 2);
        AttractorDynamics dynamics = new(couplings, new DynamicsSettings(), 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttractorDynamics(couplings, new DynamicsSettings(), 0));
        Contains("2 samples, but 1 were given", Assert.Throws<ArgumentException>(() => dynamics.Start(new float[6])));
        Contains("13 numbers", Assert.Throws<ArgumentException>(() => dynamics.Start(new float[13])));
        Contains("Component 1 of token 2 of sample 1 is NaN",
            Assert.Throws<ArgumentException>(() => dynamics.Start([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, float.NaN])));
        Contains("has 6 entries, but 5 were given", Assert.Throws<ArgumentException>(() => dynamics.Start(new float[12], new bool[5])));
        Contains("hides all 3 tokens of image 1",
            Assert.Throws<ArgumentException>(() => dynamics.Start(new float[12], [false, true, true, true, true, true])));
        Assert.Equal(-1, Assert.Throws<ArgumentOutOfRangeException>(() => dynamics.Run(-1)).ActualValue);
        Contains("room for 11", Assert.Throws<ArgumentException>(() => dynamics.CopyState(new float[11])));
        Assert.Throws<ArgumentException>(() => dynamics.CopyMeanNorms(new float[1]));
        Assert.Throws<ArgumentException>(() => dynamics.CopyEnergies(new float[5]));

        static void Contains(string expected, Exception error) => Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    internal static float[] State(AttractorDynamics dynamics)
    {
        float[] state = new float[dynamics.Batch * dynamics.Tokens * dynamics.Dim];
        dynamics.CopyState(state);
        return state;
    }

    private static void CompareWithReference(Couplings couplings, DynamicsSettings settings, float[] x, bool[] masked, int steps)
    {
        int batch = x.Length / (couplings.Tokens * couplings.Dim);
        double[][] expected = ReferenceBatch.Run(couplings, settings, x, masked, steps);
        foreach (VectorWidth width in Widths.Here)
        {
            AttractorDynamics dynamics = new(couplings, settings, batch, new WorkerPool(2), width);
            dynamics.Start(x, masked);
            for (int t = 0; t < steps; t++)
            {
                dynamics.Step();
                Closeness.AssertClose(expected[t], State(dynamics), t == 0 ? Tolerances.Kernels : Tolerances.KernelsAccumulated,
                    $"{width}, step {t + 1}, {settings}");
            }
        }
    }

    private sealed class StopAfter(int steps, CancellationTokenSource source) : IStepObserver
    {
        public void Observe(AttractorDynamics dynamics)
        {
            if (dynamics.Time == steps) source.Cancel();
        }
    }
}
