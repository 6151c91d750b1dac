using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>
/// A whole document that an output carries in a frame: in a site it becomes a file that is read when it is seen.
/// </summary>
/// <param name="Title">What the frame is called.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="Document">The document.</param>
internal sealed partial record EmbeddedPage(string Title, int Height, string Document)
{
    private const int UsualHeight = 600;

    /// <summary>The frame that <paramref name="markup"/> is; null when it is anything else.</summary>
    public static EmbeddedPage? Read(string markup)
    {
        if (Frame().Match(markup) is not { Success: true } frame) return null;
        string tag = frame.Groups["before"].Value + frame.Groups["after"].Value;
        Match pixels = Pixels().Match(tag), name = Name().Match(tag);
        int height = pixels.Success ? int.Parse(pixels.Groups[1].Value, CultureInfo.InvariantCulture) : UsualHeight;
        string title = name.Success ? WebUtility.HtmlDecode(name.Groups[1].Value) : "Frame";
        return new EmbeddedPage(title, height, WebUtility.HtmlDecode(frame.Groups["document"].Value));
    }

    /// <summary>
    /// The frame on a page. Its scripts run apart from the page, in an origin of their own, so that a document from a
    /// file may be shown.
    /// </summary>
    /// <param name="address">Where the document lies.</param>
    /// <param name="isLate">Whether the page's script sets the address once the page is drawn.</param>
    public string ToHtml(string address, bool isLate = false) => string.Create(
        CultureInfo.InvariantCulture,
        $"<iframe title=\"{PageText.Encode(Title)}\" class=\"frame\" sandbox=\"allow-scripts allow-downloads allow-modals\" "
        + $"allow=\"clipboard-write\" loading=\"lazy\" height=\"{Height}\" {(isLate ? "data-src" : "src")}=\"{address}\"></iframe>");

    [GeneratedRegex("^\\s*<iframe\\b(?<before>[^<>]*?)\\ssrcdoc=\"(?<document>[^\"]*)\"(?<after>[^<>]*)></iframe>\\s*$")]
    private static partial Regex Frame();

    [GeneratedRegex(@"height:\s*(\d{1,4})px")]
    private static partial Regex Pixels();

    [GeneratedRegex("\\btitle=\"([^\"]*)\"")]
    private static partial Regex Name();
}
