using AttractorNotebooks.Cli.Bench;

namespace AttractorNotebooks.Cli.Tests;

public class QuietTimingTests
{
    [Fact]
    public void A_quiet_machine_is_timed_once()
    {
        QuietTime<double> time = Timed([100, 90], [50]);
        Assert.Equal((50, 100, false, false, 1), (time.Timed, time.Peak, time.Busy, time.AbovePeak, time.Rounds));
        Assert.Equal(0.5, time.Share(50));
    }

    [Fact]
    public void Where_the_peak_fell_below_the_best_it_is_timed_again()
    {
        // Busy after the first round, before the second, and not around the third.
        QuietTime<double> time = Timed([100, 50, 55, 95, 90, 80], [20, 30, 60]);
        Assert.Equal((60, 90, false, 3), (time.Timed, time.Peak, time.Busy, time.Rounds));
    }

    [Fact]
    public void A_machine_that_stays_busy_is_told_of_and_the_least_disturbed_round_counts()
    {
        QuietTime<double> time = Timed([100, 10, 20, 30, 50, 40, 30, 30, 10, 10], [9, 10, 11, 12, 13]);
        Assert.Equal((11, 50, true, 5), (time.Timed, time.Peak, time.Busy, time.Rounds));
    }

    [Fact]
    public void Nothing_is_told_to_be_faster_than_the_machine()
    {
        // Once above the peak it is measured anew; where it stays so, no share is told.
        QuietTime<double> again = Timed([100, 90, 120, 130], [110, 100]);
        Assert.Equal((100, false, 2), (again.Timed, again.AbovePeak, again.Rounds));
        QuietTime<double> never = Timed([100, 100, 100, 100, 100, 100, 100, 100, 100, 100], [110, 110, 110, 110, 110]);
        Assert.Equal((true, 5), (never.AbovePeak, never.Rounds));
        Assert.Null(never.Share(110));
    }

    private static QuietTime<double> Timed(double[] peaks, double[] rates)
    {
        Queue<double> peak = new(peaks), rate = new(rates);
        QuietTime<double> time = new QuietTiming(peak.Dequeue).Of(rate.Dequeue, value => value);
        Assert.Empty(peak);
        Assert.Empty(rate);
        return time;
    }
}
