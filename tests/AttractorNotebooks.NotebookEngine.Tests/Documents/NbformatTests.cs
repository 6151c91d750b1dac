using System.Diagnostics;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Jupyter;
using AttractorNotebooks.NotebookEngine.Tests.Jupyter;

namespace AttractorNotebooks.NotebookEngine.Tests.Documents;

/// <summary>Jupyter's own library is asked about notebooks that were read and written here.</summary>
public sealed class NbformatTests : IDisposable
{
    private const string Question = """
        import sys, nbformat
        notebook = nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        print(notebook.nbformat, notebook.nbformat_minor, len(notebook.cells), "|".join(cell.source for cell in notebook.cells))
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [JupyterTheory]
    [InlineData("""{"nbformat":4,"nbformat_minor":0,"metadata":{"orig_nbformat":3},"cells":[{"cell_type":"code","source":"1","metadata":{"collapsed":false},"outputs":[],"execution_count":null}]}""", "4 5 1 1")]
    [InlineData("""{"nbformat":4,"nbformat_minor":2,"metadata":{"kernelspec":{"name":"x","display_name":"X"}},"cells":[{"cell_type":"raw","source":["a\n","b"],"metadata":{"format":"text/latex"}}]}""", "4 5 1 a\nb")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"markdown","id":"a","source":"x","metadata":{}},{"cell_type":"markdown","id":"a","source":"y","metadata":{}},{"cell_type":"markdown","id":"has space","source":"z","metadata":{}}]}""", "4 5 3 x|y|z")]
    [InlineData("""{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[{"cell_type":"markdown","source":"x","metadata":{},"outputs":[],"execution_count":null}]}""", "4 5 1 x")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{"a":NaN,"\ud83d":"\ud83d"},"cells":[{"cell_type":"markdown","id":"a","source":"half \ud83d\ude00","metadata":{},"attachments":{"p.png":{"image/png":"AAAA"}}}]}""", "4 5 1 half 😀")]
    [InlineData("""{"nbformat":3,"nbformat_minor":0,"metadata":{"name":"old"},"worksheets":[{"metadata":{},"cells":[{"cell_type":"heading","level":2,"source":"Title","metadata":{}},{"cell_type":"code","language":"python","collapsed":true,"input":["1\n","2"],"prompt_number":3,"metadata":{},"outputs":[{"output_type":"pyout","prompt_number":3,"text":["3"],"png":"AAAA","metadata":{}},{"output_type":"stream","stream":"stderr","text":"e"},{"output_type":"pyerr","ename":"E","evalue":"v","traceback":["t"]},{"output_type":"display_data","html":"<b>","metadata":{}}]},{"cell_type":"html","source":"<i>","metadata":{}}]}]}""", "4 5 3 ## Title|1\n2|<i>")]
    public async Task What_is_written_here_is_valid_there(string text, string expected)
    {
        Notebook notebook = Notebook.Parse(text, "n.ipynb");
        await notebook.SaveAsync(folder.File("n.ipynb"));

        Assert.Equal(expected, await AskAsync());

        notebook.ClearOutputs();
        notebook.DescribeKernel();
        await notebook.SaveAsync(folder.File("n.ipynb"));
        Assert.Equal(expected, await AskAsync());
    }

    private async Task<string> AskAsync()
    {
        JupyterEnvironment jupyter = await JupyterEnvironment.FindAsync(null, default);
        using Process python =
            Process.Start(new ProcessStartInfo(jupyter.Python,
                ["-W", "error", "-c", Question, folder.File("n.ipynb")])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = python.StandardError.ReadToEndAsync();
        string answer = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, await errors);
        return answer.TrimEnd();
    }
}
