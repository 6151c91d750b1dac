using AttractorNotebooks.Analysis;
using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Tests.Analysis;

public class SummaryTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 1)]
    public void Intervals_of_skewed_samples_stay_within_their_bounds(double low, double high)
    {
        int left = 0;
        for (int seed = 1; seed <= 40; seed++)
        {
            Random random = new(seed);
            // Two or three runs near the lower bound, or near the upper one; some all at it.
            double power = seed % 4 == 0 ? 400 : 12;
            double[][] runs = [.. Enumerable.Range(0, 2 + seed % 2).Select(run => Enumerable.Range(0, 20)
                .Select(_ => Math.Pow(random.NextDouble(), power / (1 + run))).Select(x => low == 0 ? x : 1 - x).ToArray())];
            Summary plain = Summary.OfRuns(runs, seed), within = plain.Within(low, high);
            if (plain.Low < low || plain.High > high) left++;
            else Assert.Equal(plain, within);
            Assert.Equal(plain.Mean, within.Mean);
            Assert.InRange(within.Low, low, within.Mean);
            Assert.InRange(within.High, within.Mean, high);
        }
        Assert.InRange(left, 5, 40);
        Assert.Equal(new Summary(2, 0, 0, 0, 0, 0), new Summary(2, 0, 0, 0, -1e-9, 0).Within(0, 1));
        Assert.Throws<ArgumentException>(() => new Summary(2, 2, 1, 1, 0, 4).Within(2.5, 3));
    }

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

    [Fact]
    public void A_single_run_is_summarised_over_its_images()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(k => Math.Sin(k))];
        Assert.Equal(Summary.Of(values, 3), Summary.OfRuns([values], 3));
    }

    [Fact]
    public void Runs_that_agree_add_nothing_and_images_that_agree_leave_Students_interval()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(k => Math.Sin(k))];
        Summary one = Summary.Of(values), three = Summary.OfRuns([values, values, values]);
        Assert.Equal((one.Low, one.High, one.StandardError), (three.Low, three.High, three.StandardError), (a, b) =>
            Math.Abs(a.Low - b.Low) + Math.Abs(a.High - b.High) + Math.Abs(a.StandardError - b.StandardError) < 1e-12);

        // Twelve runs, every image alike: the textbook interval of twelve normal values.
        double[] levels = [.. Enumerable.Range(1, 12).Select(k => Normal.InvCDF(0, 1, (k - 0.5) / 12))];
        Summary runs = Summary.OfRuns([.. levels.Select(level => Enumerable.Repeat(level, 20).ToArray())], resamples: 20_000);
        double halfWidth = StudentT.InvCDF(0, 1, 11,
            0.975) * MathNet.Numerics.Statistics.ArrayStatistics.StandardDeviation(levels) / Math.Sqrt(12);
        Assert.Equal(halfWidth, runs.High, 0.03 * halfWidth);
        Assert.Equal(-halfWidth, runs.Low, 0.03 * halfWidth);
    }

    [Fact]
    public void The_standard_error_joins_those_of_runs_and_of_images()
    {
        Summary summary = Summary.OfRuns([[1, 2, 3], [3, 4, 5]]);
        Assert.Equal((6, 3), (summary.Count, summary.Mean));
        Assert.Equal(Math.Sqrt(2 / 2.0 + 1 / 3.0), summary.StandardError, 1e-12);
    }

    [Theory]
    [InlineData(3, 1, 0.3)]
    [InlineData(3, 0.3, 1)]
    [InlineData(5, 1, 1)]
    [InlineData(10, 1, 0.1)]
    public void The_interval_over_runs_and_images_covers_the_true_mean_about_95_times_in_100(
        int runs, double spreadOfRuns, double spreadOfImages)
    {
        const int Trials = 500, Images = 40;
        int covered = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            Random random = SeededRandom.Create(3, "test", trial);
            double[] hard = new double[Images];
            Normal.Samples(random, hard, 0, spreadOfImages * Math.Sqrt(Images));
            double[][] values = [.. Enumerable.Range(0, runs).Select(_ =>
            {
                double level = Normal.Sample(random, 0, spreadOfRuns * Math.Sqrt(runs));
                return hard.Select(image => image + level + Normal.Sample(random, 0, 1)).ToArray();
            })];
            Summary summary = Summary.OfRuns(values, seed: trial, resamples: 400);
            if (summary.Low <= 0 && 0 <= summary.High) covered++;
        }
        // The count's own spread is 1 %. Few runs whose deviations are widened one by one are covered a little more or less
        // often, by the shape of the resamples.
        Assert.InRange(covered / (double)Trials, 0.91, 0.995);
    }

    [Fact]
    public void A_difference_on_the_same_images_is_known_far_better_than_either_side()
    {
        double[] hard = new double[100], other = new double[100];
        Normal.Samples(SeededRandom.Create(4, "test"), hard, 0, 10);
        for (int k = 0; k < hard.Length; k++) other[k] = hard[k] - 1 - 0.1 * Math.Cos(k);
        Summary difference = Summary.OfDifference(hard, other);
        Assert.InRange(difference.Mean, 0.98, 1.02);
        Assert.InRange(difference.High - difference.Low, 0.01, 0.1);
        Assert.True(Summary.Of(hard).High - Summary.Of(hard).Low > 3);
        Assert.Equal(difference, Summary.OfDifference([hard], [other]));
    }

    [Fact]
    public void Runs_of_different_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Summary.OfRuns([]));
        Assert.Throws<ArgumentException>(() => Summary.OfRuns([[1], [1, 2]]));
        Assert.Throws<ArgumentException>(() => Summary.OfDifference([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => Summary.OfDifference([[1], [2]], [[1]]));
        Assert.True(double.IsNaN(Summary.OfRuns([[1, 2], [1, double.NaN]]).High));
    }

    [Fact]
    public void A_sequence_is_summarized_as_the_array_of_its_values() =>
        Assert.Equal(Summary.Of([1.0, 2.0, 4.0], seed: 3), Summary.Of(new List<double> { 1, 2, 4 }, seed: 3));

    [Fact]
    public void A_fraction_counts_what_holds() => Assert.Equal(0.75, Summary.OfFraction([true, true, false, true]).Mean);

    [Fact]
    public void A_summary_of_errors_becomes_one_of_similarities_a_band_and_a_text()
    {
        Summary errors = new(4, 0.25, 0.1, 0.05, 0.2, 0.375), other = new(4, 0.5, 0.1, 0.05, 0.4, 0.6);
        Assert.Equal(new Summary(4, 0.75, 0.1, 0.05, 0.625, 0.8), errors.ToSimilarity());
        Assert.Equal([(0.25, 0.2, 0.375), (0.5, 0.4, 0.6)], new[] { errors, other }.Bands());
        Assert.Equal("0.25 [0.20, 0.38]", errors.Interval("0.00"));
        Assert.True(errors.IsApartFrom(other));
        Assert.False(errors.IsApartFrom(other with { Low = 0.3 }));
        Assert.Equal("intervals apart", errors.ApartFrom(other));
        Assert.Equal("intervals overlap: no difference shown", errors.ApartFrom(other with { Low = 0.3 }));
    }

    [Fact]
    public void A_text_or_a_table_writes_the_interval_in_the_format_that_is_asked_for()
    {
        Summary summary = new(3, 1.25, 1, 0.5, 0.5, 2);
        Assert.Equal("1.3 [0.5, 2.0] steps", $"{summary:0.0} steps");
        Assert.Equal(summary.Interval(), $"{summary}");
        Assert.Equal((1.25, 0.5, 2), summary.Band);
    }

    [Theory]
    [InlineData(0.4, true)]
    [InlineData(0.5, false)]
    [InlineData(2, false)]
    [InlineData(2.1, true)]
    public void A_value_outside_the_interval_is_excluded(double value, bool excluded) =>
        Assert.Equal(excluded, new Summary(3, 1.25, 1, 0.5, 0.5, 2).Excludes(value));
}
