using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Running;

namespace AttractorNotebooks.NotebookEngine.Tests.Running;

public sealed class NotebookRunnerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_notebook_runs_in_its_folder_with_its_data_and_counts_from_one()
    {
        NotebookRun run = await RunAsync(
            ["// prose comes first\n\"a\"", "",
                "System.IO.File.ReadAllText(\"beside.txt\") + Environment.GetEnvironmentVariable(\"ATTRACTOR_DATA\")"],
            data: "generated");

        Assert.Null(run.Error);
        Assert.Equal([1, null, 2], run.Notebook.Cells.Select(cell => cell.ExecutionCount));
        Assert.Contains("text generated", run.Notebook.ToText(), StringComparison.Ordinal);
        Assert.Equal(".net-csharp", (string?)run.Notebook.Metadata["kernelspec"]!["name"]);
    }

    [Fact]
    public async Task The_first_error_ends_the_run_and_stays_in_its_cell()
    {
        NotebookRun run = await RunAsync(["\"fine\"", "throw new InvalidOperationException(\"on purpose\");", "\"never\""]);

        Assert.Equal(2, run.FailedCell);
        Assert.Equal("System.InvalidOperationException", (string?)Assert.Single(run.Notebook.Cells[1].Outputs)!["ename"]);
        Assert.Empty(run.Notebook.Cells[2].Outputs);
        Assert.Null(run.Notebook.Cells[2].ExecutionCount);
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("using System.Runtime.InteropServices;\n[DllImport(\"libc\")] static extern int pthread_mutex_lock(nint mutex);\nvar "
        + "mutex = GCHandle.Alloc(new long[8], GCHandleType.Pinned).AddrOfPinnedObject(); pthread_mutex_lock(mutex); "
        + "pthread_mutex_lock(mutex);")]
    public async Task A_cell_that_never_ends_runs_out_of_time(string code)
    {
        NotebookRun run = await RunAsync(["Console.Write(\"before\"); await Task.Delay(200);", code, "1"], timeout: 8);

        Assert.Equal("Timeout", run.Error?.Name);
        Assert.Contains("8 s", run.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("before", run.Notebook.Cells[0].Outputs[0]!.ToJsonString(), StringComparison.Ordinal);
        // Code that cannot be broken off is remarked upon before the error.
        Assert.Equal("Timeout", (string?)run.Notebook.Cells[1].Outputs[^1]!["ename"]);
    }

    [Fact]
    public async Task A_crash_is_kept_as_the_error_of_its_cell()
    {
        NotebookRun run = await RunAsync(["Console.Write(\"before\"); await Task.Delay(200); Environment.Exit(7);", "1"]);

        Assert.Equal("Crash", run.Error?.Name);
        Assert.Contains("exit code 7", run.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_the_run_stops_a_cell_that_listens_to_nothing()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(["while (true) { }"], cancellation: stop.Token));
    }

    [Fact]
    public async Task The_places_of_this_machine_do_not_get_into_outputs()
    {
        NotebookRun run = await RunAsync(["System.IO.Path.GetFullPath(\"figures/a.png\") + \" \" + "
            + "System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), \"b\")"]);

        Assert.Equal("./figures/a.png ~/b", CellOutput.Text((JsonObject)run.Notebook.Cells[0].Outputs[0]!["data"]!, "text/plain"));
    }

    [Fact]
    public async Task The_same_notebook_gives_the_same_bytes()
    {
        string[] cells = ["for (int i = 0; i < 1000; i++) { Console.Write(i); if (i % 100 == 0) await Task.Delay(1); }",
            "new { A = 1, B = new[] { 1.5, 2 } }"];
        Assert.Equal((await RunAsync(cells)).Notebook.ToText(), (await RunAsync(cells)).Notebook.ToText());
    }

    [Fact]
    public async Task An_error_that_a_tag_wants_does_not_end_the_run()
    {
        NotebookRun run = await RunAsync(["throw new InvalidOperationException(\"wanted\");", "1 + 1"], tags: "raises-exception");

        Assert.Null(run.Error);
        Assert.Equal("System.InvalidOperationException", (string?)Assert.Single(run.Notebook.Cells[0].Outputs)!["ename"]);
        Assert.Equal([1, 2], run.Notebook.Cells.Select(cell => cell.ExecutionCount));
        Assert.Empty(NotebookCheck.Run(run.Notebook));
    }

    [Fact]
    public async Task A_crash_ends_the_run_whatever_a_tag_wants() =>
        Assert.Equal("Crash", (await RunAsync(["Environment.Exit(3);", "1 + 1"], tags: "raises-exception")).Error?.Name);

    [Fact]
    public async Task A_cell_that_a_tag_leaves_out_keeps_what_it_has()
    {
        NotebookRun run = await RunAsync(["throw new Exception();", "1 + 1"], tags: "skip-execution");

        Assert.Null(run.Error);
        Assert.Equal([null, 1], run.Notebook.Cells.Select(cell => cell.ExecutionCount));
        Assert.Equal("kept", (string?)Assert.Single(run.Notebook.Cells[0].Outputs)!["text"]);
        Assert.Equal([false, true], run.Notebook.Cells.Select(cell => cell.WasExecuted));
        Assert.Empty(NotebookCheck.Run(run.Notebook));
    }

    [Theory]
    [InlineData("""{"language_info":{"name":"python"}}""", "{}", "n.ipynb is written in Python")]
    [InlineData("{}", """{"polyglot_notebook":{"kernelName":"fsharp"}}""", "n.ipynb, cell 1 is written in F#")]
    public async Task Another_language_is_named_before_anything_runs(string metadata, string cell, string expected)
    {
        string path =
            folder.Write("n.ipynb",
                $$$"""{"nbformat":4,"nbformat_minor":5,"metadata":{{{metadata}}},"cells":[{"cell_type":"code","source":"1","metadata":{{{cell}}}}]}""");

        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => new NotebookRunner(TimeSpan.FromSeconds(60), new Dictionary<string, string>()).RunAsync(path, null, default));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected.Split(" is ")[1],
            Assert.Single(NotebookCheck.Run(await Notebook.LoadAsync(path)),
                problem => problem.Message.Contains("written in", StringComparison.Ordinal)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html", "<b>x</b>", "<b>x</b>")]
    [InlineData("javascript", "alert(1)", "<script type=\"text/javascript\">alert(1)</script>")]
    public async Task A_cell_in_a_language_that_is_there_runs_in_its_kernel(string language, string source, string expected)
    {
        string path =
            folder.Write("n.ipynb",
                $$$$"""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"{{{{source}}}}","metadata":{"polyglot_notebook":{"kernelName":"{{{{language}}}}"}}}]}""");

        NotebookRun run = await new NotebookRunner(TimeSpan.FromSeconds(60), new Dictionary<string, string>()).RunAsync(path,
            null, default);

        Assert.Null(run.Error);
        Assert.Equal(expected, CellOutput.Text((System.Text.Json.Nodes.JsonObject)run.Notebook.Cells[0].Outputs[0]!["data"]!, "text/html"));
    }

    private async Task<NotebookRun> RunAsync(string[] cells, string? data = null, double timeout = 60, string? tags = null,
        CancellationToken cancellation = default)
    {
        folder.Write("beside.txt", "text ");
        string path = folder.Write("n.ipynb", TestNotebook.Text(cells));
        if (tags is not null)
        {
            Notebook notebook = await Notebook.LoadAsync(path, cancellation);
            notebook.Cells[0].Metadata["tags"] = new JsonArray(tags);
            notebook.Cells[0].Outputs.Add((JsonNode)new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "kept" });
            await notebook.SaveAsync(path, cancellation);
        }

        Dictionary<string, string> environment = data is null ? [] : new() { [NotebookRunner.DataVariable] = data };
        return await new NotebookRunner(TimeSpan.FromSeconds(timeout), environment).RunAsync(path, null, cancellation);
    }
}
