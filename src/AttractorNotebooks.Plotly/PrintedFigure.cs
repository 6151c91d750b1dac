using AttractorNotebooks.Plotly.Display;
using AttractorNotebooks.Plotly.Drawing;
using Plotly.NET;

namespace AttractorNotebooks.Plotly;

/// <summary>Figures as files for a paper.</summary>
internal static class PrintedFigure
{
    // One column of a Physical Review journal, and two; at these widths the text of both layouts comes out at 8 to 9 points.
    private const double Column = 86, TwoColumns = 178;
    private const int WideLayout = 700;

    public static void Save(Figure figure, string path, bool twoColumns)
    {
        ArgumentNullException.ThrowIfNull(path);
        string format = Path.GetExtension(path).TrimStart('.').ToUpperInvariant() switch
        {
            "SVG" => "svg",
            "PDF" => "pdf",
            "PNG" => "png",
            _ => throw new ArgumentException(
                $"{path}: a figure is saved as .svg, .pdf or .png; end the file's name in one of them.", nameof(path)),
        };
        string json = ChartJson.Write(OnPaper(figure.Chart, twoColumns));
        (byte[]? file, string? problem) = Session.Current.Print(
            json, format, twoColumns ? WideLayout : (int)Canvas.Narrow, twoColumns ? TwoColumns : Column);
        if (file is null) throw new IOException($"{path} was not written. {problem}");
        string unfinished = path + ".part";
        File.WriteAllBytes(unfinished, file);
        File.Move(unfinished, path, overwrite: true);
    }

    private static GenericChart OnPaper(GenericChart chart, bool twoColumns)
    {
        Layout layout = GenericChart.getLayout(chart);
        if (!twoColumns && layout.Properties["meta"] is DynamicObj.DynamicObj meta
            && meta.Properties["narrow"] is DynamicObj.DynamicObj narrow)
            layout.With([.. ChartJson.Properties(narrow)]);
        Template look = Theme.Template().With();
        ((Layout)look.Properties["layout"]).With(
            ("paper_bgcolor", "#fff"),
            // On a screen it is larger; a journal wants all text of one size.
            ("title", Objects.New<Title>(("x", 0.5), ("font", Objects.New<Font>(("size", Theme.FontSize))))),
            ("font", Objects.New<Font>(("family", "Helvetica, Arial, sans-serif"), ("size", Theme.FontSize), ("color", "#000"))));
        return GenericChart.setLayout(layout.With(("template", look)), chart);
    }
}
