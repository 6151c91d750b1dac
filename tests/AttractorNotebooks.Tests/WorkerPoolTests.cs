namespace AttractorNotebooks.Tests;

[Trait("Speed", "Slow")]
public class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_unit_is_done_once_before_the_call_returns(int threads)
    {
        WorkerPool workers = new(threads);
        Assert.Equal(threads, workers.Threads);
        foreach (int units in new[] { 0, 1, 2, 3, 7, 100 })
            for (int repeat = 0; repeat < 200; repeat++)
            {
                Counting work = new(units);
                workers.Run(work);
                Assert.All(work.Counts, count => Assert.Equal(1, count));
            }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_a_unit_throws_comes_out_and_the_team_goes_on_working(int threads)
    {
        WorkerPool workers = new(threads);
        for (int repeat = 0; repeat < 100; repeat++)
        {
            Assert.Equal("unit 5", Assert.Throws<InvalidOperationException>(() => workers.Run(new Counting(20, failing: 5))).Message);
            Counting work = new(20);
            workers.Run(work);
            Assert.All(work.Counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Work_goes_on_where_the_pool_has_no_thread_to_spare()
    {
        // Every thread of the pool waits for a call that must do all the work itself.
        Parallel.For(0, 4 * Environment.ProcessorCount, _ =>
        {
            WorkerPool workers = new(4);
            for (int repeat = 0; repeat < 20; repeat++)
            {
                Counting work = new(9);
                workers.Run(work);
                Assert.All(work.Counts, count => Assert.Equal(1, count));
            }
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void Fewer_than_one_thread_is_refused(int threads) =>
        Assert.Equal(threads, Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(threads)).ActualValue);

    [Fact]
    public void By_default_there_is_a_thread_for_every_processor() => Assert.Equal(Environment.ProcessorCount, new WorkerPool().Threads);

    private sealed class Counting(int units, int failing = -1) : IWork
    {
        public int[] Counts { get; } = new int[units];

        public int Units => units;

        public void Run(int unit)
        {
            Interlocked.Increment(ref Counts[unit]);
            if (unit == failing) throw new InvalidOperationException($"unit {unit}");
        }
    }
}
