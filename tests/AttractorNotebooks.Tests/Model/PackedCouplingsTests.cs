using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;
using AttractorNotebooks.Tests.Simd;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Verification;

namespace AttractorNotebooks.Tests.Model;

public unsafe class PackedCouplingsTests
{
    public static TheoryData<int, int> Sizes { get; } =
        new() { { 2, 1 }, { 7, 3 }, { 5, 4 }, { 9, 5 }, { 6, 8 }, { 4, 18 }, { 5, 24 }, { 3, 33 } };

    public static TheoryData<CouplingStorage> Packed { get; } = new() { CouplingStorage.Float16, CouplingStorage.Int8 };

    [Fact]
    public void Every_finite_half_becomes_the_float_that_it_is()
    {
        ushort[] halves = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits).Where(bits => (bits & 0x7c00) != 0x7c00)];
        // From every place on, so that all of them go through the registers and through the rest.
        foreach (int start in new[] { 0, 1, 7, 15 })
        {
            float[] floats = new float[halves.Length - start];
            fixed (ushort* source = halves)
            fixed (float* target = floats) Unpacking.Halves(source + start, target, floats.Length);
            Closeness.AssertSameBits([.. halves.Skip(start).Select(bits => (float)BitConverter.UInt16BitsToHalf(bits))], floats, "halves:");
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Float16_is_the_nearest_half_of_every_entry(int tokens, int dim)
    {
        Couplings couplings = Arbitrary.Couplings(tokens, dim);
        PackedCouplings packed = PackedCouplings.From(couplings, CouplingStorage.Float16);
        Closeness.AssertSameBits([.. couplings.Values.ToArray().Select(value => (float)(Half)value)], packed.ToCouplings().Values, "J:");
        Assert.Equal(2L * couplings.Values.Length, packed.ByteCount);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Int8_is_off_by_half_a_step_of_its_block_at_most(int tokens, int dim)
    {
        // Blocks of very different sizes, and one that is all zero beside J_ii.
        Couplings couplings = Arbitrary.Couplings(tokens, dim);
        for (int i = 0; i < tokens; i++)
            for (int j = 0; j < tokens; j++)
                foreach (ref float value in couplings.Block(i, j)) value *= MathF.Pow(10, (3 * i + j) % 7 - 5);
        couplings.Block(0, tokens - 1).Clear();
        PackedCouplings packed = PackedCouplings.From(couplings, CouplingStorage.Int8);
        Couplings unpacked = packed.ToCouplings();
        for (int i = 0; i < tokens; i++)
            for (int j = 0; j < tokens; j++)
            {
                double largest = couplings.Block(i, j).ToArray().Max(Math.Abs);
                foreach ((float before, float after) in couplings.Block(i, j).ToArray().Zip(unpacked.Block(i, j).ToArray()))
                    Assert.InRange(Math.Abs(before - after), 0, 0.50001 * largest / 127);
            }
        Assert.Equal(couplings.Values.Length + 4L * tokens * tokens, packed.ByteCount);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_dynamics_is_that_of_the_unpacked_couplings_bit_for_bit(int tokens, int dim)
    {
        foreach (CouplingStorage storage in new[] { CouplingStorage.Float16, CouplingStorage.Int8 })
        {
            PackedCouplings packed = PackedCouplings.From(Arbitrary.Couplings(tokens, dim), storage);
            Couplings unpacked = packed.ToCouplings();
            // One sample and all but one token masked, two, and more than the lanes of a block.
            foreach ((int batch, UpdateOrder order) in
                new[] { (1, UpdateOrder.Synchronous), (2, UpdateOrder.Asynchronous),
                    (33, UpdateOrder.Synchronous), (35, UpdateOrder.Asynchronous) })
                foreach (VectorWidth width in Widths.Here)
                    foreach (int threads in new[] { 1, 3 })
                    {
                        DynamicsSettings settings = new() { Order = order, LayerNorm = dim % 2 == 0, MaskMode = MaskMode.Clamped };
                        AttractorDynamics one = new(unpacked, settings, batch, new WorkerPool(1), width);
                        AttractorDynamics other = new(packed, settings, batch, new WorkerPool(threads), width);
                        float[] x = Arbitrary.Tokens(batch, tokens, dim);
                        bool[] masked = [.. Enumerable.Range(0, batch * tokens).Select(k => k % tokens != k / tokens % tokens)];
                        foreach (AttractorDynamics dynamics in new[] { one, other })
                        {
                            dynamics.Start(x, masked);
                            dynamics.Run(4);
                        }
                        Closeness.AssertSameBits(one.ToState(), other.ToState(), $"{storage}, {width}, B = {batch}, {threads} threads:");
                    }
        }
    }

    [Theory]
    [MemberData(nameof(Packed))]
    public void The_dynamics_is_that_of_the_float64_reference(CouplingStorage storage)
    {
        PackedCouplings packed = PackedCouplings.From(Arbitrary.Couplings(9, 5), storage);
        float[] x = Arbitrary.Tokens(1, 9, 5);
        ReferenceDynamics reference = new(packed.ToCouplings().ToDoubles(), 9, 5, new DynamicsSettings());
        double[] expected = reference.Step(Closeness.Widen(x), [], 1);
        foreach (VectorWidth width in Widths.Here)
        {
            AttractorDynamics dynamics = new(packed, new DynamicsSettings(), 1, new WorkerPool(2), width);
            dynamics.Start(x);
            dynamics.Step();
            Closeness.AssertClose(expected, dynamics.ToState(), Tolerances.Kernels, $"{storage}, {width}");
        }
    }

    [Fact]
    public void What_cannot_be_packed_is_refused()
    {
        Couplings couplings = Arbitrary.Couplings(3, 2);
        couplings.Block(0, 1)[2] = 7e4f;
        Assert.Contains("Entry 6 of the couplings is 70000, more than float16 holds",
            Assert.Throws<ArgumentException>(() => PackedCouplings.From(couplings, CouplingStorage.Float16)).Message,
            StringComparison.Ordinal);
        PackedCouplings.From(couplings, CouplingStorage.Int8);
        Assert.Throws<ArgumentException>(() => PackedCouplings.From(couplings, CouplingStorage.Float32));
    }
}
