using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>The look of every figure: transparent paper and mid-gray ink, so that it reads on white and on black.</summary>
internal static class Theme
{
    /// <summary>About 4:1 against white and against a dark editor; our own HTML replaces it by the page's text colour.</summary>
    public const string Ink = "#7d7d7d";
    public const string GridLine = "rgba(128,128,128,0.22)";
    public const string AxisLine = "rgba(128,128,128,0.6)";
    public const string Fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
    public const int FontSize = 13;

    /// <summary>An average letter's width over the font's size; used to tell whether a label fits.</summary>
    public const double LetterWidth = 0.56;

    public static double TextWidth(string text, double fontSize = FontSize) => text.Length * LetterWidth * fontSize;

    public static JsonObject Text(string label, int size = FontSize) => new() { ["text"] = label, ["font"] = new JsonObject { ["size"] = size } };

    public static JsonObject Layout() => new()
    {
        ["paper_bgcolor"] = "rgba(0,0,0,0)",
        ["plot_bgcolor"] = "rgba(0,0,0,0)",
        ["font"] = new JsonObject { ["family"] = Fonts, ["size"] = FontSize, ["color"] = Ink },
        ["modebar"] = new JsonObject { ["bgcolor"] = "rgba(0,0,0,0)", ["color"] = AxisLine, ["activecolor"] = Ink },
        ["hoverlabel"] = new JsonObject
        {
            ["bgcolor"] = "rgba(35,35,35,0.92)",
            ["bordercolor"] = "rgba(128,128,128,0.6)",
            ["font"] = new JsonObject { ["color"] = "#f2f2f2", ["size"] = FontSize },
        },
    };
}
