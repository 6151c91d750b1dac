using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly.Html;

namespace AttractorNotebooks.Plotly.Tests.Html;

public partial class FigureHtmlTests
{
    private static readonly byte[] Picture = [0x89, 0x50, 0x4E, 0x47, 1, 2, 3];

    [Fact]
    public void Without_scripts_the_static_picture_stays()
    {
        string html = WithoutScripts(FigureHtml.Render(Samples.Lines.ToJson(), Picture, PlotlySource.Cdn));

        Assert.Contains($"src=\"data:image/png;base64,{Convert.ToBase64String(Picture)}\"", html, StringComparison.Ordinal);
        Assert.Contains("alt=\"MSE against t\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_scripts_and_picture_the_numbers_stay()
    {
        string html = WithoutScripts(Samples.Lines.ToHtml());

        Assert.Contains("MSE against t", html, StringComparison.Ordinal);
        Assert.Contains("<li>here: 7 values, first 0.041, lowest 0.041, highest 0.125, last 0.125</li>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_script_comes_from_the_address_of_its_version_with_its_hash()
    {
        string html = Samples.Lines.ToHtml();

        Assert.Contains($"\"address\":\"{PlotlyJs.Address}\"", html, StringComparison.Ordinal);
        Assert.Contains(PlotlyJs.Integrity, Regex.Unescape(html), StringComparison.Ordinal);
        Assert.Contains(PlotlyJs.Version, PlotlyJs.Address, StringComparison.Ordinal);
    }

    [Fact]
    public void A_carried_script_is_the_one_inside_plotly_net()
    {
        string html = FigureHtml.Render(Samples.Lines.ToJson(), null, PlotlySource.Carried);

        byte[] packed = Convert.FromBase64String(Regex.Unescape(PackedScript().Match(html).Groups[1].Value));
        using StreamReader reader = new(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        Assert.Equal(PlotlyJs.Read(), reader.ReadToEnd());
    }

    [Fact]
    public void The_script_inside_plotly_net_has_the_hash_and_may_stand_in_a_page()
    {
        string script = PlotlyJs.Read();

        Assert.Equal(PlotlyJs.Integrity, "sha384-" + Convert.ToBase64String(SHA384.HashData(Encoding.UTF8.GetBytes(script))));
        Assert.DoesNotContain("</script", script, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", script, StringComparison.Ordinal);
    }

    [Fact]
    public void An_offline_page_names_no_address()
    {
        string html = FigureHtml.Render(Samples.Lines.ToJson(), null, PlotlySource.Page);

        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data":[],"layout":{"title":{"text":"</script><script>alert(1)</script><!--"}}}""")]
    [InlineData("""{"data":[{"name":"</SCRIPT>"}],"layout":{"title":"<img src=x onerror=alert(1)>"}}""")]
    public void Nothing_in_a_figure_can_leave_its_script(string json)
    {
        string html = FigureHtml.Render(json, null, PlotlySource.Cdn);

        Assert.Single(Regex.Matches(html, "<script", RegexOptions.IgnoreCase));
        Assert.Single(Regex.Matches(html, "</script", RegexOptions.IgnoreCase));
        Assert.DoesNotContain("<!--", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alert(1)")]
    [InlineData("{\"data\":[]}; alert(1)")]
    [InlineData("[1, 2]")]
    [InlineData("")]
    public void What_is_not_a_json_object_is_refused(string json) =>
        Assert.Throws<ArgumentException>(() => FigureHtml.Render(json, null, PlotlySource.Cdn));

    [Fact]
    public void Figures_by_others_are_summed_up_too()
    {
        string html =
            FigureHtml.Render(
                """{"data":[{"y":[1,null,"a"],"name":"n"},7,{"type":"heatmap","z":[[1,2],[3,4]]},{"name":5}],"layout":{"title":"plain"}}""",
                null, PlotlySource.Cdn);

        Assert.Contains("plain", html, StringComparison.Ordinal);
        Assert.Contains("<li>n: 1</li>", html, StringComparison.Ordinal);
        Assert.Contains("<li>heatmap: 4 values, lowest 1, highest 4</li>", html, StringComparison.Ordinal);
    }

    private static string WithoutScripts(string html) => Script().Replace(html, "");

    [GeneratedRegex("\"packed\":\"([^\"]+)\"")]
    private static partial Regex PackedScript();

    [GeneratedRegex("<script.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
