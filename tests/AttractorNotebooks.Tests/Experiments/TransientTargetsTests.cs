using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;

namespace AttractorNotebooks.Tests.Experiments;

public sealed class TransientTargetsTests
{
    [Fact]
    public void Published_curves_reach_the_targets_but_for_rounding()
    {
        // 0.0413 was printed as 0.041.
        IReadOnlyList<Aim> targets = TransientTargets.Check(Published("mask_0.3"), Published("noise_0.7"));
        Assert.All(targets, target => Assert.InRange(target.Margin, -0.01, 5));
        Assert.Equal(5, targets.Count(target => target.Reached));
        Assert.Equal([0.0413, 1.09, 3.03, 0.1414, 11, 2.08], targets.Select(target => target.Value), (a, b) => Math.Abs(a / b - 1) < 0.01);
    }

    [Fact]
    public void Flat_curve_is_no_transient()
    {
        ErrorCurve flat = new(Enumerable.Repeat(0.03, 100));
        Assert.Equal([true, true, false, true, false, false], TransientTargets.Check(flat, flat).Select(target => target.Reached));
    }

    [Fact]
    public void Minimum_too_late_is_not_reached()
    {
        ErrorCurve mask = Published("mask_0.3"), late = new(Enumerable.Range(1, 100).Select(t => 0.1 + Math.Pow((t - 50) / 50.0, 2)));
        Aim minimum = TransientTargets.Check(mask, late).Single(target => target.Value == 50);
        Assert.False(minimum.Reached);
        Assert.Equal(Math.Log(40.0 / 50), minimum.Margin, 12);
    }

    [Fact]
    public void Ranges_are_told_in_words()
    {
        Assert.Equal("at most 2", new Aim("", 1, 0, 2).Range);
        Assert.Equal("at least 2", new Aim("", 1, 2, double.PositiveInfinity).Range);
        Assert.Equal("4 to 40.5", new Aim("", 1, 4, 40.5).Range);
    }

    [Fact]
    public void Short_curves_are_refused()
    {
        ErrorCurve curve = new(Enumerable.Repeat(0.1, 99));
        Assert.Throws<ArgumentOutOfRangeException>(() => TransientTargets.Check(curve, curve));
    }

    private static ErrorCurve Published(string task) => new(PublishedCurves.Find(task, "bare_self_attention").Mse.Take(100));
}
