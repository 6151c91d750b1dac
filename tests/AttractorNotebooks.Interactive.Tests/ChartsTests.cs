using System.Text.Json;
using Microsoft.DotNet.Interactive;
using Plotly.NET;
using Plotly.NET.Interactive;

namespace AttractorNotebooks.Interactive.Tests;

public sealed class ChartsTests
{
    [Fact]
    public void A_chart_of_Plotly_NET_appears_in_all_forms_that_figures_have()
    {
        Dictionary<string, string> bundle = Shown.Bundle(Line("doubling"));
        Assert.Contains(Shown.Html, bundle.Keys);
        using JsonDocument figure = JsonDocument.Parse(bundle[Shown.Plotly]);
        Assert.Equal("doubling", figure.RootElement.GetProperty("data")[0].GetProperty("name").GetString());
        Assert.Contains("attractor-figure", bundle[Shown.Html], StringComparison.Ordinal);
        Assert.Equal(bundle.Keys, Shown.Bundle(GenericChart.combine([Line("one"), Line("two")])).Keys);
    }

    [Fact]
    public void Markup_in_a_name_is_shown_and_not_run()
    {
        string html = Shown.Bundle(Line("</script><img src=x onerror=alert(1)>"))[Shown.Html];
        Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_extension_of_Plotly_NET_may_come_later_and_changes_nothing()
    {
        string[] before = [.. Shown.Bundle(Line("a")).Keys];
        using CompositeKernel kernel = [];
        await ((IKernelExtension)new FormatterKernelExtension()).OnLoadAsync(kernel);
        Dictionary<string, string> after = Shown.Bundle(Line("b"));
        Assert.Equal(before, after.Keys);
        Assert.Contains("attractor-figure", after[Shown.Html], StringComparison.Ordinal);
    }

    private static GenericChart Line(string name)
    {
        Trace trace = new("scatter");
        trace.SetProperty("name", name);
        trace.SetProperty("y", new[] { 1, 2, 4 });
        return GenericChart.ofTraceObject(false, trace);
    }
}
