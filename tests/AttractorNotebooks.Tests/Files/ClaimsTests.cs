using System.Diagnostics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Files;

[Trait("Speed", "Slow")]
public sealed class ClaimsTests : IDisposable
{
    private static readonly Worker Elsewhere = new("another machine", 1, DateTime.UnixEpoch);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_of_many_gets_a_claim_and_another_when_it_is_given_up()
    {
        Claims[] workers = [.. Enumerable.Range(0, 4).Select(_ => new Claims(_folder.Path))];
        for (int round = 0; round < 50; round++)
        {
            Claim?[] claims = new Claim?[16];
            Parallel.For(0, claims.Length, k => claims[k] = workers[k % 4].TryTake("point"));
            Claim claim = Assert.Single(claims, claim => claim is not null)!;
            claim.Dispose();
            Assert.Empty(Directory.GetFiles(_folder.Path));
        }
        foreach (Claims worker in workers) worker.Dispose();
    }

    [Fact]
    public void Claims_to_different_keys_have_nothing_to_do_with_each_other()
    {
        using Claims worker = new(_folder.Path);
        Assert.NotNull(worker.TryTake("one"));
        Assert.NotNull(worker.TryTake("two"));
        Assert.Null(worker.TryTake("one"));
        Assert.Equal(["one", "two"], Claims.In(_folder.Path).Select(claim => claim.Key).Order());
    }

    [Fact]
    public void Who_gives_signs_of_life_keeps_a_claim_for_many_leases()
    {
        using Claims holder = new(_folder.Path, TimeSpan.FromSeconds(2), Elsewhere), other = new(_folder.Path, TimeSpan.FromSeconds(2));
        Assert.NotNull(holder.TryTake("point"));
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(5); Thread.Sleep(50))
            Assert.Null(other.TryTake("point"));
    }

    [Fact]
    public void Who_gives_none_for_a_lease_loses_it_to_exactly_one()
    {
        // As a machine that lost its power leaves it.
        using (Claims dead = new(_folder.Path, worker: Elsewhere))
        {
            dead.TryTake("point");
            foreach (string file in Directory.GetFiles(_folder.Path)) File.Copy(file, file + ".kept");
        }
        foreach (string file in Directory.GetFiles(_folder.Path)) File.Move(file, file[..^".kept".Length]);

        Claims[] workers = [.. Enumerable.Range(0, 4).Select(_ => new Claims(_folder.Path, TimeSpan.FromSeconds(1)))];
        Stopwatch watch = Stopwatch.StartNew();
        List<Claim> won = [];
        // Past the first lease the winner's signs of life hold off the others.
        while (watch.Elapsed < TimeSpan.FromSeconds(4))
        {
            Parallel.ForEach(workers, worker =>
            {
                if (worker.TryTake("point") is not Claim claim) return;
                lock (won) won.Add(claim);
                Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(1));
            });
            Thread.Sleep(20);
        }
        Claim winner = Assert.Single(won);
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        winner.Complete();
        Assert.Empty(Directory.GetFiles(_folder.Path));
        foreach (Claims worker in workers) worker.Dispose();
    }

    [Fact]
    public void A_process_that_is_gone_from_this_machine_is_not_waited_for()
    {
        Process gone = Process.Start("dotnet", "--version");
        Worker its = new(Worker.Current.Machine, gone.Id, gone.StartTime.ToUniversalTime());
        gone.WaitForExit();
        Assert.True(its.IsKnownDead);
        Assert.False(Worker.Current.IsKnownDead);
        Assert.False(Elsewhere.IsKnownDead);
        // Another process with the same number.
        Assert.True((Worker.Current with { Started = DateTime.UnixEpoch }).IsKnownDead);
    }

    [Fact]
    public void A_claim_given_up_after_a_takeover_leaves_the_dead_one_to_the_next()
    {
        File.WriteAllText(_folder.At("point.0"), "{}");
        using Claims worker = new(_folder.Path, TimeSpan.FromMilliseconds(100));
        Claim claim = Take(worker);
        Assert.Equal(1, claim.Generation);
        claim.Dispose();
        Assert.Equal(1, Take(worker).Generation);
    }

    [Fact]
    public void What_is_held_is_given_up_when_the_worker_stops()
    {
        using (Claims worker = new(_folder.Path)) worker.TryTake("point");
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static Claim Take(Claims worker)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(30); Thread.Sleep(20))
            if (worker.TryTake("point") is Claim claim) return claim;
        throw new TimeoutException("Nobody got the claim.");
    }
}
