using System.Globalization;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace AttractorNotebooks.Analysis;

/// <summary>What a sample of values, one an image, says about their mean.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Sample standard deviation (n - 1); 0 for a single value.</param>
/// <param name="StandardError">StandardDeviation / sqrt(Count).</param>
/// <param name="Low">Lower end of the 95 % interval of the mean.</param>
/// <param name="High">Upper end of the 95 % interval of the mean.</param>
public sealed record Summary(int Count, double Mean, double StandardDeviation, double StandardError, double Low, double High) : IFormattable
{
    /// <summary>
    /// Summarizes values; the interval is the percentile bootstrap (Efron, 1979): the middle 95 % of the means of resamples.
    /// </summary>
    /// <param name="values">At least one value. A NaN among them makes every number here NaN.</param>
    /// <param name="seed">Decides the resamples: one seed resamples the same images whatever the values are.</param>
    /// <param name="resamples">How many resamples, at least 100.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static Summary Of(double[] values, int seed = 1, int resamples = 1000)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        if (values.Length == 0) throw new ArgumentException("There are no values to summarize.", nameof(values));
        double mean = ArrayStatistics.Mean(values);
        if (double.IsNaN(mean)) return new Summary(values.Length, mean, mean, mean, mean, mean);
        double deviation = values.Length == 1 ? 0 : ArrayStatistics.StandardDeviation(values);

        double[] means = Resample(values, SeededRandom.Create(seed, "bootstrap"), resamples);
        return new Summary(values.Length, mean, deviation, deviation / Math.Sqrt(values.Length),
            ArrayStatistics.QuantileInplace(means, 0.025), ArrayStatistics.QuantileInplace(means, 0.975));
    }

    /// <inheritdoc cref="Of(double[], int, int)"/>
    public static Summary Of(IEnumerable<double> values, int seed = 1) => Of([.. values], seed);

    /// <summary>Summarizes how often something holds: each true counts 1, each false 0.</summary>
    /// <param name="holds">At least one.</param>
    /// <param name="seed">Decides the resamples.</param>
    public static Summary OfFraction(IEnumerable<bool> holds, int seed = 1) => Of(holds.Select(held => held ? 1.0 : 0), seed);

    /// <summary>In words whether two intervals have no point in common: <see cref="IsApartFrom"/>.</summary>
    /// <param name="other">The other mean.</param>
    public string ApartFrom(Summary other) => IsApartFrom(other) ? "intervals apart" : "intervals overlap: no difference shown";

    /// <summary>
    /// Summarizes several runs (seeds) over the same images: a 95 % interval of the mean over both runs and images to come.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Runs and images are crossed, so both are resampled, each image with its values of all runs and each run with those of all
    /// images, and the deviations of the two means add up: the bootstrap of the two main effects (Owen, "The pigeonhole bootstrap", 2007).
    /// </para>
    /// <para>
    /// A bootstrap of few values is too narrow. The runs' deviations are therefore widened by t / z sqrt(n / (n - 1)), with the
    /// 97.5 % points of Student's distribution of n - 1 degrees of freedom and of the normal one (the correction of Hesterberg,
    /// "What teachers should know about the bootstrap", 2015): two or three runs give wide, honest intervals: of normal runs and
    /// images, 2 to 10 of the one and 40 or 200 of the other, 93 % to 99 % of the intervals hold the true mean. With a single run
    /// nothing is known about runs, and the interval is that over the images.
    /// </para>
    /// </remarks>
    /// <param name="runs">For every run one value an image; the same images in the same order. A NaN makes every number here NaN.</param>
    /// <param name="seed">Decides the resamples: one seed resamples the same images and runs whatever the values are.</param>
    /// <param name="resamples">How many resamples, at least 100.</param>
    /// <returns>Count: values in all. The standard error joins the two of runs and images; the deviation is that of all values.</returns>
    /// <exception cref="ArgumentException">There are no values, or runs have different numbers of them.</exception>
    public static Summary OfRuns(IReadOnlyList<double[]> runs, int seed = 1, int resamples = 1000)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0) throw new ArgumentException("There are no runs to summarize.", nameof(runs));
        if (runs.Any(run => run.Length != runs[0].Length))
            throw new ArgumentException(
                $"Runs over the same images have equally many values, not {string.Join(", ", runs.Select(run => run.Length).Distinct())}.",
                nameof(runs));
        double[] byImage = [.. Enumerable.Range(0, runs[0].Length).Select(image => runs.Average(run => run[image]))];
        Summary images = Of(byImage, seed, resamples);
        if (runs.Count == 1 || double.IsNaN(images.Mean)) return images with { Count = runs.Count * byImage.Length };

        double[] byRun = [.. runs.Select(run => run.Average())];
        double t = StudentT.InvCDF(0, 1, runs.Count - 1, 0.975), z = Normal.InvCDF(0, 1, 0.975);
        double widening = t / z * Math.Sqrt(runs.Count / (runs.Count - 1.0));
        double[] means = Resample(byImage, SeededRandom.Create(seed, "bootstrap"), resamples);
        double[] runMeans = Resample(byRun, SeededRandom.Create(seed, "bootstrap of runs"), resamples);
        for (int k = 0; k < resamples; k++) means[k] += widening * (runMeans[k] - images.Mean);
        double errorOfRuns = ArrayStatistics.StandardDeviation(byRun) / Math.Sqrt(runs.Count);
        return new Summary(runs.Count * byImage.Length, images.Mean, ArrayStatistics.StandardDeviation([.. runs.SelectMany(run => run)]),
            Math.Sqrt(errorOfRuns * errorOfRuns + images.StandardError * images.StandardError),
            ArrayStatistics.QuantileInplace(means, 0.025), ArrayStatistics.QuantileInplace(means, 0.975));
    }

    /// <summary>Summarizes the difference of two settings on the same images: what both find hard or easy in an image cancels.</summary>
    /// <param name="values">One value an image.</param>
    /// <param name="others">What is subtracted: one value for each of the same images.</param>
    /// <param name="seed">Decides the resamples.</param>
    /// <exception cref="ArgumentException">There are no values, or not as many of both.</exception>
    public static Summary OfDifference(double[] values, double[] others, int seed = 1) => OfDifference([values], [others], seed);

    /// <summary>Summarizes the difference of two settings on the same images and with the same seeds: pairs of runs.</summary>
    /// <param name="runs">For every run one value an image.</param>
    /// <param name="others">What is subtracted, for the same runs and images.</param>
    /// <param name="seed">Decides the resamples.</param>
    /// <exception cref="ArgumentException">There are no values, or not as many of both.</exception>
    public static Summary OfDifference(IReadOnlyList<double[]> runs, IReadOnlyList<double[]> others, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(others);
        if (runs.Count != others.Count || runs.Zip(others).Any(pair => pair.First.Length != pair.Second.Length))
            throw new ArgumentException(
                "Differences need the same images and runs on both sides, but there are more of them on one.", nameof(others));
        return OfRuns([.. runs.Zip(others, (run, other) => run.Zip(other, (value, subtracted) => value - subtracted).ToArray())], seed);
    }

    /// <summary>
    /// Of something that lies between bounds by its definition, the same with an interval that lies there too: the interval is taken
    /// on the scale log(m - low), log(high - m) or, between two bounds, the logit, and brought back (delta method).
    /// </summary>
    /// <remarks>
    /// An interval that lies between the bounds is left as it is: those of single runs always do, for they are ends of resampled
    /// means; those of few runs, which are widened, may not.
    /// </remarks>
    /// <param name="low">Lower bound; minus infinity for none.</param>
    /// <param name="high">Upper bound; infinity for none.</param>
    /// <exception cref="ArgumentException">The mean does not lie between the bounds.</exception>
    public Summary Within(double low, double high)
    {
        if (double.IsNaN(Mean) || (Low >= low && High <= high)) return this;
        if (Mean < low || Mean > high)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The mean {Mean} does not lie between {low} and {high}."), nameof(low));
        // At a bound the mean says that all values lie there.
        if (Mean == low || Mean == high) return this with { Low = Mean, High = Mean };
        return this with { Low = Moved(Low - Mean), High = Moved(High - Mean) };

        double Moved(double by)
        {
            double above = Mean - low, below = high - Mean;
            if (double.IsPositiveInfinity(below)) return low + above * Math.Exp(by / above);
            if (double.IsPositiveInfinity(above)) return high - below * Math.Exp(-by / below);
            double factor = Math.Exp(-by * (above + below) / (above * below));
            return low + (above + below) / (1 + below / above * factor);
        }
    }

    /// <summary>Of errors, MSE, that of the similarities 1 - MSE.</summary>
    public Summary ToSimilarity() => this with { Mean = 1 - Mean, Low = 1 - High, High = 1 - Low };

    /// <summary>Whether the two 95 % intervals have nothing in common.</summary>
    public bool IsApartFrom(Summary other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Low > other.High || other.Low > High;
    }

    /// <summary>Mean and 95 % interval as figures take them.</summary>
    public (double Mean, double Low, double High) Band => (Mean, Low, High);

    /// <summary>Whether a value lies outside the 95 % interval: of a difference, whether it can be told from 0.</summary>
    /// <param name="value">The value.</param>
    public bool Excludes(double value) => Low > value || High < value;

    /// <summary><see cref="Interval"/> in an interpolated text or a table: <c>$"{summary:0.0} steps"</c>.</summary>
    /// <param name="format">How numbers are written; null or empty for four decimals.</param>
    /// <param name="formatProvider">Not used: numbers are written as everywhere, with a point.</param>
    public string ToString(string? format, IFormatProvider? formatProvider = null) =>
        string.IsNullOrEmpty(format) ? Interval() : Interval(format);

    /// <summary>"mean [low, high]".</summary>
    /// <param name="format">How numbers are written.</param>
    public string Interval(string format = "0.0000") =>
        string.Format(CultureInfo.InvariantCulture, $"{{0:{format}}} [{{1:{format}}}, {{2:{format}}}]", Mean, Low, High);

    private static double[] Resample(double[] values, Random random, int resamples)
    {
        double[] means = new double[resamples];
        for (int k = 0; k < resamples; k++)
        {
            double sum = 0;
            for (int draw = 0; draw < values.Length; draw++) sum += values[random.Next(values.Length)];
            means[k] = sum / values.Length;
        }
        return means;
    }
}
