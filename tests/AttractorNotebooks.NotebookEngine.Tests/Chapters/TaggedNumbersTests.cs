using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Tests.Chapters;

/// <summary>Sentences with numbers, in the chapters and in README, hold what the committed outputs say.</summary>
public sealed class TaggedNumbersTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "notebooks");

    [Fact]
    public async Task Every_tagged_number_stands_in_a_table_of_the_outputs()
    {
        Dictionary<string, Notebook> notebooks = [];
        foreach (string file in Directory.GetFiles(Folder, "*.ipynb"))
            notebooks.Add(Path.GetFileName(file)[..2], await Notebook.LoadAsync(file));
        List<string> faults = [];
        int found = 0;
        IEnumerable<(string Chapter, string Text)> texts = notebooks
            .SelectMany(pair => pair.Value.Cells.Where(cell => !cell.IsCode).Select(cell => (pair.Key, cell.Source)))
            .Append(("", await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "README.md"))));
        foreach ((string here, string text) in texts)
            foreach ((string number, string chapter, string row, string column) in TaggedNumbers.Find(text))
            {
                found++;
                string key = chapter.Length > 0 ? chapter : here;
                if (TaggedNumbers.Fault(number, row, column, notebooks[key]) is { } fault) faults.Add(fault);
            }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(found >= 10, $"Only {found} numbers are tagged.");
    }

    [Theory]
    [InlineData("0.15", null)]
    [InlineData("0.148", null)]
    [InlineData("0.149", "0.149 is 0.1481 in the table of n, row \"smallest MSE\", column \"here\".")]
    public void A_number_is_held_to_as_many_decimals_as_it_has(string number, string? fault)
    {
        Notebook notebook = Notebook.Parse(TestNotebook.Text("1"), "n.ipynb");
        const string Html = "<table><thead><tr><th>what</th><th>here</th></tr></thead><tbody><tr><td>smallest "
            + "MSE</td><td>0.1481</td></tr></tbody></table>";
        notebook.Cells[0].Outputs.Add((System.Text.Json.Nodes.JsonNode)CellOutput.Display(new() { ["text/html"] = Html }));
        (string Number, string Chapter, string Row, string Column) =
            Assert.Single(TaggedNumbers.Find($"It falls to {number}<!--smallest MSE | here-->."));
        Assert.Equal("", Chapter);
        Assert.Equal(fault, TaggedNumbers.Fault(Number, Row, Column, notebook));
    }
}
