using System.Net;
using System.Text.RegularExpressions;

namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>Text on its way into Plotly, which reads labels as a small dialect of HTML.</summary>
internal static partial class Label
{
    /// <summary>
    /// Makes text appear as it is: markup becomes visible characters, a newline becomes a line break, and "%{" names no variable.
    /// </summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("%{", "%&#123;", StringComparison.Ordinal)
        .ReplaceLineEndings("<br>");

    /// <summary>
    /// Escapes, and breaks lines at spaces so that none is longer than <paramref name="width"/> letters where words allow it.
    /// </summary>
    public static string Wrap(string text, int width) => Escape(string.Join('\n', Lines(text, width)));

    public static IReadOnlyList<string> Lines(string text, int width)
    {
        List<string> lines = [];
        foreach (string paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            string line = "";
            foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > width)
                {
                    lines.Add(line);
                    line = word;
                }
                else
                {
                    line = line.Length == 0 ? word : line + " " + word;
                }
            }
            lines.Add(line);
        }
        return lines;
    }

    /// <summary>Blanks that take as much room as a text.</summary>
    public static string Blank(string text) =>
        string.Join("<br>", text.ReplaceLineEndings("\n").Split('\n').Select(line => new string(' ', line.Length)));

    /// <summary>Plain text again, from a label in Plotly's dialect.</summary>
    public static string Plain(string label) => WebUtility.HtmlDecode(Tag().Replace(label, " "));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
