using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Tests.Kernels;

public class MagicCommandTests(EngineConversation engine) : IClassFixture<EngineConversation>
{
    [Fact]
    public async Task Parts_of_a_cell_may_be_shown_instead_of_run() =>
        Assert.Equal("a|<b>bold</b>|<p><em>prose</em></p>\n|c",
            await engine.ShowAsync("display(\"a\");\n#!html\n<b>bold</b>\n\n#!markdown\n*prose*\n#!csharp\n\"c\""));

    [Fact]
    public async Task Time_is_taken_of_the_whole_cell()
    {
        string shown = await engine.ShowAsync("#!time\nawait Task.Delay(30);\n\"done\"");
        Assert.StartsWith("done|Wall time: ", shown, StringComparison.Ordinal);
        Assert.InRange(double.Parse(shown.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture), 30, 60_000);
    }

    [Fact]
    public async Task Files_are_imported_relative_to_the_notebook_and_to_each_other()
    {
        engine.Folder.Write("part/more.cs", "#!import last.csx\nint FromMore() => FromLast() + 1;");
        engine.Folder.Write("part/last.csx", "int FromLast() => 1;");
        engine.Folder.Write("other.ipynb", TestNotebook.Text("md:# Prose", "var fromNotebook = FromMore() + 1;"));

        Assert.Equal("1 2 3",
            await engine.ShowAsync("#!import part/more.cs\n#!import \"other.ipynb\"\n$\"{FromLast()} {FromMore()} {fromNotebook}\""));
    }

    [Theory]
    [InlineData("#!import missing.cs", "no such file")]
    [InlineData("#!import notes.txt", "only .cs, .csx, .ipynb and .dib")]
    [InlineData("#!import", "needs the path")]
    [InlineData("#!import circle.cs", "without end")]
    [InlineData("#!import broken.ipynb", "not a readable notebook")]
    [InlineData("1\n#!pwsh\nls", "Line 2: the magic command #!pwsh is not known here")]
    public async Task What_cannot_be_done_is_said_with_what_can(string code, string expected)
    {
        engine.Folder.Write("notes.txt", "");
        engine.Folder.Write("circle.cs", "#!import circle.cs");
        engine.Folder.Write("broken.ipynb", "{");

        Assert.Contains(expected, (await engine.FailAsync(code)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_names_the_line_that_it_has_in_the_cell()
    {
        CellError error = await engine.FailAsync("#!html\n<p>\n#!csharp\n\nwrong;");
        Assert.StartsWith("(5,1)", error.Message, StringComparison.Ordinal);
        engine.Folder.Write("wrong.cs", "\nwrong;");
        Assert.StartsWith("wrong.cs, line 2", (await engine.FailAsync("#!import wrong.cs")).Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_names_them_all()
    {
        string list = await engine.ShowAsync("#!lsmagic");
        string[] names = ["#!about", "#!csharp", "#!html", "#!import", "#!javascript", "#!lsmagic", "#!markdown", "#!set", "#!share",
            "#!time", "#!value", "#!who", "#!whos"];
        Assert.All(names, name => Assert.Matches($"(?m)^{name} +[A-Z].", list));
    }
}
