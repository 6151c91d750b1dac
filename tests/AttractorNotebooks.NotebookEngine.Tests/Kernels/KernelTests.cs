using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Tests.Kernels;

/// <summary>What .NET Interactive's package brings works in cells as in its own kernel.</summary>
public class KernelTests(EngineConversation engine) : IClassFixture<EngineConversation>
{
    [Fact]
    public async Task Values_go_from_kernel_to_kernel()
    {
        Assert.Equal("hello", await engine.ShowAsync("#!value --name stored\nhello"));
        Assert.Equal("hello", await engine.ShowAsync("#!share --from value stored\nstored"));
        Assert.Equal("stdout: 3!", await engine.ShowAsync("#!set --name three --value 3\nConsole.Write(three + \"!\");"));
        string listed = await engine.ShowAsync("var list = new List<double[]>(); var other = new { A = 1 };\n#!whos");
        Assert.Contains("<td>list</td>", listed, StringComparison.Ordinal);
        Assert.Contains("<td>other</td>", listed, StringComparison.Ordinal);
        Assert.Contains("stored", await engine.ShowAsync("#!who"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_keeps_its_type_and_its_identity()
    {
        await engine.ShowAsync(
            "class Own { public int Number = 1; } var own = new Own(); var list = new List<double[]> { new[] { 1.5 } };");
        await engine.ShowAsync("""
            using Microsoft.DotNet.Interactive; using Microsoft.DotNet.Interactive.Commands; using Microsoft.DotNet.Interactive.Formatting;
            await Kernel.Root.SendAsync(new SendValue("again", own, new FormattedValue("text/plain", "")), default);
            await Kernel.Root.SendAsync(new SendValue("numbers", list, new FormattedValue("text/plain", "")), default);
            """);
        Assert.Equal("True 1.5",
            await engine.ShowAsync("FormattableString.Invariant($\"{object.ReferenceEquals(again, own)} {numbers[0][0]}\")"));
    }

    [Theory]
    [InlineData("#!javascript\nalert(1)")]
    [InlineData("Javascript(\"alert(1)\");")]
    public async Task Scripts_go_to_the_readers_browser(string code) =>
        Assert.Equal("<script type=\"text/javascript\">alert(1)</script>", await engine.ShowAsync(code));

    [Fact]
    public async Task Values_are_displayed_by_the_packages_own_methods()
    {
        Assert.Equal("a|b", await engine.ShowAsync("\"a\".Display(); \"b\".DisplayAs(\"text/plain\");"));
        Assert.Contains("<table>", await engine.ShowAsync("new[] { new { A = 1, B = 2 } }.DisplayTable();"), StringComparison.Ordinal);
        Assert.Equal("two", await engine.ShowAsync("var shown = \"one\".Display(); shown.Update(\"two\");"));
    }

    [Fact]
    public async Task Formatters_can_be_registered()
    {
        string shown = await engine.ShowAsync("""
            using Microsoft.DotNet.Interactive.Formatting;
            record Point(int X, int Y);
            Formatter.Register<Point>(point => $"<b>{point.X}</b>", "text/html");
            new Point(3, 4)
            """);
        Assert.Equal("<b>3</b>", shown);
    }

    [Fact]
    public async Task Code_that_is_submitted_by_code_runs_in_the_same_session()
    {
        await engine.ShowAsync("var result = await Microsoft.DotNet.Interactive.Kernel.Root.SendAsync(new "
            + "Microsoft.DotNet.Interactive.Commands.SubmitCode(\"int submitted = 7;\"), default);");
        Assert.Equal("stdout: 7", await engine.ShowAsync("Console.Write(submitted);"));
    }

    [Theory]
    [InlineData("#!fsharp\nlet x = 1", "#!fsharp")]
    [InlineData("#!pwsh\nls", "#!pwsh")]
    [InlineData("#!mermaid\ngraph", "#!mermaid")]
    [InlineData("#!python\nprint(1)", "#!python")]
    public async Task A_language_that_is_not_there_is_named_in_one_line_with_those_that_are(string code, string name)
    {
        CellError error = await engine.FailAsync(code);
        Assert.StartsWith($"Line 1: the magic command {name} is not known here. There are ", error.Message, StringComparison.Ordinal);
        Assert.Contains("#!html, ", error.Message, StringComparison.Ordinal);
        Assert.Single(error.Lines);
    }

    [Fact]
    public async Task The_versions_are_told() =>
        Assert.Matches(@"AttractorNotebooks 0\.1\.0.*\nMicrosoft\.DotNet\.Interactive 1\.0\.0.*\n\.NET \d+",
            await engine.ShowAsync("#!about"));

    [Fact]
    public async Task Markup_has_text_beside_it_for_readers_without_a_browser()
    {
        JsonObject data = (JsonObject)Assert.Single(
            await engine.RunAsync(
                "HTML(\"<style>p {}</style><p>one &amp; two</p><table><tr><td>a</td><td>b</td></tr></table>\")"))!["data"]!;
        Assert.Equal("one & two\na\tb", CellOutput.Text(data, "text/plain"));
        data = (JsonObject)Assert.Single(await engine.RunAsync("new { A = 1 }"))!["data"]!;
        Assert.Contains("A: 1", CellOutput.Text(data, "text/plain")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("return 5;", "5")]
    [InlineData("display(\"5\")", "5")]
    [InlineData("if (DateTime.Now.Year > 1) return \"early\"; \"late\"", "early")]
    public async Task What_a_cell_gives_is_shown_once(string code, string expected)
    {
        JsonArray outputs = await engine.RunAsync(code);
        Assert.Equal(expected, CellOutput.Text((JsonObject)Assert.Single(outputs)!["data"]!, "text/plain"));
    }
}
