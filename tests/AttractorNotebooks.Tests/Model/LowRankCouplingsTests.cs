using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Verification;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Tests.Model;

public class LowRankCouplingsTests
{
    private const int N = 4, D = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_full_product_is_key_transposed_times_query(int rank)
    {
        double[] keys = Arbitrary.Normals(N * N * rank * D, 1, "keys"), queries = Arbitrary.Normals(N * N * rank * D, 1, "queries");
        Couplings full = new LowRankCouplings(N, D, rank, keys, queries).ToFull();
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                for (int row = 0; row < D; row++)
                    for (int column = 0; column < D; column++)
                    {
                        double expected = i == j
                            ? 0 : Enumerable.Range(0, rank)
                            .Sum(r => keys[((i * N + j) * rank + r) * D + row] * queries[((i * N + j) * rank + r) * D + column]);
                        Assert.Equal(expected, full.Block(i, j)[row * D + column], 1e-5);
                    }
    }

    [Fact]
    public void Attention_by_queries_and_keys_is_attention_by_the_full_product()
    {
        const int Rank = 2;
        double[] keys = Arbitrary.Normals(N * N * Rank * D, 1, "keys"), queries = Arbitrary.Normals(N * N * Rank * D, 1, "queries"),
            x = Arbitrary.Normals(N * D, 1, "x");
        ReferenceAttention attention = new(new LowRankCouplings(N, D, Rank, keys, queries).ToFull().ToDoubles(), N, D,
            new AttentionSettings());
        double Project(double[] factors, int i, int j, int token, int r) =>
            Enumerable.Range(0, D).Sum(c => factors[((i * N + j) * Rank + r) * D + c] * x[token * D + c]);
        for (int i = 0; i < N; i++)
        {
            double[] scores = attention.Scores(x, i);
            for (int j = 0; j < N; j++)
                if (j != i) Assert.Equal(Enumerable.Range(0, Rank).Sum(r => Project(keys, i, j, i, r) * Project(queries, i, j, j, r)),
                    scores[j], 1e-4);
        }
    }

    [Fact]
    public void At_full_rank_the_approximation_is_exact()
    {
        Couplings couplings = Arbitrary.Couplings(N, D);
        Closeness.AssertClose(couplings.ToDoubles(), LowRankCouplings.Approximate(couplings, D).ToFull().Values, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void No_blocks_of_that_rank_come_closer(int rank)
    {
        // Eckart and Young: what is left over is exactly the singular values that were cut off.
        Couplings couplings = Arbitrary.Couplings(N, D), approximate = LowRankCouplings.Approximate(couplings, rank).ToFull();
        for (int pair = 0; pair < N * N; pair++)
        {
            int i = pair / N, j = pair % N;
            if (i == j) continue;
            double[] block = Closeness.Widen(couplings.Block(i, j)), near = Closeness.Widen(approximate.Block(i, j));
            var svd = Matrix<double>.Build.Dense(D, D, block).Svd();
            double left = Math.Sqrt(block.Zip(near, (a, b) => (a - b) * (a - b)).Sum());
            Assert.Equal(Math.Sqrt(svd.S.Skip(rank).Sum(s => s * s)), left, 1e-6);
            Assert.Equal(rank, Matrix<double>.Build.Dense(D, D, near).Svd().S.Count(s => s > 1e-5));
        }
    }

    [Fact]
    public void The_random_start_has_the_deviation_of_the_published_one_at_every_rank()
    {
        foreach (int rank in new[] { 1, 2, 8 })
        {
            Couplings couplings = LowRankCouplings.Random(24, 8, rank, 1).ToFull();
            double offDiagonal = couplings.RootMeanSquare() * Math.Sqrt(24.0 / 23);
            // Entries of a block share factors; over 552 blocks that leaves a few per cent.
            Assert.Equal(1, offDiagonal * 64 * Math.Sqrt(12), 0.1);
        }
        Assert.Equal(LowRankCouplings.Random(3, 4, 2, 5).ToFull().Values, LowRankCouplings.Random(3, 4, 2, 5).ToFull().Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(-1)]
    public void A_rank_outside_one_to_d_is_refused(int rank)
    {
        double[] factors = new double[N * N * Math.Max(rank, 0) * D];
        Assert.Equal(rank, Assert.Throws<ArgumentOutOfRangeException>(() => new LowRankCouplings(N, D, rank, factors, factors))
            .ActualValue);
        Assert.Equal(rank, Assert.Throws<ArgumentOutOfRangeException>(() => LowRankCouplings.Approximate(Arbitrary.Couplings(N, D), rank))
            .ActualValue);
        Assert.Equal(rank, Assert.Throws<ArgumentOutOfRangeException>(() => LowRankCouplings.Random(N, D, rank, 1)).ActualValue);
    }

    [Fact]
    public void Factors_of_another_size_are_refused() =>
        Assert.Throws<ArgumentException>(() => new LowRankCouplings(N, D, 2, new double[N * N * 2 * D], new double[N * N * 2 * D - 1]));

    [Fact]
    public void Blocks_of_rank_one_hold_all_of_outer_products_and_part_of_others()
    {
        Assert.Equal(1, LowRankCouplings.FractionHeld(LowRankCouplings.Random(4, 3, 1, 1).ToFull(), 1), 1e-5);
        Couplings full = Couplings.Random(4, 3, 1);
        Assert.InRange(LowRankCouplings.FractionHeld(full, 1), 0.3, 0.95);
        Assert.Equal(1, LowRankCouplings.FractionHeld(full, 3), 1e-5);
    }
}
