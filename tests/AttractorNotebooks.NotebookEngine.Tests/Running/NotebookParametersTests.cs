using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Running;

namespace AttractorNotebooks.NotebookEngine.Tests.Running;

public sealed class NotebookParametersTests
{
    private static Notebook Cells(params string[] cells) => Notebook.Parse(TestNotebook.Text(cells), "n.ipynb");

    [Theory]
    [InlineData("#r \"a.dll\"\nint images = 256, seed = 1; // how many", "images", "32",
        "#r \"a.dll\"\nint images = 32, seed = 1; // how many")]
    [InlineData("int images = 256, seed = 1;", "seed", "2", "int images = 256, seed = 2;")]
    [InlineData("double[] sigmas = { 0.1, 0.2 };", "sigmas", "[0.5]", "double[] sigmas = [0.5];")]
    [InlineData("var n = full ?\n    10 : 2;\nn", "n", "1 + 1", "var n = 1 + 1;\nn")]
    [InlineData("int n = 1;", "n", " 2 // two", "int n = 2;")]
    [InlineData("for (int n = 0; n < 3; n++) { int m = 1; }\nint m = 2;", "m", "3",
        "for (int n = 0; n < 3; n++) { int m = 1; }\nint m = 3;")]
    public void A_declaration_begins_with_another_value(string code, string name, string value, string expected)
    {
        Notebook notebook = Cells("md:int images = 1;", code);
        NotebookParameters.Set(notebook, name, value);
        Assert.Equal("int images = 1;", notebook.Cells[0].Source);
        Assert.Equal(expected, notebook.Cells[1].Source);
    }

    [Fact]
    public void Only_the_first_declaration_changes_and_outputs_are_gone()
    {
        Notebook notebook = Cells("int n = 1;", "int n = 2;");
        notebook.Cells[0].ExecutionCount = 1;
        NotebookParameters.Set(notebook, "n", "7");
        Assert.Equal(["int n = 7;", "int n = 2;"], notebook.Cells.Select(cell => cell.Source));
        Assert.Null(notebook.Cells[0].ExecutionCount);
    }

    [Theory]
    [InlineData("steps", "3", "those that have one are images, seed")]
    [InlineData("images", "3 +", "images=3 +: 3 + is no C# expression")]
    [InlineData("images", "", "is no C# expression")]
    [InlineData("images", "3; Delete()", "is no C# expression")]
    public void What_cannot_be_set_is_refused(string name, string value, string message)
    {
        Notebook notebook = Cells("int images = 256, seed = 1; int steps;");
        ArgumentException error = Assert.Throws<ArgumentException>(() => NotebookParameters.Set(notebook, name, value));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal("int images = 256, seed = 1; int steps;", notebook.Cells[0].Source);
    }
}
