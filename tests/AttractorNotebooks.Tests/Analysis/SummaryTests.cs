using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Tests.Analysis;

public class SummaryTests
{
    [Fact]
    public void Mean_deviation_and_error_of_an_example()
    {
        Summary summary = Summary.Of([2, 4, 4, 4, 5, 5, 7, 9]);
        Assert.Equal(8, summary.Count);
        Assert.Equal(5, summary.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(32 / 7.0), summary.StandardDeviation, 1e-12);
        Assert.Equal(Math.Sqrt(32 / 7.0 / 8), summary.StandardError, 1e-12);
        Assert.InRange(summary.Mean, summary.Low, summary.High);
    }

    [Fact]
    public void The_interval_of_many_normal_values_is_the_textbook_one()
    {
        double[] values = new double[400];
        Normal.Samples(SeededRandom.Create(1, "test"), values, 3, 2);
        Summary summary = Summary.Of(values, resamples: 5000);
        Assert.InRange((summary.High - summary.Mean) / summary.StandardError, 1.96 - 0.12, 1.96 + 0.12);
        Assert.InRange((summary.Mean - summary.Low) / summary.StandardError, 1.96 - 0.12, 1.96 + 0.12);
    }

    [Fact]
    public void The_interval_covers_the_true_mean_about_95_times_in_100()
    {
        int covered = 0;
        for (int k = 0; k < 400; k++)
        {
            double[] values = new double[60];
            Exponential.Samples(SeededRandom.Create(2, "test", k), values, 1);
            Summary summary = Summary.Of(values, seed: k, resamples: 400);
            if (summary.Low <= 1 && 1 <= summary.High) covered++;
        }
        // A percentile interval of 60 skewed values covers a little less than 95 %; the spread of the count is 1.1 %.
        Assert.InRange(covered / 400.0, 0.89, 0.98);
    }

    [Fact]
    public void One_seed_gives_one_interval_and_another_seed_nearly_the_same()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(k => Math.Sin(k))];
        Assert.Equal(Summary.Of(values, 3), Summary.Of(values, 3));
        Assert.NotEqual(Summary.Of(values, 3).Low, Summary.Of(values, 4).Low);
        Assert.Equal(Summary.Of(values, 3).Low, Summary.Of(values, 4).Low, 0.02);
    }

    [Fact]
    public void Values_are_left_as_they_were_given()
    {
        double[] values = [3, 1, 2];
        Summary.Of(values);
        Assert.Equal([3, 1, 2], values);
    }

    [Fact]
    public void Few_and_odd_values()
    {
        Assert.Equal(new Summary(1, 5, 0, 0, 5, 5), Summary.Of([5]));
        Assert.True(double.IsNaN(Summary.Of([1, double.NaN]).High));
        Assert.Throws<ArgumentException>(() => Summary.Of([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Summary.Of([1], resamples: 10));
    }
}
