using System.Globalization;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearRegression;
using MathNet.Numerics.Statistics;

namespace AttractorNotebooks.Analysis;

/// <summary>A critical load from networks of finite size, with a 95 % interval over draws.</summary>
/// <param name="Load">The load; NaN where the curves do not tell.</param>
/// <param name="Low">Lower end: of the bootstrap over draws (Efron, 1979).</param>
/// <param name="High">Upper end.</param>
/// <param name="Found">The share of resamples in which there was such a load.</param>
public sealed record CriticalLoad(double Load, double Low, double High, double Found)
{
    /// <summary>Where the mean over draws falls through one half, by straight lines between loads.</summary>
    /// <param name="loads">Rising.</param>
    /// <param name="draws">The share that is held, [draw][load].</param>
    /// <param name="seed">Decides the resamples.</param>
    public static CriticalLoad AtHalf(double[] loads, IReadOnlyList<double[]> draws, int seed = 1) =>
        Bootstrap([draws], means => Half(loads, means[0]), seed);

    /// <summary>
    /// Where the curves of two sizes cross: below the critical load the larger network holds more, above it less. Each curve is taken
    /// for a normal distribution function of the load (a probit fit, by weighted least squares), and these two cross once.
    /// </summary>
    /// <param name="loads">Rising.</param>
    /// <param name="smaller">[draw][load] of the smaller network.</param>
    /// <param name="larger">[draw][load] of the larger network.</param>
    /// <param name="seed">Decides the resamples.</param>
    public static CriticalLoad Crossing(double[] loads, IReadOnlyList<double[]> smaller, IReadOnlyList<double[]> larger, int seed = 1) =>
        Bootstrap([smaller, larger], means => Cross(loads, means[0], means[1]), seed);

    private static CriticalLoad Bootstrap(IReadOnlyList<double[]>[] curves, Func<double[][], double> read, int seed)
    {
        const int Resamples = 500;
        Random random = SeededRandom.Create(seed, "draws");
        double[] tries = [.. Enumerable.Range(0, Resamples).Select(_ => read([.. curves.Select(draws =>
            Mean([.. draws.Select(_ => draws[random.Next(draws.Count)])]))])).Where(double.IsFinite).Order()];
        double load = read([.. curves.Select(draws => Mean([.. draws]))]);
        return tries.Length == 0 ? new CriticalLoad(load, double.NaN, double.NaN, 0) : new CriticalLoad(load,
            SortedArrayStatistics.Quantile(tries, 0.025), SortedArrayStatistics.Quantile(tries, 0.975), tries.Length / (double)Resamples);
    }

    private static double[] Mean(double[][] draws) => [.. Enumerable.Range(0, draws[0].Length).Select(k => draws.Average(draw => draw[k]))];

    private static double Half(double[] loads, double[] mean)
    {
        int k = Array.FindIndex(mean, share => share < 0.5);
        return k <= 0 ? double.NaN : loads[k - 1] + (loads[k] - loads[k - 1]) * (mean[k - 1] - 0.5) / (mean[k - 1] - mean[k]);
    }

    private static double Cross(double[] loads, double[] smaller, double[] larger)
    {
        (double offset, double slope) = Probit(loads, smaller);
        (double otherOffset, double otherSlope) = Probit(loads, larger);
        double load = (otherOffset - offset) / (slope - otherSlope);
        // Only where the larger network's curve is the steeper one is it a transition, and only among the loads that were tried.
        return otherSlope < slope && slope < 0 && load >= loads[0] && load <= loads[^1] ? load : double.NaN;
    }

    // The straight line through the normal quantiles of shares, each weighted by how much it tells.
    private static (double Offset, double Slope) Probit(double[] loads, double[] shares)
    {
        double[] inside = Array.ConvertAll(shares, share => Math.Clamp(share, 0.01, 0.99)),
            z = Array.ConvertAll(inside, share => Normal.InvCDF(0, 1, share));
        double[] weights = [.. z.Zip(inside, (q, share) => Math.Pow(Normal.PDF(0, 1, q), 2) / (share * (1 - share)))];
        double[] fit = WeightedRegression.Weighted([.. loads.Select(load => new[] { load })], z, weights, intercept: true);
        return (fit[0], fit[1]);
    }

    /// <summary>"load [low, high]".</summary>
    /// <param name="format">How numbers are written.</param>
    public string Interval(string format = "0.00") => double.IsNaN(Load) ? "not among the loads"
        : string.Format(CultureInfo.InvariantCulture, $"{{0:{format}}} [{{1:{format}}}, {{2:{format}}}]", Load, Low, High);
}
