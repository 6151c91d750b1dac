using AttractorNotebooks.Data;
using AttractorNotebooks.Hopfield;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Hopfield;

[Trait("Speed", "Slow")]
public class VectorHopfieldNetworkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void One_pattern_stored_by_Hebbs_rule_has_a_known_matrix_energy_and_basin(int dim)
    {
        const int Tokens = 12;
        double[] pattern = Patterns(1, Tokens, dim, 1);
        VectorHopfieldNetwork network = VectorHopfieldNetwork.Hebb(pattern, Tokens, dim);

        // W_ij = (d / N) p_i p_j^T, so E = -(d / 2N) N (N - 1).
        Assert.Equal(-dim * (Tokens - 1) / 2.0, network.Energy(pattern), 1e-9);
        Assert.Equal(dim / (double)Tokens * pattern[0] * pattern[dim], network.Couplings.Span[dim], 1e-12);
        Assert.Equal(0, network.Couplings.Span[0]);

        // Any state of positive overlap goes there in one step; here all but three tokens are masked.
        double[] state = [.. pattern];
        state.AsSpan(0, (Tokens - 3) * dim).Clear();
        AssertSame(pattern, network.Advance(state), 1e-12);
    }

    [Theory]
    [InlineData(20, 1, 5)]
    [InlineData(20, 1, 20)]
    [InlineData(10, 4, 1)]
    [InlineData(10, 4, 39)]
    [InlineData(10, 4, 40)]
    public void Projection_holds_every_pattern_exactly_up_to_as_many_as_there_are_components(int tokens, int dim, int count)
    {
        double[] patterns = Patterns(count, tokens, dim, 3);
        AssertSame(patterns, VectorHopfieldNetwork.Projection(patterns, tokens, dim).Advance(patterns), 1e-9);
    }

    [Fact]
    public void Projection_is_the_projector_on_the_span_also_where_patterns_repeat()
    {
        const int Tokens = 8, Dim = 2, Size = Tokens * Dim;
        double[] patterns = Patterns(3, Tokens, Dim, 1);
        VectorHopfieldNetwork once = VectorHopfieldNetwork.Projection(patterns, Tokens, Dim),
            twice = VectorHopfieldNetwork.Projection([.. patterns, .. patterns], Tokens, Dim);
        AssertSame(once.Couplings.ToArray(), twice.Couplings.ToArray(), 1e-9);
        double[] w = once.Couplings.ToArray();
        Assert.Equal(3, Enumerable.Range(0, Size).Sum(k => w[k * Size + k]), 1e-9);
        for (int row = 0; row < Size; row++)
            for (int column = 0; column < Size; column++)
                Assert.Equal(w[row * Size + column], Enumerable.Range(0, Size).Sum(k => w[row * Size + k] * w[k * Size + column]), 1e-9);
    }

    [Fact]
    public void More_patterns_than_components_span_everything_and_every_state_stays()
    {
        double[] state = Patterns(1, 6, 2, 9);
        AssertSame(state, VectorHopfieldNetwork.Projection(Patterns(13, 6, 2, 1), 6, 2).Advance(state), 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void No_asynchronous_update_of_Hebbs_network_raises_the_energy(int dim)
    {
        const int Tokens = 40;
        for (int seed = 0; seed < 10; seed++)
        {
            VectorHopfieldNetwork network = VectorHopfieldNetwork.Hebb(Patterns(30, Tokens, dim, seed), Tokens, dim);
            double[] state = Patterns(1, Tokens, dim, 100 + seed);
            double before = network.Energy(state);
            for (int t = 1; t <= 20; t++)
            {
                network.Sweep(state, seed, t);
                double after = network.Energy(state);
                Assert.True(after <= before + 1e-9, $"seed {seed}, sweep {t}: {before} -> {after}");
                before = after;
            }
        }
    }

    [Fact]
    public void No_synchronous_step_of_the_projection_network_raises_the_energy()
    {
        const int Tokens = 30, Dim = 3;
        VectorHopfieldNetwork network = VectorHopfieldNetwork.Projection(Patterns(40, Tokens, Dim, 1), Tokens, Dim);
        double[] state = Patterns(1, Tokens, Dim, 100);
        double before = network.Energy(state);
        for (int t = 1; t <= 30; t++)
        {
            state = network.Advance(state);
            double after = network.Energy(state);
            Assert.True(after <= before + 1e-9, $"step {t}: {before} -> {after}");
            before = after;
        }
    }

    [Fact]
    public void States_are_stepped_side_by_side_as_one_by_one()
    {
        const int Tokens = 9, Dim = 2;
        VectorHopfieldNetwork network = VectorHopfieldNetwork.Hebb(Patterns(4, Tokens, Dim, 1), Tokens, Dim);
        double[] states = Patterns(5, Tokens, Dim, 2);
        Assert.Equal([.. states.Chunk(Tokens * Dim).SelectMany(state => network.Advance(state))], network.Advance(states));
    }

    [Fact]
    public void A_token_without_a_field_stays()
    {
        // The first token hears the second only, which is masked.
        VectorHopfieldNetwork network = VectorHopfieldNetwork.Hebb([1, 1], 2, 1);
        Assert.Equal([-1.0, -1.0], network.Advance(new double[] { -1, 0 }));
    }

    [Fact]
    public void Patterns_that_are_no_spins_are_refused()
    {
        Assert.Contains("Token 1 of pattern 0",
            Assert.Throws<ArgumentException>(() => VectorHopfieldNetwork.Hebb([1, 0, 0.5, 0], 2, 2)).Message);
        Assert.Throws<ArgumentException>(() => VectorHopfieldNetwork.Hebb(ReadOnlySpan<double>.Empty, 2, 2));
        Assert.Throws<ArgumentException>(() => VectorHopfieldNetwork.Projection([1, 0, 0], 1, 2));
        Assert.Throws<ArgumentException>(() => VectorHopfieldNetwork.Hebb([1, 0], 1, 2).Advance(new double[3]));
    }

    internal static double[] Patterns(int count, int tokens, int dim, int seed) =>
        UnitTokens.Of(Array.ConvertAll(SpinPatterns.Draw(count, tokens, dim, seed), x => (double)x), dim);

    private static void AssertSame(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], tolerance);
    }
}
