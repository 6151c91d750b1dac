using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.Cli.Tests;

public sealed class NewNotebookTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task A_new_notebook_runs_at_once_and_is_not_written_over()
    {
        (int exitCode, _, string error) = await _work.RunAsync("new", "notebook", "my-question.ipynb");
        Assert.True(exitCode == 0, error);
        string written = await File.ReadAllTextAsync(_work.At("my-question.ipynb"));
        await _work.FailsAsync("is there already, and stays as it is; choose another name", "new", "notebook", "my-question.ipynb");
        Assert.Equal(written, await File.ReadAllTextAsync(_work.At("my-question.ipynb")));

        (exitCode, string output, error) = await _work.RunAsync("run", "my-question.ipynb", "--in-place", "--data", "generated");
        Assert.True(exitCode == 0, output + error);
        NotebookCell[] code = [.. (await Notebook.LoadAsync(_work.At("my-question.ipynb"))).Cells.Where(cell => cell.IsCode)];
        Assert.Contains("generated", code[1].Outputs.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("application/vnd.plotly.v1", code[^2].Outputs.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("smallest MSE", code[^1].Outputs.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_kind_of_file_is_refused() =>
        await _work.FailsAsync("A notebook's name ends in .ipynb", "new", "notebook", "my-question.txt");
}
