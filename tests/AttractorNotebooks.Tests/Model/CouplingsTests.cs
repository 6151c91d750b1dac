using AttractorNotebooks.Model;

namespace AttractorNotebooks.Tests.Model;

public class CouplingsTests
{
    [Fact]
    public void The_published_start_is_uniform_in_a_half_over_d_squared_and_0_on_the_diagonal()
    {
        Couplings couplings = Couplings.Random(30, 8, 1);
        float[] others = [.. Enumerable.Range(0, 900).Where(pair => pair / 30 != pair % 30)
            .SelectMany(pair => couplings.Block(pair / 30, pair % 30).ToArray())];
        double width = 1.0 / 64;
        Assert.InRange(others.Min(), -width / 2, -0.499 * width);
        Assert.InRange(others.Max(), 0.499 * width, width / 2);
        // Standard errors of mean and mean square over 55 680 entries: 0.0012 and 0.0003 of the width and its square.
        Assert.Equal(0, others.Average() / width, 0.005);
        Assert.Equal(1.0 / 12, others.Average(value => value * value / (width * width)), 0.0015);
        for (int i = 0; i < 30; i++) Assert.All(couplings.Block(i, i).ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void One_seed_is_one_start()
    {
        Assert.Equal(Couplings.Random(5, 3, 7).Values, Couplings.Random(5, 3, 7).Values);
        Assert.Equal(3 * Couplings.Random(5, 3, 7).RootMeanSquare(),
            Couplings.Random(5, 3, 7, start: CouplingStart.OverDim).RootMeanSquare(), 1e-7);
        Assert.NotEqual(Couplings.Random(5, 3, 7).Values.ToArray(), Couplings.Random(5, 3, 8).Values.ToArray());
    }

    [Fact]
    public void Rows_and_blocks_lie_where_the_shape_says()
    {
        Couplings couplings = new(3, 2);
        for (int k = 0; k < couplings.Values.Length; k++) couplings.Values[k] = k;
        Assert.Equal(12, couplings.RowLength);
        Assert.Equal(24, couplings.Row(2)[0]);
        Assert.Equal([(2 * 3 + 1) * 4, 29, 30, 31], couplings.Block(2, 1).ToArray());
    }

    [Fact]
    public void A_clone_shares_nothing()
    {
        Couplings couplings = Couplings.Random(4, 3, 1), clone = couplings.Clone();
        Assert.Equal(couplings.Values, clone.Values);
        clone.Values[5]++;
        Assert.NotEqual(couplings.Values[5], clone.Values[5]);
    }

    [Fact]
    public void The_root_mean_square_counts_all_entries()
    {
        Couplings couplings = new(2, 1, [0, 3, -4, 0]);
        Assert.Equal(2.5, couplings.RootMeanSquare(), 1e-15);
        Assert.Equal([0, 3, -4, 0], couplings.ToDoubles());
    }

    [Theory]
    [InlineData(1, 3, "at least two tokens, but there is 1")]
    [InlineData(0, 3, "at least two tokens, but there is 0")]
    [InlineData(-4, 3, "at least two tokens, but there is -4")]
    [InlineData(2, 0, "0")]
    [InlineData(60_000, 8, "larger patches or a smaller dimension")]
    public void Sizes_that_cannot_be_are_refused_before_memory_is_asked_for(int tokens, int dim, string message)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => new Couplings(tokens, dim));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Entries_that_are_not_finite_are_refused_and_named(float value)
    {
        float[] values = new float[3 * 3 * 4];
        values[(1 * 3 + 2) * 4 + 1] = value;
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Couplings(3, 2, values));
        Assert.Contains("J[1, 2]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_couples_to_itself_and_a_wrong_length_are_refused()
    {
        float[] values = new float[3 * 3 * 4];
        values[(1 * 3 + 1) * 4 + 3] = 0.5f;
        Assert.Contains("J[1, 1]", Assert.Throws<ArgumentException>(() => new Couplings(3, 2, values)).Message, StringComparison.Ordinal);
        Assert.Contains("35", Assert.Throws<ArgumentException>(() => new Couplings(3, 2, new float[35])).Message, StringComparison.Ordinal);
    }
}
