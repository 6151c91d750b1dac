using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AttractorNotebooks.Cli.Tests;

public sealed class RunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("attractor-run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_folder_of_notebooks_becomes_executed_copies_and_pages()
    {
        Write("notebooks/01-first.ipynb", ("markdown", "# The *first*\n\nwith $x_i$"),
            ("code", "Console.Write(\"<script>alert(1)</script>\");"), ("code", "HTML(\"<b id='made'>bold</b>\")"));
        Write("notebooks/part/02-second.ipynb", ("code", "Environment.GetEnvironmentVariable(\"ATTRACTOR_DATA\")"));
        Write("notebooks/.ipynb_checkpoints/01-first.ipynb", ("code", "throw new Exception();"));
        string before = await File.ReadAllTextAsync(Path.Combine(folder, "notebooks/01-first.ipynb"));

        (int exitCode, string output, string error) = await AttractorProcess.RunAsync(folder, "run", "notebooks", "--data", "generated",
            "--json");

        Assert.True(exitCode == 0, error);
        JsonObject[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (JsonObject)JsonNode.Parse(line)!)];
        Assert.Equal(["01-first.ipynb", "01-first.ipynb", "01-first.ipynb", "part/02-second.ipynb", "part/02-second.ipynb"],
            lines.Select(line => (string?)line["notebook"]));
        Assert.Equal([1, 2, null, 1, null], lines.Select(line => (int?)line["cell"]));
        Assert.All(lines, line => Assert.True((bool)line["ok"]! && (double)line["seconds"]! >= 0 && (int)line["cells"]! > 0));
        Assert.Contains("\"generated\"", await ResultAsync("part/02-second.ipynb"), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(folder, "notebooks/01-first.ipynb")));

        Assert.Contains("href=\"part/02-second.html\"", await ResultAsync("index.html"), StringComparison.Ordinal);
        string page = await ResultAsync("01-first.html");
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("<b id='made'>bold</b>", page, StringComparison.Ordinal);
        Assert.Contains("<em>first</em>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_page_can_be_read_while_the_second_notebook_runs()
    {
        Write("notebooks/1.ipynb", ("markdown", "# The first"));
        Write("notebooks/2.ipynb", ("code", "System.IO.File.ReadAllText(\"../artifacts/notebooks/1.html\").Contains(\"The first\")"));
        (int exitCode, string output, string error) = await AttractorProcess.RunAsync(folder, "run", "notebooks");
        Assert.True(exitCode == 0, error);
        Assert.Contains("To read it already", output, StringComparison.Ordinal);
        Assert.Contains("True", await ResultAsync("2.ipynb"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_pages_lack_is_said_once()
    {
        Write("notebooks/1.ipynb", ("markdown", "# The first\n\n$x$, [next](2.ipynb), [nowhere](3.ipynb)"));
        Write("notebooks/2.ipynb", ("markdown", "# The second"));
        Dictionary<string, string> none = new() { ["ATTRACTOR_CACHE"] = Path.Combine(folder, "cache"), ["PATH"] = "" };
        using AttractorProcess run = AttractorProcess.Start(folder, none, "run", "notebooks");
        Assert.True(await run.WaitAsync() == 0, run.Error);
        Assert.Single(Regex.Matches(run.Error, "Formulas are shown as they were typed"));
        Assert.Contains("3.ipynb", Assert.Single(Regex.Matches(run.Error, ".*leads nowhere")).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_fails_is_shown_with_the_compilers_message_and_exit_code_1()
    {
        Write("wrong.ipynb", ("code", "1 + 1"), ("code", "int x = \"text\";"));
        Write("right.ipynb", ("code", "1 + 1"));

        (int exitCode, string output, string error) = await AttractorProcess.RunAsync(folder, "run", "wrong.ipynb", "right.ipynb",
            "--in-place");

        Assert.Equal(1, exitCode);
        Assert.Contains("cell [2], line 1, column 9: error CS0029", error, StringComparison.Ordinal);
        Assert.Contains("int x = \"text\";", error, StringComparison.Ordinal);
        Assert.Contains("stopped at cell 2 of 2", output, StringComparison.Ordinal);
        Assert.Contains("CS0029", await ResultAsync("wrong.ipynb"), StringComparison.Ordinal);
        Assert.DoesNotContain("CS0029", await File.ReadAllTextAsync(Path.Combine(folder, "wrong.ipynb")), StringComparison.Ordinal);
        Assert.Contains("execute_result", await File.ReadAllTextAsync(Path.Combine(folder, "right.ipynb")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_input_is_named_before_anything_runs()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "broken.ipynb"), "{\"cells\": [");
        await File.WriteAllTextAsync(Path.Combine(folder, "file.txt"), "");
        Write("good.ipynb", ("code", "1"));
        Write("copy/good.ipynb", ("code", "1"));
        Directory.CreateDirectory(Path.Combine(folder, "empty"));

        await FailsAsync("broken.ipynb is not a readable notebook", "run", "broken.ipynb");
        await FailsAsync("no notebook or folder missing.ipynb", "run", "missing.ipynb");
        await FailsAsync("file.txt is not a notebook", "run", "file.txt");
        await FailsAsync("There is no notebook in empty", "run", "empty");
        await FailsAsync("same place", "run", "good.ipynb", "copy/good.ipynb");
        await FailsAsync("--data is neither", "run", "good.ipynb", "--data", "nowhere");
        await FailsAsync("file.txt", "run", "good.ipynb", "--out", "file.txt/out");
        await FailsAsync("--timeout", "run", "good.ipynb", "--timeout", "-1");
    }

    [Fact]
    public async Task Control_C_stops_the_run_and_leaves_neither_process_nor_file()
    {
        if (OperatingSystem.IsWindows()) return;
        Write("long.ipynb", ("code", "System.IO.File.WriteAllText(\"id.txt\", Environment.ProcessId.ToString());\nwhile (true) { }"));
        using AttractorProcess attractor = AttractorProcess.Start(folder, "run", "long.ipynb");
        int engine = await EngineIdAsync();

        attractor.Interrupt();

        Assert.Equal(130, await attractor.WaitAsync());
        Assert.Contains("Stopped.", attractor.Error, StringComparison.Ordinal);
        await IsGoneAsync(engine);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "artifacts"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Killing_the_run_leaves_no_process_either()
    {
        Write("long.ipynb", ("code", "System.IO.File.WriteAllText(\"id.txt\", Environment.ProcessId.ToString());\nwhile (true) { }"));
        using AttractorProcess attractor = AttractorProcess.Start(folder, "run", "long.ipynb");
        int engine = await EngineIdAsync();

        attractor.Kill();

        await IsGoneAsync(engine);
    }

    private async Task FailsAsync(string message, params string[] arguments)
    {
        (int exitCode, string output, string error) = await AttractorProcess.RunAsync(folder, arguments);
        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }

    private async Task<int> EngineIdAsync()
    {
        string file = Path.Combine(folder, "id.txt");
        for (int i = 0; i < 600; i++)
        {
            if (File.Exists(file) && int.TryParse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture, out int id)) return id;
            await Task.Delay(100);
        }

        throw new TimeoutException("The notebook did not start.");
    }

    private static async Task IsGoneAsync(int id)
    {
        for (int i = 0; i < 100; i++)
        {
            if (Process.GetProcesses().All(process => process.Id != id)) return;
            await Task.Delay(100);
        }

        Assert.Fail($"The engine's process {id} is still there.");
    }

    private void Write(string name, params (string Kind, string Source)[] cells)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, new JsonObject
        {
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
            ["metadata"] = new JsonObject(),
            ["cells"] = new JsonArray([.. cells.Select((cell, index) => new JsonObject
            {
                ["id"] = $"cell-{index}",
                ["cell_type"] = cell.Kind,
                ["metadata"] = new JsonObject(),
                ["source"] = cell.Source,
            })]),
        }.ToJsonString());
    }

    private Task<string> ResultAsync(string name) => File.ReadAllTextAsync(Path.Combine(folder, "artifacts", "notebooks", name));
}
