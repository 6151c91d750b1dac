using AttractorNotebooks.Analysis;
using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Tests.Analysis;

public class CriticalLoadTests
{
    private static readonly double[] Loads = [0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4];

    [Fact]
    public void Curves_that_sharpen_around_a_load_cross_there_and_the_interval_holds_it()
    {
        int held = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            CriticalLoad crossing = CriticalLoad.Crossing(Loads, Draws(0.3, seed), Draws(0.1, seed + 100));
            Assert.Equal(1, crossing.Load, 0.1);
            if (crossing.Low <= 1 && crossing.High >= 1) held++;
        }
        Assert.InRange(held, 16, 20);
        CriticalLoad half = CriticalLoad.AtHalf(Loads, Draws(0.1, 3));
        Assert.Equal(1, half.Load, 0.05);
        Assert.InRange(half.Load, half.Low, half.High);
    }

    [Fact]
    public void Curves_that_never_fall_have_no_critical_load()
    {
        double[][] all = [[.. Loads.Select(_ => 1.0)]];
        Assert.Equal("not among the loads", CriticalLoad.AtHalf(Loads, all).Interval());
        Assert.True(double.IsNaN(CriticalLoad.Crossing(Loads, all, all).Load));
    }

    // Shares of 20 patterns held, with probability one half at load 1.
    private static double[][] Draws(double width, int seed) =>
    [
        .. Enumerable.Range(0, 12).Select(draw => Loads.Select((load, k) =>
            Binomial.Sample(SeededRandom.Create(seed, "test", draw * 100 + k), Normal.CDF(0, 1, (1 - load) / width), 20) / 20.0).ToArray()),
    ];
}
