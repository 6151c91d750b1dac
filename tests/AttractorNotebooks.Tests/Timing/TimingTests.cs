using AttractorNotebooks.Timing;

namespace AttractorNotebooks.Tests.Timing;

[Trait("Speed", "Slow")]
public class TimingTests
{
    [Fact]
    public void The_best_time_is_that_of_a_warm_run()
    {
        int runs = 0;
        double best = BestTime.Milliseconds(() => Thread.Sleep(runs++ == 0 ? 30 : 1), 20);
        Assert.InRange(best, 0.9, 29);
        Assert.True(runs > 1);
    }

    [Fact]
    public void A_run_longer_than_the_time_is_timed_once() => Assert.InRange(BestTime.Milliseconds(() => Thread.Sleep(20), 0.1), 15, 5000);

    [Fact]
    public void A_buffer_of_any_size_is_read_at_some_rate()
    {
        foreach (long bytes in new[] { 1024L, 1_000_003 })
            Assert.InRange(MachinePeak.BytesPerSecond(new WorkerPool(2), bytes), 1e6, 1e13);
        Assert.Throws<ArgumentOutOfRangeException>(() => MachinePeak.BytesPerSecond(new WorkerPool(1), 1023));
    }

    [Fact]
    public void A_missing_script_is_named() =>
        Assert.Contains("no/step.py", Assert.Throws<FileNotFoundException>(() => PyTorchTimes.Measure("no/step.py", 2, 2, 1, 1)).Message);
}
