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
    public void A_notebook_that_Jupyter_wrote_comes_back_byte_for_byte() => Assert.Equal(Written, Notebook.Parse(Written, "n.ipynb").ToText());

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
        const string Old = """{"nbformat":4,"nbformat_minor":2,"metadata":{},"cells":[{"cell_type":"code","source":"1","metadata":{}},{"cell_type":"code","source":"1","metadata":{}}]}""";

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
    [InlineData("{\"nbformat\": 4, \"nbformat\": 4}", "malformed")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "nbformat")]
    [InlineData("""{"nbformat":3,"nbformat_minor":0}""", "format 3")]
    [InlineData("""{"nbformat":"4","nbformat_minor":0}""", "nbformat")]
    [InlineData("""{"nbformat":4,"metadata":{},"cells":[]}""", "nbformat_minor")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":[],"cells":[]}""", "metadata")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{}}""", "cells")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[7]}""", "cell 1")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"x"}]}""", "the type \"x\"")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code"}]}""", "source")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":["a",1]}]}""", "source")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","outputs":[1]}]}""", "outputs")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"","execution_count":"1"}]}""", "execution_count")]
    public void What_is_no_notebook_is_refused_with_the_file_and_the_reason(string text, string reason)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Notebook.Parse(text, "some/n.ipynb"));

        Assert.Contains("some/n.ipynb", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_split_where_Python_splits_lines() =>
        Assert.Equal(["a\n", "b\r\n", "c\r", "d\u2028", "\n", "e"], MultilineText.Split("a\nb\r\nc\rd\u2028\ne").Select(line => (string?)line));

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
        JsonObject output = CellOutput.Display(new JsonObject { ["text/html"] = "<b>\n</b>", ["image/png"] = "AAAA\n", ["application/vnd.plotly.v1+json"] = new JsonObject() });

        JsonObject data = (JsonObject)output["data"]!;
        Assert.Equal(["<b>\n", "</b>"], ((JsonArray)data["text/html"]!).Select(line => (string?)line));
        Assert.Equal("AAAA\n", (string?)data["image/png"]);
        Assert.IsType<JsonObject>(data["application/vnd.plotly.v1+json"]);
    }
}
