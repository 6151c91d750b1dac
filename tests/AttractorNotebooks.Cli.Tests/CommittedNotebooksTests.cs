using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>The notebooks of this repository, which must run under .NET Interactive too.</summary>
public class CommittedNotebooksTests
{
    private const int MostLines = 15, MostColumns = 110;

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Folder(), "*.ipynb").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cells_keep_to_what_both_engines_understand(string name)
    {
        Notebook notebook = await Notebook.LoadAsync(Path.Combine(Folder(), name));
        CellRules rules = new();

        for (int i = 0; i < notebook.Cells.Count; i++)
        {
            if (!notebook.Cells[i].IsCode) continue;
            IReadOnlyList<string> broken = rules.Broken(notebook.Cells[i].Source);
            Assert.True(broken.Count == 0, $"Cell {i + 1}:\n{string.Join('\n', broken)}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Metadata_names_the_kernel_that_both_engines_have(string name)
    {
        Notebook notebook = await Notebook.LoadAsync(Path.Combine(Folder(), name));

        Assert.Equal("""{"display_name":".NET (C#)","language":"C#","name":".net-csharp"}""",
            notebook.Metadata["kernelspec"]!.ToJsonString());
        Assert.Equal("C#", (string?)notebook.Metadata["language_info"]!["name"]);
        Assert.Empty(NotebookCheck.Run(notebook));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cells_are_short_enough_to_be_read_at_a_glance(string name)
    {
        Notebook notebook = await Notebook.LoadAsync(Path.Combine(Folder(), name));
        List<string> wrong = [];

        for (int i = 0; i < notebook.Cells.Count; i++)
        {
            if (!notebook.Cells[i].IsCode) continue;
            string[] lines = notebook.Cells[i].Source.Split('\n');
            if (lines.Length > MostLines) wrong.Add($"Cell {i + 1} has {lines.Length} lines; {MostLines} are the most.");
            wrong.AddRange(lines.Where(line => line.Length > MostColumns)
                .Select(line => $"Cell {i + 1} has a line of {line.Length} columns; {MostColumns} are the most: {line}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("int a = 1;\n#r \"bin/AttractorNotebooks.dll\"", "CS7009")]
    [InlineData("#r \"/bin/AttractorNotebooks.dll\"", "relative path")]
    [InlineData("#r \"bin\\AttractorNotebooks.dll\"", "relative path")]
    [InlineData("#r \"bin/AttractorNotebooks.NotebookEngine.dll\"", "CS0006")]
    [InlineData("#!magic", "magic command")]
    [InlineData("File.Exists(\"a\")", "CS0103")]
    [InlineData("display(1).Update(2);", "CS1061")]
    [InlineData("AttractorNotebooks.NotebookEngine.NotebookFunctions.display(1);", "CS0")]
    [InlineData("using var reader = new System.IO.StringReader(\"\");", "CS0825")]
    [InlineData("await (Task.CompletedTask);", "CS0103")]
    [InlineData("Span<int> a = new int[1];", "CS8345")]
    [InlineData("int b = 1; ref int a = ref b;", "ref")]
    [InlineData("namespace A { }", "namespace")]
    [InlineData("static class A { public static int Twice(this int a) => 2 * a; }", "extension")]
    [InlineData("Task.Delay(1)", "not awaited")]
    public void A_cell_that_breaks_a_rule_is_found(string code, string expected) =>
        Assert.Contains(new CellRules().Broken(code), broken => broken.Contains(expected, StringComparison.Ordinal));

    private static string Folder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AttractorNotebooks.sln"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("These tests run inside the repository."),
            "notebooks");
    }
}
