using AttractorNotebooks.Plotly.Display;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.Plotly.Tests.Display;

public class FormatterConventionTests
{
    public static TheoryData<string> Kinds => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_figure_is_shown_as_plotly_json_and_html_in_one_bundle(string kind)
    {
        Figure figure = Samples.All[kind];

        IReadOnlyCollection<string> bundle = Formatter.GetPreferredMimeTypesFor(figure.GetType());

        Assert.Equal([FigureFormatterSource.PlotlyMimeType, FigureFormatterSource.HtmlMimeType], bundle.Order());
        Assert.Equal(figure.ToJson(), figure.ToDisplayString(FigureFormatterSource.PlotlyMimeType));
        Assert.Equal(figure.ToHtml(), figure.ToDisplayString(FigureFormatterSource.HtmlMimeType));
    }

    [Fact]
    public void A_value_of_another_type_is_left_to_others()
    {
        AttractorNotebooks.Plotly.Display.Formatter<Figure> formatter = new("text/html", figure => figure.ToHtml());
        StringWriter writer = new();

        Assert.False(formatter.Format("not a figure", writer));
        Assert.Empty(writer.ToString());
    }
}
