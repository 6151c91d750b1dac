using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Tests.Documents;

public class NotebookTests
{
    // As Jupyter itself writes it: one space of indent, sorted keys, lists of lines, what is not ASCII as it is.
    private const string Written = """
        {
         "cells": [
          {
           "cell_type": "markdown",
           "id": "intro",
           "metadata": {
            "tags": []
           },
           "source": [
            "# Größe λ 😀\n",
            "\n",
            "\"quoted\" \\lambda\t<b>"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": 3,
           "id": "code-1",
           "metadata": {
            "custom": {
             "value": 1.50,
             "zero": 0
            }
           },
           "outputs": [
            {
             "data": {
              "application/json": {
               "a": [
                1,
                null,
                true
               ]
              },
              "text/plain": [
               "5"
              ]
             },
             "execution_count": 3,
             "metadata": {},
             "output_type": "execute_result"
            }
           ],
           "source": [
            "2 + 3"
           ]
          }
         ],
         "metadata": {
          "unknown": {
           "kept": "yes"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    [Fact]
    public void A_notebook_that_Jupyter_wrote_comes_back_byte_for_byte() =>
        Assert.Equal(Written, Notebook.Parse(Written, "n.ipynb").ToText());

    [Fact]
    public void Cells_give_their_text_joined_and_take_it_back_in_lines()
    {
        Notebook notebook = Notebook.Parse(Written, "n.ipynb");

        Assert.Equal("# Größe λ 😀\n\n\"quoted\" \\lambda\t<b>", notebook.Cells[0].Source);
        notebook.Cells[1].Source = "a;\nb";
        Assert.Equal("""["a;\n","b"]""", notebook.Cells[1].Json["source"]!.ToJsonString());
    }

    [Fact]
    public void Cells_without_ids_get_the_same_new_ones_every_time()
    {
        const string Old =
            """{"nbformat":4,"nbformat_minor":2,"metadata":{},"cells":[{"cell_type":"code","source":"1","metadata":{}},{"cell_type":"code","source":"1","metadata":{}}]}""";

        Notebook first = Notebook.Parse(Old, "a.ipynb");
        Notebook second = Notebook.Parse(Old, "b.ipynb");

        Assert.Equal(first.Cells.Select(cell => cell.Id), second.Cells.Select(cell => cell.Id));
        Assert.Equal(2, first.Cells.Select(cell => cell.Id).Distinct().Count());
        Assert.Equal(5, (int)first.Json["nbformat_minor"]!);
        Assert.Empty(first.Cells[0].Outputs);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("{\n\"cells\": [", "line 2")]
    [InlineData("{\"nbformat\": 4,\n \"nbformat\": 4}", "malformed at line 2, byte 3: the name \"nbformat\" is there twice")]
    [InlineData("{\"nbformat\": NaNa}", "line 1, byte")]
    [InlineData("{\"nbformat\": 1NaN}", "line 1, byte")]
    [InlineData("{\"nbformat\": \"a\nb\"}", "line 1, byte 16")]
    [InlineData("null", "no JSON object")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "nbformat")]
    [InlineData("""{"nbformat":2,"nbformat_minor":0}""", "format 2")]
    [InlineData("""{"nbformat":5,"nbformat_minor":0}""", "format 5")]
    [InlineData("""{"nbformat":3,"nbformat_minor":0}""", "worksheets")]
    [InlineData("""{"nbformat":3,"nbformat_minor":0,"worksheets":[{"cells":{}}]}""", "worksheet 1 has no list \"cells\"")]
    [InlineData("""{"nbformat":3,"nbformat_minor":0,"worksheets":[{"cells":[[]]}]}""", "cell 1 is not an object")]
    [InlineData("""{"nbformat":[4],"nbformat_minor":0}""", "nbformat")]
    [InlineData("""{"nbformat":"4","nbformat_minor":0}""", "nbformat")]
    [InlineData("""{"nbformat":4,"metadata":{},"cells":[]}""", "nbformat_minor")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":[],"cells":[]}""", "metadata")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{}}""", "cells")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[7]}""", "cell 1")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"x"}]}""", "the type \"x\"")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":["code"]}]}""", "cell 1 has the type [\"code\"]")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":null}]}""", "cell 1 has the type null")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code"}]}""", "source")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"raw","source":"","metadata":3}]}""", "metadata")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"raw","source":"","attachments":[]}]}""",
        "attachments")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"\ud800"}]}""",
        "\\ud800 at character 1")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","execution_count":1.5}]}""",
        "execution_count")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","outputs":{}}]}""", "outputs")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","outputs":[{}]}]}""",
        "output 1, has no text \"output_type\"")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":["stream"]}]}]}""", "output_type")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":"stream","name":1}]}]}""", "a \"name\" that is no text")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":"stream","text":{}}]}]}""", "\"text\"")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":"error","traceback":[1]}]}]}""", "\"traceback\"")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":"display_data","data":"str"}]}]}""", "\"data\"")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":"display_data","data":{"text/html":{}}}]}]}""", "\"text/html\"")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":["a",1]}]}""", "source")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","outputs":[1]}]}""", "outputs")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","execution_count":"1"}]}""",
        "execution_count")]
    public void What_is_no_notebook_is_refused_with_the_file_and_the_reason(string text, string reason)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Notebook.Parse(text, "some/n.ipynb"));

        Assert.Contains("some/n.ipynb", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_split_where_Python_splits_lines() =>
        Assert.Equal(["a\n", "b\r\n", "c\r", "d\u2028", "\n", "e"], MultilineText.Split("a\nb\r\nc\rd\u2028\ne")
            .Select(line => (string?)line));

    [Fact]
    public async Task Saving_removes_what_a_killed_run_left_half_written()
    {
        using TemporaryFolder folder = new();
        string left = folder.Write($"n.ipynb.{new string('0', 32)}.partial", "{"), other = folder.Write("notes.partial", "kept");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-2));

        await Notebook.Parse(Written, "n.ipynb").SaveAsync(folder.File("n.ipynb"));

        Assert.False(File.Exists(left));
        Assert.Equal([folder.File("n.ipynb"), other], Directory.GetFileSystemEntries(folder.Path).Order());
    }

    [Fact]
    public async Task A_file_that_cannot_be_replaced_is_left_as_it_was()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("taken.ipynb"));

        await Assert.ThrowsAnyAsync<Exception>(() => Notebook.Parse(Written, "n.ipynb").SaveAsync(folder.File("taken.ipynb")));

        Assert.True(Directory.Exists(folder.File("taken.ipynb")));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Displayed_text_is_split_into_lines_and_JSON_stays_an_object()
    {
        JsonObject output = CellOutput.Display(new JsonObject
        {
            ["text/html"] = "<b>\n</b>",
            ["image/png"] = "AAAA\n",
            ["application/vnd.plotly.v1+json"] = new JsonObject()
        });

        JsonObject data = (JsonObject)output["data"]!;
        Assert.Equal(["<b>\n", "</b>"], ((JsonArray)data["text/html"]!).Select(line => (string?)line));
        Assert.Equal("AAAA\n", (string?)data["image/png"]);
        Assert.IsType<JsonObject>(data["application/vnd.plotly.v1+json"]);
    }

    // As VS Code, Colab, Python's json and others write: other indents, orders of names, line ends, escapes and numbers.
    [Theory]
    [InlineData("{\n  \"nbformat\": 4,\n  \"nbformat_minor\": 5,\n  \"metadata\": {\n    \"colab\": {\n      \"provenance\": []\n    },\n "
        + "   \"a\": 1.50\n  },\n  \"cells\": []\n}")]
    [InlineData("{\r\n    \"metadata\": {},\r\n    \"cells\": [\r\n        {\r\n            \"cell_type\": \"raw\",\r\n            "
        + "\"id\": \"a\",\r\n            \"metadata\": {},\r\n            \"source\": \"x\\u00e9\\/y\"\r\n        }\r\n    ],\r\n    "
        + "\"nbformat\": 4,\r\n    \"nbformat_minor\": 5\r\n}\r\n")]
    [InlineData("""{"cells": [{"cell_type": "markdown", "id": "a", "metadata": {"n": [-0, 1E5, 123456789012345678901234567890, 1e400]}, "source": "one string\nof two lines"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{"\ud83d":"\udc4d, \ud83d\ude00"},"cells":[{"id":"a","cell_type":"markdown","metadata":{},"source":["bad \ud83d"],"attachments":{"a.png":{"image/png":"AAAA"}}}]}""")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{"a":[NaN,Infinity,-Infinity,{"b":NaN}]},"cells":[]}""")]
    [InlineData("{\n\t\"cells\": [],\n\t\"metadata\": {\n\t\t\"widgets\": {\n\t\t\t\"application/vnd.jupyter.widget-state+json\": "
        + "{\n\t\t\t\t\"state\": {}\n\t\t\t}\n\t\t}\n\t},\n\t\"nbformat\": 4,\n\t\"nbformat_minor\": 5\n}\n")]
    public void A_notebook_of_another_editor_comes_back_byte_for_byte(string written) =>
        Assert.Equal(written, Notebook.Parse(written, "n.ipynb").ToText());

    [Fact]
    public void New_members_go_into_the_layout_that_is_there()
    {
        Notebook notebook =
            Notebook.Parse(
                """{"nbformat": 4, "nbformat_minor": 4, "metadata": {"kernelspec": {"name": "x", "env": {}}}, "cells": [{"source": "1", "cell_type": "code"}]}""", "n.ipynb");

        notebook.DescribeKernel();

        Assert.Equal(
            $$$"""{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": ".net-csharp", "env": {}, "display_name": ".NET (C#)", "language": "C#"}, "language_info": {"file_extension": ".cs", "mimetype": "text/x-csharp", "name": "C#", "pygments_lexer": "csharp"}}, "cells": [{"source": "1", "cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "id": "{{{notebook.Cells[0].Id}}}"}]}""",
            notebook.ToText());
    }

    [Theory]
    [InlineData("\"has space\"")]
    [InlineData("\"\"")]
    [InlineData("\"twice\"")]
    [InlineData("\"a\\n\"")]
    [InlineData("[\"a\"]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("\"x\\ud800\"")]
    [InlineData("\"12345678901234567890123456789012345678901234567890123456789012345\"")]
    public void An_id_that_is_none_is_replaced(string id)
    {
        Notebook notebook =
            Notebook.Parse(
                $$$"""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"raw","id":"twice","source":"","metadata":{}},{"cell_type":"raw","id":{{{id}}},"source":"","metadata":{}}]}""", "n.ipynb");

        Assert.Equal("twice", notebook.Cells[0].Id);
        Assert.Matches("^[0-9a-f]{8}$", notebook.Cells[1].Id);
    }

    [Fact]
    public void A_file_in_another_encoding_is_refused_with_the_place_of_the_byte()
    {
        byte[] text = [.. "{\n\"a\": \""u8, 0xe9, .. "\"}"u8];

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Notebook.Parse(text, "some/n.ipynb"));

        Assert.Contains("some/n.ipynb is not a readable notebook: it is not in UTF-8: byte 0xE9 at position 9 (line 2, byte 7)",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_read_and_not_written() =>
        Assert.Equal(Written, Notebook.Parse("\ufeff" + Written, "n.ipynb").ToText());

    [Theory]
    [InlineData(59, true)]
    [InlineData(980, true)]
    [InlineData(100_000, false)]
    public void Output_as_deep_as_Jupyter_reads_it_is_read(int depth, bool isRead)
    {
        string text =
            $$$"""{"cells":[{"cell_type":"code","source":"1","id":"a","metadata":{},"execution_count":null,"outputs":[{"output_type":"display_data","metadata":{},"data":{"application/json":{{{new string('[', depth)}}}{{{new string(']', depth)}}}}}]}],"metadata":{},"nbformat":4,"nbformat_minor":5}""";

        if (isRead) Assert.Equal(text, Notebook.Parse(text, "n.ipynb").ToText());
        else Assert.Contains("nested more than 1000 deep at line 1, byte",
            Assert.Throws<InvalidDataException>(() => Notebook.Parse(text, "n.ipynb")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"kernelspec":{"name":".net-csharp","language":"C#","display_name":".NET (C#)"},"language_info":{"name":"polyglot-notebook"}}""", null)]
    [InlineData("""{"kernelspec":{"name":"my-kernel"}}""", null)]
    [InlineData("""{"kernelspec":"odd","language_info":["odd"]}""", null)]
    [InlineData("""{"kernelspec":{"name":"python3","language":"python","display_name":"Python 3"},"language_info":{"name":"python"}}""",
        "Python")]
    [InlineData("""{"kernelspec":{"name":"python3","display_name":"Python 3"}}""", "Python")]
    [InlineData("""{"language_info":{"name":"julia"}}""", "Julia")]
    [InlineData("""{"kernelspec":{"name":".net-fsharp","language":"F#"}}""", "F#")]
    [InlineData("""{"kernelspec":{"name":".net-csharp","language":"C#"},"polyglot_notebook":{"kernelInfo":{"defaultKernelName":"fsharp","items":[]}}}""", "F#")]
    public void A_notebook_says_which_language_it_is_in(string metadata, string? language) =>
        Assert.Equal(language, Notebook.Parse($$$"""{"nbformat":4,"nbformat_minor":5,"metadata":{{{metadata}}},"cells":[]}""",
            "n.ipynb").ForeignLanguage);

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"polyglot_notebook":{"kernelName":"csharp"},"dotnet_interactive":{"language":"csharp"}}""", null)]
    [InlineData("""{"polyglot_notebook":{"kernelName":"mermaid"}}""", "Mermaid")]
    [InlineData("""{"dotnet_interactive":{"language":"fsharp"}}""", "F#")]
    [InlineData("""{"vscode":{"languageId":"html"}}""", "HTML")]
    [InlineData("""{"polyglot_notebook":["odd"],"vscode":{"languageId":{}}}""", null)]
    public void A_cell_says_which_language_it_is_in(string metadata, string? language) => Assert.Equal(
        language,
        Notebook.Parse(
            $$$"""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"1","metadata":{{{metadata}}}}]}""",
            "n.ipynb").Cells[0].ForeignLanguage);

    [Fact]
    public void A_dib_file_is_read_with_its_prose_and_its_languages()
    {
        const string Dib =
            "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"name\":\"csharp\"}]}}\n\n#!csharp\n\nvar a = "
            + "1;\na\n\n#!markdown\n\n# Title\n\n#!mermaid\n\ngraph";

        Notebook notebook = Notebook.Parse(Dib, "some/n.dib");

        Assert.Equal(["code", "markdown", "code"], notebook.Cells.Select(cell => cell.Kind));
        Assert.Equal(["var a = 1;\na", "# Title", "graph"], notebook.Cells.Select(cell => cell.Source));
        Assert.Equal([null, null, "Mermaid"], notebook.Cells.Select(cell => cell.ForeignLanguage));
        Assert.Equal(notebook.ToText(), Notebook.Parse(notebook.ToText(), "n.ipynb").ToText());
    }

    [Fact]
    public async Task A_notebook_behind_a_link_is_written_where_it_lies()
    {
        if (OperatingSystem.IsWindows()) return;
        using TemporaryFolder folder = new();
        folder.Write("real/n.ipynb", Written);
        File.SetUnixFileMode(folder.File("real/n.ipynb"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(folder.File("link.ipynb"), "real/n.ipynb");
        Notebook notebook = await Notebook.LoadAsync(folder.File("link.ipynb"));
        notebook.ClearOutputs();

        await notebook.SaveAsync(folder.File("link.ipynb"));

        Assert.Equal("real/n.ipynb", new FileInfo(folder.File("link.ipynb")).LinkTarget);
        Assert.Equal(notebook.ToText(), await File.ReadAllTextAsync(folder.File("real/n.ipynb")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("real/n.ipynb")));
    }
}
