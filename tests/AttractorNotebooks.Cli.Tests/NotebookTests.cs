using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Tests;

namespace AttractorNotebooks.Cli.Tests;

public sealed class NotebookTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_notebook_is_good_when_it_was_run_as_it_is_and_no_longer_when_its_code_changes()
    {
        folder.Write("n.ipynb", TestNotebook.Text("md:prose", "1 + 1", "", "Console.Write(2);"));
        Assert.Contains("has not been executed", await CheckAsync(1), StringComparison.Ordinal);

        Assert.Equal(0, (await AttractorProcess.RunAsync(folder.Path, "run", "n.ipynb", "--in-place")).ExitCode);
        Assert.Equal("n.ipynb: good\n", await CheckAsync(0));

        Notebook notebook = await Notebook.LoadAsync(folder.File("n.ipynb"));
        notebook.Cells[0].Source = "other prose";
        await notebook.SaveAsync(folder.File("n.ipynb"));
        await CheckAsync(0);
        notebook.Cells[1].Source = "1 + 2";
        await notebook.SaveAsync(folder.File("n.ipynb"));
        Assert.Contains("The code has changed", await CheckAsync(1), StringComparison.Ordinal);

        Assert.Equal(0, (await AttractorProcess.RunAsync(folder.Path, "notebook", "clean", "n.ipynb")).ExitCode);
        notebook = await Notebook.LoadAsync(folder.File("n.ipynb"));
        Assert.All(notebook.Cells.Where(cell => cell.IsCode), cell => Assert.True(cell.Outputs.Count == 0 && cell.ExecutionCount is null));
        Assert.Null(notebook.ExecutedSource);
    }

    [Fact]
    public async Task A_copy_begins_with_other_values_and_the_notebook_stays()
    {
        folder.Write("n.ipynb", TestNotebook.Text("int images = 256;", "Console.Write(images);"));
        string before = await File.ReadAllTextAsync(folder.File("n.ipynb"));
        Assert.Equal(0,
            (await AttractorProcess.RunAsync(folder.Path, "notebook", "set", "n.ipynb", "images=32", "--out", "few.ipynb")).ExitCode);
        Assert.Equal("int images = 32;", (await Notebook.LoadAsync(folder.File("few.ipynb"))).Cells[0].Source);
        Assert.Equal(1,
            (await AttractorProcess.RunAsync(folder.Path, "notebook", "set", "n.ipynb", "images=32", "--out", "n.ipynb")).ExitCode);
        Assert.Equal(1,
            (await AttractorProcess.RunAsync(folder.Path, "notebook", "set", "n.ipynb", "images", "--out", "m.ipynb")).ExitCode);
        Assert.False(File.Exists(folder.File("m.ipynb")));
        Assert.Equal(before, await File.ReadAllTextAsync(folder.File("n.ipynb")));
    }

    [Theory]
    [InlineData("kernel", "for the kernel \"python3\"")]
    [InlineData("error", "cell 2: It ended with an error: System.Exception: bad")]
    [InlineData("order", "cell 2: It has the execution count 7 instead of 1")]
    [InlineData("figure", "cell 2: Its figure has no static picture")]
    [InlineData("picture", "cell 2: Its figure has no static picture")]
    [InlineData("path", "cell 2: Its output names a place that only one machine has: /home/somebody/secret")]
    [InlineData("greeting", "cell 2: Its output is the greeting of .NET Interactive's kernel")]
    [InlineData("source", "cell 2: It names a place that only one machine has: C:\\Users\\somebody")]
    [InlineData("size", "MB is the most")]
    public async Task What_is_wrong_is_named_with_its_place(string fault, string expected)
    {
        Notebook notebook = Notebook.Parse(TestNotebook.Text("md:prose", fault == "source" ? "var a = @\"C:\\Users\\somebody\\a\";" : "1"),
            "n.ipynb");
        notebook.DescribeKernel();
        NotebookCell cell = notebook.Cells[1];
        cell.ExecutionCount = fault == "order" ? 7 : 1;
        if (fault == "kernel") notebook.Metadata["kernelspec"]!["name"] = "python3";
        if (fault == "error") cell.Outputs.Add((JsonNode)CellOutput.Error("System.Exception", "bad", ["bad"]));
        if (fault == "figure") cell.Outputs.Add(
            (JsonNode)CellOutput.Display(new JsonObject
            {
                ["text/html"] = "<div></div>",
                ["application/vnd.plotly.v1+json"] = new JsonObject()
            }));
        if (fault == "picture")
            cell.Outputs.Add((JsonNode)CellOutput.Display(new JsonObject
            {
                ["text/html"] = "<div></div>",
                ["image/png"] = "AAAA",
                ["application/vnd.plotly.v1+json"] = new JsonObject()
            }));
        if (fault == "path") cell.Outputs.Add((JsonNode)CellOutput.Stream("stdout", "in /home/somebody/secret\n"));
        if (fault == "greeting")
            cell.Outputs.Add((JsonNode)CellOutput.Display(
                new JsonObject { ["text/html"] = "<script>probeAddresses([\"http://192.168.0.7:2048/\"])</script>" }));
        if (fault == "size") cell.Outputs.Add((JsonNode)CellOutput.Stream("stdout", new string('x', NotebookCheck.LargestFile)));
        notebook.MarkExecuted();
        await notebook.SaveAsync(folder.File("n.ipynb"));

        string output = await CheckAsync(1);

        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Single(output.TrimEnd().Split('\n'));
    }

    private async Task<string> CheckAsync(int expected)
    {
        (int exitCode, string output, string error) = await AttractorProcess.RunAsync(folder.Path, "notebook", "check", "n.ipynb");
        Assert.True(exitCode == expected, output + error);
        return output;
    }
}
