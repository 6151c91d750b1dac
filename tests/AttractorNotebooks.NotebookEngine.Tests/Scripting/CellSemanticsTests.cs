using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Tests.Scripting;

/// <summary>What a cell may rely on; the same holds under .NET Interactive.</summary>
public class CellSemanticsTests(EngineConversation engine) : IClassFixture<EngineConversation>
{
    [Fact]
    public async Task The_last_expression_is_displayed_strings_as_text_everything_else_as_HTML()
    {
        JsonObject number = (JsonObject)Assert.Single(await engine.RunAsync("1 + 2"))!;
        Assert.Equal("execute_result", (string?)number["output_type"]);
        Assert.StartsWith("<div class=\"dni-plaintext\"><pre>3</pre></div>",
            string.Concat(((JsonArray)number["data"]!["text/html"]!).Select(line => (string?)line)), StringComparison.Ordinal);
        Assert.Equal("3", CellOutput.Text((JsonObject)number["data"]!, "text/plain"));

        Assert.Equal("3 < 4", await engine.ShowAsync("\"3 < 4\""));
        Assert.Equal("null", await engine.ShowAsync("(object)null"));
    }

    [Theory]
    [InlineData("1.ToString();")]
    [InlineData("Console.Write(\"\")")]
    [InlineData("int unused = 3;")]
    [InlineData("")]
    [InlineData("// nothing")]
    [InlineData("using System.Numerics;")]
    public async Task Nothing_is_displayed_where_there_is_no_value(string code) => Assert.Equal("", await engine.ShowAsync(code));

    [Fact]
    public async Task Variables_usings_methods_and_types_persist_and_can_be_declared_again()
    {
        await engine.ShowAsync("using System.IO;");
        await engine.ShowAsync("int persisted = 1; int Twice(int a) => 2 * a; record Pair(int A, int B);");
        Assert.Equal("2 x.txt", await engine.ShowAsync("$\"{Twice(persisted)} {Path.GetFileName(\"a/x.txt\")}\""));
        await engine.ShowAsync("string persisted = \"now a text\"; int Twice(int a) => 20 * a; class Pair { }");
        Assert.Equal("now a text 20 Pair", await engine.ShowAsync("$\"{persisted} {Twice(1)} {new Pair().GetType().Name}\""));
    }

    [Fact]
    public async Task Default_usings_are_there_and_no_others()
    {
        Assert.Equal("6 a",
            await engine.ShowAsync("await Task.CompletedTask; $\"{new List<int> { 1, 2, 3 }.Sum()} {new StringBuilder(\"a\")}\""));
        Assert.Contains("CS0103", (await engine.FailAsync("Regex.IsMatch(\"a\", \"b\")")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_level_code_may_await()
    {
        Assert.Equal("5",
            await engine.ShowAsync("async Task<int> Later() { await Task.Delay(20); return 5; }\n(await Later()).ToString()"));
        // Blocking on a task whose continuation asks for its context would hang where there is a single-threaded one.
        Assert.Equal("5", await engine.ShowAsync("Later().Result.ToString()"));
    }

    [Fact]
    public async Task Streams_and_displays_come_in_order()
    {
        string shown = await engine.ShowAsync(
            "Console.Write(\"a\"); display(\"b\"); Console.Error.Write(\"c\"); Console.Write(\"d\"); display(HTML(\"<i>e</i>\")); await "
            + "Task.Delay(1); Console.WriteLine(\"f\"); \"g\"");

        Assert.Equal("stdout: a|b|stderr: c|stdout: d|<i>e</i>|stdout: f\n|g", shown);
    }

    [Fact]
    public async Task A_display_is_updated_in_place() =>
        Assert.Equal("third|stdout: x",
            await engine.ShowAsync(
                "var place = display(\"first\"); Console.Write(\"x\"); place.Update(\"second\"); place.Update(\"third\");"));

    [Fact]
    public async Task Overwritten_lines_leave_what_is_left_to_see() =>
        Assert.Equal("stdout: 10 % done\nend",
            await engine.ShowAsync("Console.Write(\"\\r 5 % done\\r10 %\"); Console.Write(\"\\nend\");"));

    [Fact]
    public async Task A_type_that_displays_itself_by_convention_gives_its_whole_bundle()
    {
        JsonArray outputs = await engine.RunAsync("""
            class TypeFormatterSourceAttribute : Attribute
            {
                public TypeFormatterSourceAttribute(Type type) => FormatterSourceType = type;
                public Type FormatterSourceType { get; }
                public string[] PreferredMimeTypes { get; set; }
            }

            [TypeFormatterSource(typeof(ChartFormatters), PreferredMimeTypes = new[] { "application/vnd.plotly.v1+json", "text/html" })]
            class Chart { }
            class DerivedChart : Chart { }

            public class ChartFormatters
            {
                public IEnumerable<object> CreateTypeFormatters() =>
                    new object[] { new ChartFormatter("application/vnd.plotly.v1+json", "{\"data\":[{\"y\":[1,2]}]}"), new ChartFormatter("text/html", "<p>chart</p>") };
            }

            public class ChartFormatter
            {
                private readonly string text;
                public ChartFormatter(string mimeType, string text) { MimeType = mimeType; this.text = text; }
                public string MimeType { get; }
                public bool Format(object value, System.IO.TextWriter writer) { writer.Write(text); return true; }
            }

            new DerivedChart()
            """);

        JsonObject data = (JsonObject)Assert.Single(outputs)!["data"]!;
        Assert.Equal("""{"data":[{"y":[1,2]}]}""", data["application/vnd.plotly.v1+json"]!.ToJsonString());
        Assert.Equal("""["\u003Cp\u003Echart\u003C/p\u003E"]""", data["text/html"]!.ToJsonString());
    }

    [Fact]
    public async Task A_compilation_error_shows_line_column_and_the_place_marked()
    {
        CellError error = await engine.FailAsync("int a = 1;\n\tvar b = nothing + a;");

        Assert.Equal("CompilationError", error.Name);
        Assert.Equal("(2,10): error CS0103: The name 'nothing' does not exist in the current context", error.Message);
        Assert.Matches(@"^cell \[\d+\], line 2, column 10: error CS0103", error.Lines[0]);
        Assert.Equal(["     2 | \tvar b = nothing + a;", "       | \t        ^^^^^^^"], error.Lines.Skip(1));
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_changes_nothing()
    {
        await engine.ShowAsync("var kept = \"before\";");
        await engine.FailAsync("var kept = 1; nonsense;");
        Assert.Equal("before", await engine.ShowAsync("kept"));
    }

    [Fact]
    public async Task An_exception_shows_the_cells_it_passed_through_and_nothing_of_the_engine()
    {
        await engine.ShowAsync("int Divide(int a)\n{\n    return 1 / a;\n}");
        CellError error = await engine.FailAsync("var zero = 0;\nawait Task.Yield();\nDivide(zero)");

        Assert.Equal("System.DivideByZeroException", error.Name);
        Assert.Equal("Attempted to divide by zero.", error.Message);
        Assert.Equal("System.DivideByZeroException: Attempted to divide by zero.", error.Lines[0]);
        Assert.Matches(@"^   at Divide\(Int32\), cell \[\d+\], line 3$", error.Lines[1]);
        Assert.Equal("     3 |     return 1 / a;", error.Lines[2]);
        Assert.Matches(@"^   at the top level, cell \[\d+\], line 3$", error.Lines[3]);
        Assert.Equal(4, error.Lines.Count);
    }

    [Fact]
    public async Task What_a_cell_declared_before_it_threw_is_kept()
    {
        CellError error =
            await engine.FailAsync(
                "var early = \"there\"; throw new InvalidOperationException(\"outer\", new FormatException(\"inner\"));");
        Assert.Contains("System.FormatException: inner", error.Lines);
        Assert.Equal("there", await engine.ShowAsync("early"));
    }

    [Fact]
    public async Task A_value_whose_formatting_fails_is_an_error_of_the_cell()
    {
        CellError error = await engine.FailAsync("class Broken : Microsoft.AspNetCore.Html.IHtmlContent { public void "
            + "WriteTo(System.IO.TextWriter w, System.Text.Encodings.Web.HtmlEncoder e) => throw new FormatException(\"no\"); }\nnew "
            + "Broken()");
        Assert.Equal("System.FormatException", error.Name);
    }

    [Fact]
    public async Task A_cell_that_asks_for_input_where_nobody_answers_says_so()
    {
        Assert.Contains("no reader to answer", (await engine.FailAsync("Console.ReadLine()")).Message, StringComparison.Ordinal);
        Assert.Contains("no reader to answer",
            (await engine.FailAsync("await Microsoft.DotNet.Interactive.Kernel.GetInputAsync(\"Name?\")")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_native_code_writes_past_the_console_is_shown_too() =>
        Assert.Equal("stdout: raw\nstdout: cooked", string.Concat((await engine.ShowAsync(
            "using (var raw = Console.OpenStandardOutput()) raw.Write(Encoding.UTF8.GetBytes(\"raw\\n\"));\nawait Task.Delay(1000); "
            + "Console.Error.Write(\"-\"); Console.Write(\"cooked\");"))
            .Split("|stderr: -|")));
}
