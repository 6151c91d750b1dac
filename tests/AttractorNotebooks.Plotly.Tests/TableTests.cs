using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.Plotly.Tests;

public class TableTests
{
    private static readonly Table Sample = Table.Of("what", "here").Row("<b>bold</b>", 0.123456).Row("count", 3).Row(null, double.NaN);

    [Fact]
    public void Text_is_escaped_and_numbers_are_short_and_on_the_right()
    {
        string html = Sample.ToHtml();
        Assert.Contains("&lt;b&gt;bold&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Matches("text-align:right\">0\\.1235<", html);
        Assert.Matches("text-align:left\">count<", html);
    }

    [Fact]
    public void Plain_text_lines_columns_up()
    {
        string[] lines = Sample.ToString().Split('\n');
        Assert.Equal(4, lines.Length);
        int column = lines[0].IndexOf("here", StringComparison.Ordinal);
        Assert.Equal(column, lines[1].IndexOf("0.1235", StringComparison.Ordinal));
        Assert.Equal(column, lines[2].IndexOf('3', StringComparison.Ordinal));
    }

    [Fact]
    public void A_notebook_shows_it_as_html_and_as_text()
    {
        Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(Table)).Order());
        Assert.Equal(Sample.ToHtml(), Sample.ToDisplayString("text/html"));
        Assert.Equal(Sample.ToString(), Sample.ToDisplayString("text/plain"));
    }

    [Fact]
    public void A_row_of_another_length_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Sample.Row(1, 2, 3));
        Assert.Contains("3 cells", error.Message, StringComparison.Ordinal);
        Assert.Contains("2 columns", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Table.Of());
    }

    [Fact]
    public void A_table_is_not_changed_by_rows_added_to_it()
    {
        _ = Sample.Row("more", 1);
        Assert.Equal(3, Sample.Rows.Count);
    }

    [Fact]
    public void A_table_is_made_from_the_rows_of_something_else_in_one_call()
    {
        Table table = Table.From(new[] { 1, 2 }, ("k", k => k), ("k squared", k => k * k), ("name", k => $"number {k}"));

        Assert.Equal("k  k squared  name\n1  1          number 1\n2  4          number 2", table.ToString());
        Assert.Equal(["k"], Table.From(Array.Empty<int>(), ("k", k => k)).Headers);
        Assert.Throws<ArgumentException>(() => Table.From([1]));
    }
}
