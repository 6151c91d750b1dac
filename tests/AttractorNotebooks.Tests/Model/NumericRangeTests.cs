using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Hopfield;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Tests.Model;

/// <summary>Numbers at the ends of what float32 and float64 hold: right, or refused.</summary>
public class NumericRangeTests
{
    private static readonly float[] Unit = [1, 0, 0, 1, 0.6f, 0.8f];

    [Theory]
    [InlineData(1e30f)]
    [InlineData(1e19f)]
    [InlineData(float.MaxValue)]
    public void Tokens_whose_scores_overflow_are_refused(float scale)
    {
        float[] tokens = [.. Unit.Select(component => component * scale)];
        AttentionLayer layer = new(Couplings.Random(3, 2, 1), new AttentionSettings(1, null));
        Assert.Contains("beyond float32", Assert.Throws<ArgumentException>(() => layer.Attention(tokens)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => layer.Energies(tokens));
        Assert.Throws<ArgumentException>(() => layer.Output(tokens));
        foreach (bool layerNorm in new[] { true, false })
        {
            AttractorDynamics dynamics = new(Couplings.Random(3, 2, 1),
                new DynamicsSettings { LayerNorm = layerNorm, Attention = new AttentionSettings(1, null) }, 1);
            Assert.Throws<ArgumentException>(() => dynamics.Start(tokens));
        }
    }

    [Fact]
    public void Tokens_short_of_that_give_the_hard_choice_that_float64_gives()
    {
        float[] tokens = [.. Unit.Select(component => component * 1e17f)];
        Couplings couplings = Couplings.Random(3, 2, 1);
        AttentionSettings settings = new(1, null);
        float[] attention = new AttentionLayer(couplings, settings).Attention(tokens), energies = new AttentionLayer(couplings, settings)
            .Energies(tokens);
        ReferenceAttention reference = new(couplings.ToDoubles(), 3, 2, settings);
        double[] x = [.. tokens.Select(component => (double)component)];
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(reference.Attention(x, i).Select(weight => (float)weight), attention.Skip(3 * i).Take(3));
            Assert.Equal(1, energies[i] / reference.Energy(x, i), 1e-5);
        }
    }

    [Fact]
    public void Couplings_as_strong_as_float32_allows_are_refused_too()
    {
        Couplings couplings = Couplings.Random(3, 2, 1);
        couplings.Block(0, 1).Fill(1e38f);
        Assert.Throws<ArgumentException>(() => new AttentionLayer(couplings, new AttentionSettings(1, null)).Energies(Unit));
    }

    [Fact]
    public void Patterns_whose_overlaps_overflow_are_refused_and_others_retrieved()
    {
        double[] huge = [1e200, 0, 0, 1e200], large = [1e100, 0, 0, 1e100];
        ModernHopfieldNetwork network = new(huge, 2);
        Assert.Throws<ArgumentException>(() => network.Update([1e200, 0]));
        Assert.Throws<ArgumentException>(() => network.Energy([1e200, 0]));
        Assert.Equal([1e200, 0], network.Update([1, 0]));
        Assert.Equal([1e100, 0], new ModernHopfieldNetwork(large, 2).Update([1e100, 0]));
        Assert.Throws<ArgumentException>(() => new ModernHopfieldNetwork(large, 2, 1e300).Attention([1e100, 0]));
        Assert.True(double.IsFinite(new ModernHopfieldNetwork(large, 2).Energy([1e100, 0])));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(512)]
    public void The_normalizer_is_right_for_every_concentration_it_takes(int dim)
    {
        foreach (double kappa in new[] { 1e20, 1e100, 1e154, 1e200, VonMisesFisher.LargestKappa })
        {
            // What is left of log Z beside kappa, (d - 1) / 2 log(2 pi / kappa), is far below its last digit.
            Assert.Equal(1, VonMisesFisher.LogNormalizer(dim, kappa) / kappa, 1e-12);
            Assert.Equal(1, VonMisesFisher.MeanLength(dim, kappa), 1e-12);
            Assert.Equal(1, kappa * VonMisesFisher.MeanRatio(dim, kappa), 1e-12);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => VonMisesFisher.LogNormalizer(dim, double.MaxValue));
    }
}
