using AttractorNotebooks.Timing;

namespace AttractorNotebooks.Tests.Timing;

public sealed class BestTimeTests
{
    [Fact]
    public void The_best_of_runs_that_wait_is_no_shorter_than_their_wait()
    {
        int runs = 0;
        double best = BestTime.Milliseconds(() => Thread.Sleep(runs++ % 2 == 0 ? 20 : 5), 100);
        Assert.InRange(best, 5, 20);
        Assert.True(runs > 2);
    }
}
