using System.Numerics.Tensors;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

public class SpinPatternsTests
{
    private const int Tokens = 2000;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.3)]
    [InlineData(3, 0.9)]
    [InlineData(8, 0)]
    [InlineData(8, 0.2)]
    [InlineData(8, 0.6)]
    [InlineData(32, 0.5)]
    public void Patterns_overlap_as_asked(int dimension, double overlap)
    {
        const int Count = 20;
        float[] patterns = SpinPatterns.Draw(Count, Tokens, dimension, 3, overlap);
        List<double> found = [];
        for (int a = 0; a < Count; a++)
            for (int b = 0; b < a; b++)
                found.Add(TensorPrimitives.Dot(Pattern(a), Pattern(b)) / (double)Tokens);
        // A token's overlap spreads by at most 1, so the mean over tokens by 1 / sqrt(2000); the shared prototype correlates the pairs.
        Assert.InRange(found.Average(), overlap - 0.03, overlap + 0.03);

        ReadOnlySpan<float> Pattern(int k) => patterns.AsSpan(k * Tokens * dimension, Tokens * dimension);
    }

    [Fact]
    public void Ising_spins_are_plus_or_minus_one_equally_often()
    {
        float[] spins = SpinPatterns.Draw(10, Tokens, 1, 1, 0.4);
        Assert.All(spins, spin => Assert.Equal(1f, Math.Abs(spin)));
        Assert.InRange(spins.Average(), -0.05, 0.05);
    }

    [Fact]
    public void Vector_spins_are_unit_vectors_spread_evenly_over_the_sphere()
    {
        const int Dimension = 4;
        float[] spins = SpinPatterns.Draw(20, Tokens, Dimension, 1, 0.5);
        double[] mean = new double[Dimension];
        double[,] square = new double[Dimension, Dimension];
        int count = spins.Length / Dimension;
        for (int token = 0; token < count; token++)
        {
            ReadOnlySpan<float> x = spins.AsSpan(token * Dimension, Dimension);
            Assert.InRange(TensorPrimitives.Norm(x), 1 - 1e-6f, 1 + 1e-6f);
            for (int a = 0; a < Dimension; a++)
            {
                mean[a] += x[a] / count;
                for (int b = 0; b < Dimension; b++) square[a, b] += x[a] * x[b] / count;
            }
        }
        // The second moment of a uniform direction is identity / d.
        for (int a = 0; a < Dimension; a++)
        {
            Assert.InRange(mean[a], -0.03, 0.03);
            for (int b = 0; b < Dimension; b++) Assert.InRange(square[a, b] - (a == b ? 0.25 : 0), -0.02, 0.02);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(100)]
    public void The_mixing_meets_its_limits_and_grows_with_the_overlap(int dimension)
    {
        double last = 0;
        for (double overlap = 0.1; overlap < 1; overlap += 0.1)
        {
            double shared = SpinPatterns.SharedPart(overlap, dimension);
            // Normalizing lowers a correlation, ever less in many dimensions.
            Assert.InRange(shared, Math.Max(last, overlap), 1);
            if (dimension == 100) Assert.InRange(shared, overlap, overlap + 0.005);
            last = shared;
        }
        Assert.Equal(0, SpinPatterns.SharedPart(0, dimension));
        Assert.Equal(1, SpinPatterns.SharedPart(1, dimension));
        Assert.InRange(SpinPatterns.SharedPart(0.999, dimension), 0.999, 1);
    }

    [Fact]
    public void Full_overlap_repeats_one_pattern_and_a_longer_draw_begins_with_a_shorter_one()
    {
        float[] same = SpinPatterns.Draw(2, 5, 3, 1, 1);
        Assert.Equal(same[..15], same[15..]);
        Assert.Equal(SpinPatterns.Draw(9, 5, 3, 1, 0.3)[..30], SpinPatterns.Draw(2, 5, 3, 1, 0.3));
        Assert.NotEqual(SpinPatterns.Draw(2, 5, 3, 1), SpinPatterns.Draw(2, 5, 3, 2));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void An_overlap_out_of_range_is_refused(double overlap) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SpinPatterns.Draw(2, 5, 3, 1, overlap));
}
