using AttractorNotebooks.Plotly.Display;

namespace AttractorNotebooks.Plotly.Tests.Display;

public class SessionTests
{
    private const string Packed = "\"packed\":\"H4sI";
    private static readonly string First = Samples.Lines.ToJson(), Second = Samples.Bars.ToJson();

    [Fact]
    public void The_first_figure_of_a_session_brings_plotly_along_and_later_ones_use_it()
    {
        Session session = new(bare: false, "No browser.");

        Assert.Contains(Packed, session.Show(First).Html, StringComparison.Ordinal);
        Assert.DoesNotContain(Packed, session.Show(Second).Html, StringComparison.Ordinal);
        // Its cell is run again, perhaps after the page was reloaded.
        Assert.Contains(Packed, session.Show(First).Html, StringComparison.Ordinal);
        Assert.InRange(session.Show(First).Html.Length, 1_000_000, 2_500_000);
    }

    [Fact]
    public void Figures_for_a_file_bring_nothing_along_and_wait_for_their_pictures()
    {
        Session session = new(bare: true, null);

        FigureBundle bundle = session.Show(First);

        Assert.DoesNotContain(Packed, bundle.Html, StringComparison.Ordinal);
        Assert.Null(bundle.Png);
        Assert.DoesNotContain("image/png", session.MimeTypes);
    }

    [Fact]
    public void Without_a_browser_the_figure_says_why_it_has_no_picture()
    {
        Session session = new(bare: false, "No <browser> was found.");

        Assert.Contains("No &lt;browser&gt; was found.", session.Show(First).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("image/png", session.MimeTypes);
    }
}
