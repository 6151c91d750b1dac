using AttractorNotebooks.Data;
using MathNet.Numerics.Statistics;

namespace AttractorNotebooks.Analysis;

/// <summary>What a sample of values, one an image, says about their mean.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Sample standard deviation (n - 1); 0 for a single value.</param>
/// <param name="StandardError">StandardDeviation / sqrt(Count).</param>
/// <param name="Low">Lower end of the 95 % interval of the mean.</param>
/// <param name="High">Upper end of the 95 % interval of the mean.</param>
public sealed record Summary(int Count, double Mean, double StandardDeviation, double StandardError, double Low, double High)
{
    /// <summary>Summarises values; the interval is the percentile bootstrap (Efron, 1979): the middle 95 % of the means of resamples.</summary>
    /// <param name="values">At least one value. A NaN among them makes every number here NaN.</param>
    /// <param name="seed">Decides the resamples: one seed resamples the same images whatever the values are.</param>
    /// <param name="resamples">How many resamples, at least 100.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static Summary Of(double[] values, int seed = 1, int resamples = 1000)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        if (values.Length == 0) throw new ArgumentException("There are no values to summarise.", nameof(values));
        double mean = ArrayStatistics.Mean(values);
        if (double.IsNaN(mean)) return new Summary(values.Length, mean, mean, mean, mean, mean);
        double deviation = values.Length == 1 ? 0 : ArrayStatistics.StandardDeviation(values);

        Random random = SeededRandom.Create(seed, "bootstrap");
        double[] means = new double[resamples];
        for (int k = 0; k < resamples; k++)
        {
            double sum = 0;
            for (int draw = 0; draw < values.Length; draw++) sum += values[random.Next(values.Length)];
            means[k] = sum / values.Length;
        }
        return new Summary(values.Length, mean, deviation, deviation / Math.Sqrt(values.Length),
            ArrayStatistics.QuantileInplace(means, 0.025), ArrayStatistics.QuantileInplace(means, 0.975));
    }
}
