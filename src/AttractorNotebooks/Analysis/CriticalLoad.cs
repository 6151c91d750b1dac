using System.Globalization;
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
    /// Where the curves of two sizes cross: below the critical load the larger network holds more, above it less. The root of a straight
    /// line through their difference over the loads where at least one of them is between 0.05 and 0.95.
    /// </summary>
    /// <param name="loads">Rising.</param>
    /// <param name="smaller">[draw][load] of the smaller network.</param>
    /// <param name="larger">[draw][load] of the larger network.</param>
    /// <param name="seed">Decides the resamples.</param>
    public static CriticalLoad Crossing(double[] loads, IReadOnlyList<double[]> smaller, IReadOnlyList<double[]> larger, int seed = 1) =>
        Bootstrap([smaller, larger], means => Cross(loads, means[0], means[1]), seed);

    private static CriticalLoad Bootstrap(IReadOnlyList<double[]>[] curves, Func<double[][], double> read, int seed)
    {
        const int Resamples = 1000;
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
        int[] moving = [.. Enumerable.Range(0, loads.Length).Where(k => smaller[k] is > 0.05 and < 0.95 || larger[k] is > 0.05 and < 0.95)];
        if (moving.Length < 2) return double.NaN;
        (double offset, double slope) = MathNet.Numerics.Fit.Line([.. moving.Select(k => loads[k])],
            [.. moving.Select(k => larger[k] - smaller[k])]);
        double root = -offset / slope;
        // Only a difference that falls is a transition, and only among the loads that were tried.
        return slope < 0 && root >= loads[0] && root <= loads[^1] ? root : double.NaN;
    }

    /// <summary>"load [low, high]".</summary>
    /// <param name="format">How numbers are written.</param>
    public string Interval(string format = "0.00") => double.IsNaN(Load) ? "not among the loads"
        : string.Format(CultureInfo.InvariantCulture, $"{{0:{format}}} [{{1:{format}}}, {{2:{format}}}]", Load, Low, High);
}
