using System.Globalization;

namespace AttractorNotebooks.NotebookEngine.Tests.Engine;

/// <summary>Long sessions. ATTRACTOR_SOAK=1 makes them longer: 200 interrupts, 2 000 cells.</summary>
public sealed class SoakTests : IAsyncLifetime, IDisposable
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("ATTRACTOR_SOAK") is { Length: > 0 };
    private readonly EngineConversation _engine = new();

    public Task InitializeAsync() => _engine.InitializeAsync();

    public Task DisposeAsync() => _engine.DisposeAsync();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Memory_does_not_grow_with_what_cells_have_shown()
    {
        const int Cells = 20;
        const string Show = "display(HTML(new string('x', 5_000_000))); Console.Write(new string('y', 500_000));";
        await _engine.ShowAsync(Show);
        long before = await MemoryAsync();
        for (int i = 0; i < Cells; i++) await _engine.RunAsync(Show);

        // Two hundred megabytes have been shown. A cell leaves its compiled code, which later ones may call, and no more.
        Assert.InRange(await MemoryAsync() - before, long.MinValue, 30_000_000);
    }

    [Theory]
    [InlineData("total += 1; total", 6_000)]
    [InlineData("Console.WriteLine(Enumerable.Range(0, 10).Sum(k => k * total));", 6_000)]
    [InlineData("var x = total + 1; x * 2", 150_000)]
    public async Task A_cell_leaves_next_to_nothing_and_one_that_declares_not_much(string code, int bytesPerCell)
    {
        int cells = IsLong ? 2000 : 200;
        await _engine.ShowAsync("double total = 0;");
        for (int i = 0; i < 20; i++) await _engine.ShowAsync(code);
        long before = await MemoryAsync();
        for (int i = 0; i < cells; i++) await _engine.ShowAsync(code);
        Assert.InRange((await MemoryAsync() - before) / cells, long.MinValue, bytesPerCell);
    }

    [Fact]
    public async Task Interrupts_at_any_moment_never_cost_the_session()
    {
        int interrupts = IsLong ? 200 : 12;
        Random random = new(1);
        await _engine.ShowAsync("var kept = \"kept\"; int runs = 0;");
        string[] codes =
        [
            "while (true) { runs++; }", "await Task.Delay(-1);", "while (true) Console.WriteLine(runs++);", "while (true) display(runs++);",
            "Enumerable.Range(0, 1 << 30).AsParallel().Sum(i => Math.Sqrt(i))",
                "int Deep(int n) => n == 0 ? 0 : Deep(n - 1) + Deep(n - 1);\nDeep(60)", "1 + 1",
        ];
        for (int i = 0; i < interrupts; i++)
        {
            Task cell = _engine.RunAsync(codes[random.Next(codes.Length)]);
            await Task.Delay(random.Next(400));
            await _engine.Engine.InterruptAsync();
            await cell;
            Assert.Equal("kept", await _engine.ShowAsync("kept"));
        }
    }

    private async Task<long> MemoryAsync() => long.Parse(
        await _engine.ShowAsync("GC.Collect(); GC.WaitForPendingFinalizers(); GC.Collect(); GC.GetTotalMemory(true).ToString()"),
        CultureInfo.InvariantCulture);
}
