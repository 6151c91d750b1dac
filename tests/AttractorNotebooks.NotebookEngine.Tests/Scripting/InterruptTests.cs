using System.Diagnostics;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Tests.Scripting;

public class InterruptTests(EngineConversation engine) : IClassFixture<EngineConversation>
{
    private const string Started = "System.IO.File.WriteAllText(\"started\", \"\"); ";

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("await Task.Delay(10); while (true) { }")]
    [InlineData("System.Threading.Thread.Sleep(100_000);")]
    [InlineData("Task.Delay(100_000).Wait();")]
    [InlineData("await Task.Delay(100_000);")]
    [InlineData("while (true) Console.Write(\"endless\");")]
    [InlineData("while (true) display(\"endless\");")]
    [InlineData("IEnumerable<int> Never() { while (true) { } yield break; }\nNever()")]
    [InlineData("Enumerable.Range(0, 1 << 30).AsParallel().Select(i => Math.Sqrt(i)).Sum()")]
    [InlineData("Parallel.For(0, int.MaxValue, i => { Math.Sqrt(i); });")]
    [InlineData("System.Numerics.BigInteger Fibonacci(int n) => n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2);\nFibonacci(60)")]
    [InlineData("Enumerable.Repeat(1L, int.MaxValue).Sum(); Enumerable.Repeat(1L, int.MaxValue).Sum(); Enumerable.Repeat(1L, "
        + "int.MaxValue).Max()")]
    public async Task A_cell_that_listens_to_nothing_stops_within_two_seconds_and_the_state_is_kept(string code)
    {
        // Every attempt must stop the cell; a machine busy with other tests may be late with some of them.
        const int Attempts = 5;
        double quickest = double.PositiveInfinity;
        await engine.ShowAsync("var before = \"still here\";");
        for (int i = 0; i < Attempts && quickest > 2; i++)
        {
            Task<CellError> cell = engine.FailAsync(Started + code);
            await StartAsync();
            Stopwatch clock = Stopwatch.StartNew();
            await engine.Engine.InterruptAsync();
            CellError error = await cell;
            quickest = Math.Min(quickest, clock.Elapsed.TotalSeconds);
            Assert.Equal("Interrupted", error.Name);
            Assert.Equal("still here", await engine.ShowAsync("before"));
        }

        Assert.InRange(quickest, 0, 2);
    }

    [Theory]
    [InlineData("Console.CancelKeyPress += (_, _) => stop.Cancel();")]
    [InlineData("var signal = System.Runtime.InteropServices.PosixSignalRegistration.Create("
        + "System.Runtime.InteropServices.PosixSignal.SIGINT, _ => stop.Cancel());")]
    public async Task A_cell_that_listens_to_control_C_ends_in_its_own_way(string listen)
    {
        // Unix only: Windows has no way to send a process the key without sending it to every other one on the console.
        if (OperatingSystem.IsWindows()) return;
        Task<string> cell = engine.ShowAsync($$"""
            var stop = new System.Threading.CancellationTokenSource();
            {{listen}}
            {{Started}}
            var steps = 0;
            while (!stop.IsCancellationRequested) { steps++; await Task.Delay(1); }
            "ended by itself"
            """);
        await StartAsync();

        await engine.Engine.InterruptAsync();

        Assert.Equal("ended by itself", await cell);
    }

    private async Task StartAsync()
    {
        while (!File.Exists(engine.Folder.File("started"))) await Task.Delay(10);
        File.Delete(engine.Folder.File("started"));
    }

    [Fact]
    public async Task Code_that_can_be_stopped_means_what_it_meant()
    {
        string shown = await engine.ShowAsync("""
            Func<int, Func<int, int>> add = a => b => a + b; Action<int> write = i => Console.Write(i);
            for (int i = 0; i < 2; i++) write(add(i)(1));
            System.Linq.Expressions.Expression<Func<int, int>> tree = x => x + 1; Console.Write(tree);
            foreach (var (a, b) in new[] { (1, 2) }) if (a < b) Console.Write(a + b); else Console.Write("no");
            do write(9); while (false);
            var list = new List<int> { 3, 1, 2 }; list.Sort((x, y) => x - y);
            Console.Write(string.Join("", list.Select(x => (object)null ?? x).Where(x => x is not null)));
            int Local() { int n = 0; while (n < 3) n++; return n; } Console.Write(Local());
            """);
        Assert.Equal("stdout: 12x => (x + 1)391233", shown);
        Assert.Equal("   at the top level, cell [",
            (await engine.FailAsync("for (;;)\n{\n    Action f = () => throw new FormatException();\n    f();\n}")).Lines[^1][..27]);
    }

    [Fact]
    public async Task A_recursion_without_end_is_an_error_and_not_the_end_of_the_process()
    {
        await engine.ShowAsync("var before = \"still here\"; int Deeper(int n) => Deeper(n + 1) + 1;");
        Assert.Equal("System.InsufficientExecutionStackException", (await engine.FailAsync("Deeper(0)")).Name);
        Assert.Equal("still here", await engine.ShowAsync("before"));
    }

    [Fact]
    public async Task An_interrupt_between_cells_harms_nothing()
    {
        await engine.Engine.InterruptAsync();
        Assert.Equal("fine", await engine.ShowAsync("await Task.Delay(50); \"fine\""));
    }
}
