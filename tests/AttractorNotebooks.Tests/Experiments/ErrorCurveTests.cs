using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;

namespace AttractorNotebooks.Tests.Experiments;

public sealed class ErrorCurveTests
{
    [Fact]
    public void Shape_of_a_curve_that_falls_and_rises()
    {
        ErrorCurve curve = new([0.4, 0.2, 0.1, 0.1, 0.6]);
        Assert.Equal(5, curve.Steps);
        Assert.Equal((3, 0.1), (curve.MinimumAt, curve.Minimum));
        Assert.Equal(0.6, curve.Last);
        Assert.Equal(0.2, curve.At(2));
        Assert.Equal(1.0, curve.RiseUpTo(4), 12);
        Assert.Equal(1.5, curve.RiseUpTo(5), 12);
    }

    [Fact]
    public void Largest_rise_counts_a_peak_that_is_past()
    {
        Assert.Equal(3, new ErrorCurve([1, 3, 2]).RiseUpTo(3), 12);
    }

    [Fact]
    public void Distance_of_a_constant_factor_is_its_logarithm()
    {
        PublishedCurve published = PublishedCurves.Find("noise_0.7", "bare_self_attention");
        ErrorCurve same = new(published.Mse), tenPercentMore = new(published.Mse.Select(mse => 1.1 * mse)),
            half = new(published.Mse.Select(mse => mse / 2));
        Assert.Equal(0, same.DistanceTo(published), 12);
        Assert.Equal(Math.Log(1.1), tenPercentMore.DistanceTo(published), 12);
        Assert.Equal(Math.Log(2), half.DistanceTo(published), 12);
    }

    [Fact]
    public void Distance_weighs_early_iterations_more()
    {
        PublishedCurve published = new("", "", [1, 2, 4], [1, 1, 1], [], []);
        double early = new ErrorCurve([Math.E, 1, 1, 1]).DistanceTo(published), late = new ErrorCurve([1, 1, 1, Math.E])
            .DistanceTo(published);
        Assert.Equal(1 / 1.75, early, 12);
        Assert.Equal(0.25 / 1.75, late, 12);
    }

    [Fact]
    public void Empty_curves_and_missing_iterations_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ErrorCurve([]));
        ErrorCurve curve = new([1, 2]);
        Assert.Contains("1 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => curve.At(0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.At(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.RiseUpTo(3));
    }
}
