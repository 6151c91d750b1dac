using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.Plotly.Tests.Display;

public class FormatterConventionTests
{
    public static TheoryData<string> Kinds => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_figure_is_shown_in_all_its_forms_in_one_bundle(string kind)
    {
        Figure figure = Samples.All[kind];
        FigureBundle bundle = FigureBundle.Of(figure);

        Assert.Equal(FigureBundle.MimeTypes.Order(), Formatter.GetPreferredMimeTypesFor(figure.GetType()).Order());
        Assert.Equal(figure.ToJson(), bundle.Json);
        Assert.All(FigureBundle.MimeTypes, type => Assert.Equal(bundle.Form(type), figure.ToDisplayString(type)));
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
