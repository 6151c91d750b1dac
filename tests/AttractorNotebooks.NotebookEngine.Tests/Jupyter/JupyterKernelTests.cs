using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Tests.Jupyter;

public class JupyterKernelTests(InstalledJupyterKernel kernel) : IClassFixture<InstalledJupyterKernel>
{
    [JupyterTheory]
    [InlineData("execute")]
    [InlineData("answers")]
    [InlineData("interrupt")]
    [InlineData("questions")]
    [InlineData("crash")]
    [InlineData("processes")]
    [InlineData("orphans")]
    public Task Jupyters_client_is_answered_as_it_should_be(string scenario) =>
        kernel.RunPythonAsync(Path.Combine(AppContext.BaseDirectory, "Jupyter", "conversations.py"), scenario, InstalledJupyterKernel.Name);

    [JupyterFact]
    public async Task Nbconvert_executes_a_notebook()
    {
        LibraryBuilder.Build(kernel.Folder.File("bin/Lib.dll"), "public static class Lib { public static int Answer() => 42; }");
        kernel.Folder.Write("n.ipynb", TestNotebook.Text("md:# Title", "#r \"bin/Lib.dll\"\nConsole.WriteLine(\"written\");",
            "Lib.Answer().ToString()"));

        await kernel.RunPythonAsync("-m", "nbconvert", "--to", "notebook", "--execute",
            $"--ExecutePreprocessor.kernel_name={InstalledJupyterKernel.Name}", "--output", "done.ipynb", "n.ipynb");

        Notebook done = await Notebook.LoadAsync(kernel.Folder.File("done.ipynb"));
        Assert.Equal([1, 2], done.Cells.Skip(1).Select(cell => cell.ExecutionCount));
        Assert.Equal("written\n", MultilineText.Join(done.Cells[1].Outputs[0]!["text"]));
        Assert.Equal("42", CellOutput.Text((JsonObject)done.Cells[2].Outputs[0]!["data"]!, "text/plain"));
    }

    [JupyterFact]
    public async Task A_notebook_that_Jupyter_wrote_is_written_as_Jupyter_writes_it()
    {
        string file = kernel.Folder.Write("ours.ipynb", TestNotebook.Text("md:# Größe\n\n😀 \u2028", "Console.Write(\"\\t\");\n"));

        await kernel.RunPythonAsync("-c",
            "import sys, nbformat; n = nbformat.read(sys.argv[1], as_version=4); nbformat.validate(n); nbformat.write(n, sys.argv[1])",
            file);

        string theirs = await File.ReadAllTextAsync(file);
        Assert.Equal(theirs, Notebook.Parse(theirs, "ours.ipynb").ToText());
    }
}
