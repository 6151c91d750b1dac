using AttractorNotebooks.Analysis;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Verification;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Tests.Model;

public class ReferenceAttentionTests
{
    private const int N = 6, D = 5;
    private static readonly double[] J = Arbitrary.Couplings(N, D, strength: 1.5).ToDoubles();
    private static readonly double[] X = Closeness.Widen(Arbitrary.Tokens(1, N, D));

    // The lowest clamp stops about half of the scores.
    public static TheoryData<double, double?> Settings()
    {
        TheoryData<double, double?> settings = [];
        foreach (double lambda in new[] { 0.3, 1, 5, 10 })
            foreach (double? clamp in new double?[] { null, 20, 0.25 }) settings.Add(lambda, clamp);
        return settings;
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Minus_the_gradient_of_the_local_energy_is_what_attention_puts_out(double lambda, double? clamp)
    {
        ReferenceAttention attention = new(J, N, D, new AttentionSettings(lambda, clamp));
        for (int i = 0; i < N; i++)
        {
            // x_i itself appears in no field that i hears, so only the scores of i move with it; a stopped score does not.
            double[] scores = attention.Scores(X, i), weights = attention.Attention(X, i);
            double[] expected = new double[D];
            for (int j = 0; j < N; j++)
                if (clamp is not double bound || scores[j] <= bound)
                    for (int c = 0; c < D; c++) expected[c] += weights[j] * attention.Field(X, i, j)[c];
            double[] gradient = Differences(X, i * D, D, x => attention.Energy(x, i));
            Closeness.AssertClose(expected, Array.ConvertAll(gradient, g => -g), 1e-7, $"-grad e_{i}");
            if (clamp is null or 20)
                Closeness.AssertClose(attention.Output(X, i), Array.ConvertAll(gradient, g => -g), 1e-7, $"the output of token {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void The_rule_is_the_gradient_of_the_local_energy_by_the_couplings(double lambda, double? clamp)
    {
        for (int i = 0; i < N; i++)
        {
            double[] couplings = [.. J], rule = new double[N * D * D];
            new ReferenceAttention(couplings, N, D, new AttentionSettings(lambda, clamp)).AddGradient(X, i, 1, rule);
            double[] gradient = Differences(couplings, i * rule.Length, rule.Length, j =>
                new ReferenceAttention(j, N, D, new AttentionSettings(lambda, clamp)).Energy(X, i));
            gradient.AsSpan(i * D * D, D * D).Clear();
            Closeness.AssertClose(gradient, rule, 1e-7, $"d e_{i} / d J");
        }
    }

    [Fact]
    public void The_clamps_of_these_tests_stop_some_scores_and_let_others_pass()
    {
        ReferenceAttention attention = new(J, N, D, new AttentionSettings(1, null));
        double[] scores = [.. Enumerable.Range(0, N).SelectMany(i => attention.Scores(X, i).Where((_, j) => j != i))];
        Assert.InRange(scores.Count(score => score > 0.25), scores.Length / 4, 3 * scores.Length / 4);
        Assert.All(scores, score => Assert.True(score < 20));
    }

    [Fact]
    public void Attention_is_a_distribution_over_the_other_known_tokens()
    {
        ReferenceAttention attention = new(J, N, D, new AttentionSettings(2));
        bool[] masked = [false, true, false, false, true, false];
        for (int i = 0; i < N; i++)
        {
            double[] weights = attention.Attention(X, i, masked);
            Assert.Equal(1, weights.Sum(), 1e-14);
            for (int j = 0; j < N; j++) Assert.Equal(j != i && !masked[j], weights[j] > 0);
        }
    }

    [Fact]
    public void A_masked_token_is_heard_as_little_as_one_that_is_not_there()
    {
        bool[] masked = [false, false, true, false, false, true];
        double[] other = [.. X];
        Arbitrary.Normals(D, 9, "other").CopyTo(other, 2 * D);
        Arbitrary.Normals(D, 8, "other").CopyTo(other, 5 * D);
        ReferenceAttention attention = new(J, N, D, new AttentionSettings());
        foreach (int i in new[] { 0, 1, 3, 4 })
        {
            Assert.Equal(attention.Energy(X, i, masked), attention.Energy(other, i, masked));
            Assert.Equal(attention.Output(X, i, masked), attention.Output(other, i, masked));
        }
    }

    [Fact]
    public void A_token_without_sources_attends_to_itself_and_hears_nothing()
    {
        ReferenceAttention attention = new(J, N, D, new AttentionSettings());
        bool[] masked = [false, true, true, true, true, true];
        Assert.Equal([1, 0, 0, 0, 0, 0], attention.Attention(X, 0, masked));
        Assert.Equal(double.PositiveInfinity, attention.Energy(X, 0, masked));
        Assert.Equal(new double[D], attention.Output(X, 0, masked));
    }

    [Fact]
    public void Renaming_tokens_renames_everything()
    {
        int[] place = [3, 0, 5, 1, 4, 2];
        double[] x = new double[X.Length], couplings = new double[J.Length];
        for (int i = 0; i < N; i++)
        {
            X.AsSpan(i * D, D).CopyTo(x.AsSpan(place[i] * D));
            for (int j = 0; j < N; j++) Block(J, i, j).CopyTo(Block(couplings, place[i], place[j]));
        }
        ReferenceAttention plain = new(J, N, D, new AttentionSettings(3)), renamed = new(couplings, N, D, new AttentionSettings(3));
        for (int i = 0; i < N; i++)
        {
            Assert.Equal(plain.Energy(X, i), renamed.Energy(x, place[i]), 1e-12);
            Closeness.AssertClose(plain.Output(X, i), renamed.Output(x, place[i]), 1e-12);
            for (int j = 0; j < N; j++) Assert.Equal(plain.Attention(X, i)[j], renamed.Attention(x, place[i])[place[j]], 1e-12);
        }
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(7)]
    public void Stronger_couplings_are_a_lower_temperature(double factor)
    {
        double[] scaled = Array.ConvertAll(J, j => factor * j);
        ReferenceAttention strong = new(scaled, N, D, new AttentionSettings(1.5, null)),
            cold = new(J, N, D, new AttentionSettings(1.5 * factor, null));
        for (int i = 0; i < N; i++)
        {
            Closeness.AssertClose(cold.Attention(X, i), strong.Attention(X, i), 1e-12);
            Assert.Equal(factor * cold.Energy(X, i), strong.Energy(X, i), 1e-10);
            Closeness.AssertClose(Array.ConvertAll(cold.Output(X, i), f => factor * f), strong.Output(X, i), 1e-12);
        }
    }

    [Fact]
    public void Turning_tokens_and_couplings_together_turns_the_output_and_leaves_energies()
    {
        Matrix<double> turn = Matrix<double>.Build.Dense(D, D, Arbitrary.Normals(D * D, 3, "turn")).QR().Q;
        double[] x = new double[X.Length], couplings = new double[J.Length];
        for (int i = 0; i < N; i++)
        {
            (turn * Vector<double>.Build.Dense(X[(i * D)..((i + 1) * D)])).AsArray().CopyTo(x, i * D);
            for (int j = 0; j < N; j++)
            {
                // Rows of a block are read as columns of the matrix, so the block stands transposed on both sides.
                Matrix<double> block = Matrix<double>.Build.Dense(D, D, Block(J, i, j).ToArray()).Transpose();
                (turn * block * turn.Transpose()).Transpose().ToColumnMajorArray().CopyTo(Block(couplings, i, j));
            }
        }
        ReferenceAttention plain = new(J, N, D, new AttentionSettings(2)), turned = new(couplings, N, D, new AttentionSettings(2));
        for (int i = 0; i < N; i++)
        {
            Assert.Equal(plain.Energy(X, i), turned.Energy(x, i), 1e-12);
            Closeness.AssertClose((turn * Vector<double>.Build.Dense(plain.Output(X, i))).AsArray(), turned.Output(x, i), 1e-12);
        }
    }

    [Fact]
    public void Scores_far_beyond_the_range_of_the_exponential_do_no_harm()
    {
        double[] x = Array.ConvertAll(X, value => 1e3 * value);
        ReferenceAttention attention = new(J, N, D, new AttentionSettings(50, null));
        for (int i = 0; i < N; i++)
        {
            double largest = attention.Scores(x, i).Where((_, j) => j != i).Max();
            Assert.True(Math.Abs(50 * largest) > 1e4);
            Assert.Equal(1, attention.Attention(x, i).Max(), 1e-12);
            Assert.Equal(-largest, attention.Energy(x, i), 1e-9 * Math.Abs(largest));
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(2e20)]
    [InlineData(double.PositiveInfinity)]
    public void An_inverse_temperature_that_is_not_positive_or_beyond_measure_is_refused(double lambda)
    {
        ArgumentOutOfRangeException error =
            Assert.Throws<ArgumentOutOfRangeException>(() => new ReferenceAttention(J, N, D, new AttentionSettings(lambda)));
        Assert.Contains("lambda", error.Message, StringComparison.Ordinal);
        Assert.Equal(lambda, error.ActualValue);
    }

    [Fact]
    public void A_clamp_that_is_no_number_and_couplings_of_another_size_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttentionSettings(1, double.NaN).Validated());
        Assert.Contains("899", Assert.Throws<ArgumentException>(() =>
            new ReferenceAttention(new double[899], N, D, new AttentionSettings())).Message, StringComparison.Ordinal);
    }

    // Central differences by the entries from..from + count - 1, five points: an error of order h^4.
    private static double[] Differences(double[] at, int from, int count, Func<double[], double> function)
    {
        const double Step = 2e-4;
        double[] moved = [.. at], gradient = new double[count];
        for (int k = 0; k < count; k++)
        {
            double Value(double shift)
            {
                moved[from + k] = at[from + k] + shift;
                return function(moved);
            }
            gradient[k] = (8 * (Value(Step) - Value(-Step)) - (Value(2 * Step) - Value(-2 * Step))) / (12 * Step);
            moved[from + k] = at[from + k];
        }
        return gradient;
    }

    private static Span<double> Block(double[] couplings, int i, int j) => couplings.AsSpan((i * N + j) * D * D, D * D);

    [Fact]
    public void Tokens_and_blocks_are_views_of_the_flat_arrays()
    {
        ReferenceAttention attention = new(J, N, D, new AttentionSettings());
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                Closeness.AssertClose(attention.Field(X, i, j), (attention.Block(i, j) * attention.Token(X, j)).ToArray(), 1e-12,
                    $"h_{i}{j}");
        Assert.Equal(Enumerable.Range(0, N).Sum(i => attention.Energy(X, i)), attention.TotalEnergy(X));
        Assert.Equal(attention.Attention(X, 2), attention.Attentions(X)[2]);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(7, 5)]
    public void Attention_and_cross_terms_are_the_descent_of_the_sum(int tokens, int dim)
    {
        ReferenceAttention model = new(Couplings.Random(tokens, dim, 3).ToDoubles().Select(v => 20 * v).ToArray(), tokens, dim,
            new AttentionSettings(1.7, Clamp: null));
        Random random = SeededRandom.Create(1, "cross terms");
        double[] x = [.. Enumerable.Range(0, tokens * dim).Select(_ => 2 * random.NextDouble() - 1)];
        double[] descent = [.. FiniteDifferences.Gradient(model.TotalEnergy, x).Select(slope => -slope)];
        Assert.True(FiniteDifferences.RelativeDistance([.. model.Outputs(x).Zip(model.CrossTerms(x), (f, extra) => f + extra)],
            descent) < 1e-8);
    }
}
