using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Engine;

namespace AttractorNotebooks.NotebookEngine.Tests.Engine;

public sealed class EngineProcessTests : IAsyncLifetime, IDisposable
{
    private readonly EngineConversation engine = new();

    public Task InitializeAsync() => engine.InitializeAsync();

    public Task DisposeAsync() => engine.DisposeAsync();

    public void Dispose() => engine.Dispose();

    [Theory]
    [InlineData("Environment.Exit(3);", "exit code 3")]
    [InlineData("Environment.FailFast(\"the reason\");", "exit code")]
    public async Task The_end_of_the_process_is_told_and_not_waited_for(string code, string expected)
    {
        EngineCrashedException crash = await Assert.ThrowsAsync<EngineCrashedException>(() => engine.RunAsync(code));
        Assert.Contains(expected, crash.Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<EngineCrashedException>(() => engine.RunAsync("1"));
    }

    [Fact]
    public async Task What_a_crash_left_on_standard_error_is_kept()
    {
        EngineCrashedException crash = await Assert.ThrowsAsync<EngineCrashedException>(
            () => engine.RunAsync("Environment.FailFast(\"the reason\");"));
        Assert.Contains(crash.ErrorLines, line => line.Contains("the reason", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_written_before_the_end_of_the_process_is_shown()
    {
        List<string?> texts = [];
        await Assert.ThrowsAsync<EngineCrashedException>(() => engine.Engine.ExecuteAsync(
            "Console.WriteLine(\"x\"); await Task.Delay(200); Console.WriteLine(\"y\"); Environment.Exit(3);", 1,
            message => texts.Add(message.Text)));
        Assert.Equal("x\ny\n", string.Concat(texts));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Environment.Exit(3);")]
    public async Task A_process_that_a_cell_left_running_ends_with_the_engine(string end)
    {
        if (OperatingSystem.IsWindows()) return;
        string id = "";
        try
        {
            await engine.Engine.ExecuteAsync(
                $"var child = System.Diagnostics.Process.Start(\"sleep\", \"600\"); Console.Write(child.Id); await Task.Delay(200); {end}",
                1, message => id += message.Text);
        }
        catch (EngineCrashedException)
        {
            // Asked for.
        }

        Stopwatch clock = Stopwatch.StartNew();
        await engine.Engine.DisposeAsync();
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        // An orphan stays a zombie where nobody takes it in.
        Assert.True(!File.Exists($"/proc/{id}/stat")
            || (await File.ReadAllTextAsync($"/proc/{id}/stat")).Contains(") Z ", StringComparison.Ordinal));
        await engine.InitializeAsync();
    }

    [Fact]
    public async Task What_another_process_writes_to_either_stream_is_shown()
    {
        if (OperatingSystem.IsWindows()) return;
        string shown =
            await engine.ShowAsync("System.Diagnostics.Process.Start(\"sh\", new[] { \"-c\", \"echo out; echo err >&2\" }).WaitForExit();");
        Assert.Contains("stdout: out\n", shown, StringComparison.Ordinal);
        Assert.Contains("stderr: err\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_character_written_in_halves_arrives_whole() =>
        Assert.Equal("stdout: Hi \ud83d\ude00!",
            await engine.ShowAsync("foreach (char c in \"Hi \\ud83d\\ude00!\") { Console.Write(c); await Task.Delay(120); }"));

    [Fact]
    public async Task Text_that_is_handed_on_while_a_cell_writes_stops_neither()
    {
        // Every 50 ms what has been written is handed on, while the next character comes.
        string shown = await engine.ShowAsync("""
            var clock = System.Diagnostics.Stopwatch.StartNew();
            int written = 0;
            while (clock.ElapsedMilliseconds < 1500) { Console.Write('x'); written++; System.Threading.Thread.SpinWait(1000); }
            Console.Write($" {written}");
            """).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Matches("^stdout: x+ [0-9]+$", shown);
    }

    [Fact]
    public async Task A_line_written_over_counts_once()
    {
        string shown = await engine.ShowAsync("for (int i = 0; i < 20_000; i++) { Console.Write($\"\\r{i} {new string('.', 90)}\"); "
            + "Console.Out.Flush(); } Console.Write(\"\\nthe last line\");");
        Assert.Equal($"stdout: 19999 {new string('.', 90)}\nthe last line", shown);
    }

    [Fact]
    public async Task A_hundred_megabytes_of_text_are_cut_with_one_notice_and_the_cell_goes_on()
    {
        JsonArray outputs = await engine.RunAsync(
            "for (int i = 0; i < 2_200_000; i++) Console.WriteLine(\"spam spam spam spam spam spam spam spam spam \"); \"the end\"");

        Assert.Equal(3, outputs.Count);
        Assert.Equal(OutputLimits.Default.CellText, ((JsonArray)outputs[0]!["text"]!).Sum(line => ((string)line!).Length));
        Assert.Contains("Output cut", outputs[1]!["text"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("the end", outputs[2]!["data"]!.ToJsonString(), StringComparison.Ordinal);
        // The next cell has its own measure.
        Assert.Equal("stdout: fine", await engine.ShowAsync("Console.Write(\"fine\");"));
    }

    [Fact]
    public async Task A_hundred_megabytes_of_displays_are_cut_with_one_notice()
    {
        JsonArray outputs = await engine.RunAsync(
            "var large = HTML(new string('x', 10_000_000)); for (int i = 0; i < 10; i++) display(large);");

        Assert.Equal(3, outputs.Count);
        Assert.Contains("Output cut", outputs[2]!["text"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_of_ten_megabytes_is_cut_with_a_note()
    {
        string shown = await engine.ShowAsync("new string('x', 10_000_000)");
        Assert.InRange(shown.Length, OutputLimits.Default.CellText, OutputLimits.Default.CellText + 200);
        Assert.EndsWith("[Output cut: the text has 10,000,000 characters, of which 1,000,000 are kept.]", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_process_ends_with_its_front_end_even_inside_a_cell_that_never_ends()
    {
        int id = int.Parse(await engine.ShowAsync("Environment.ProcessId.ToString()"), CultureInfo.InvariantCulture);
        Task cell = engine.RunAsync("try { while (true) { } } finally { while (true) { } }");
        await Task.Delay(300);

        await engine.Engine.DisposeAsync();

        await Assert.ThrowsAsync<EngineCrashedException>(() => cell);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
        await engine.InitializeAsync();
    }

    [Fact]
    public async Task Stray_text_broken_messages_and_overlong_ones_are_told_apart()
    {
        string good = new EngineMessage(EngineMessageType.Done) { Id = 1 }.ToLine();
        StringReader input = new(new StringBuilder("native ")
            .Append(EngineMessage.Separator).Append(good).Append('\n')
            .Append(EngineMessage.Separator).Append("{broken\n")
            .Append(EngineMessage.Separator).Append('x', 1000).Append('\n')
            .Append(EngineMessage.Separator).Append(good).Append("\nlast words").ToString());
        MessageReader reader = new(input, longestMessage: 500);
        List<EngineMessage> messages = [];

        while (await reader.ReadAsync() is { } message) messages.Add(message);

        Assert.Equal(["native ", null, "\n[Output cut: one display was too long to be kept.]\n", null, "last words"],
            messages.Select(message => message.Text));
        Assert.Equal(2, messages.Count(message => message.Type == EngineMessageType.Done));
    }
}
