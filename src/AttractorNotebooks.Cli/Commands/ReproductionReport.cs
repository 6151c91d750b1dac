using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Files;
using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly;
using AttractorNotebooks.Plotly.Html;
using AttractorNotebooks.Reproductions;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>A paper's companion: all that <c>attractor reproduce</c> found, in one HTML file that works offline.</summary>
/// <param name="work">What computed the results.</param>
/// <param name="results">The rows and aims.</param>
/// <param name="digits">The images.</param>
/// <param name="settings">What was asked: options and their values, and how long it took.</param>
internal sealed class ReproductionReport(
    FigureReproduction work, Reproduction results, DigitData digits, IReadOnlyList<(string Name, string Value)> settings)
{
    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
        table { border-collapse: collapse; display: block; overflow-x: auto; margin: 1rem 0; }
        td, th { padding: .15rem .9rem .15rem 0; text-align: left; border-bottom: 1px solid #8884; font-variant-numeric: tabular-nums; }
        pre { overflow-x: auto; font-size: .8rem; }
        """;

    /// <summary>Writes the report, whole or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Page())));

    private string Page()
    {
        StringBuilder page = new();
        page.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Append($"<title>Published, here, reproduced?</title><style>{Style}</style><script>{PlotlyJs.Read()}</script>")
            .Append("<h1>Published, here, reproduced?</h1><p>F. D'Amico and M. Negri, <i>Self-attention as an attractor network: ")
            .Append("transient memories without backpropagation</i> (2024, arXiv 2409.16112), computed again. ")
            .Append("A value counts as reproduced within 10 % of the published one or ")
            .Append("inside its error bar, as partly reproduced within 30 %.</p>");
        string[] counts = [.. results.Rows.GroupBy(row => row.Reproduced).OrderByDescending(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}")];
        page.Append(CultureInfo.InvariantCulture, $"<p>{results.Rows.Count} results: {string.Join(", ", counts)}.</p>");
        ReproductionFigures figures = new(work, results);
        if (figures.HasCurves) Add(page, "The figure", figures.Curves());
        if (figures.HasPictures) Add(page, "Its pictures", figures.Pictures());
        page.Append("<h2>Every value</h2>").Append(Table.From(results.Rows, Reproduction.Columns).ToHtml());
        if (results.Aims.Count > 0)
            page.Append("<h2>Aims of this project</h2>").Append(Table.From(results.Aims, Reproduction.AimColumns).ToHtml());
        Table how = Table.Of("setting", "value");
        foreach ((string name, string value) in settings) how = how.Row(name, value);
        page.Append("<h2>How</h2>").Append(how
            .Row("training images", $"{digits.Train.Name}: {digits.Train.Provenance}")
            .Row("test images", $"{digits.Test.Name}: {digits.Test.Provenance}")
            .Row("machine",
                $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}")
            .Row("runtime", RuntimeInformation.FrameworkDescription).Row("registers", VectorWidths.Widest.ToString()).ToHtml());
        foreach (PanelCurves panel in work.Panels)
            page.Append(CultureInfo.InvariantCulture, $"<details><summary>Training settings of the {ReproductionFigures.Name(panel)} ")
                .Append("panel</summary><pre>")
                .Append(WebUtility.HtmlEncode(JsonSerializer.Serialize(panel.Panel.Training, Indented))).Append("</pre></details>");
        return page.Append("</html>\n").ToString();
    }

    private static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    private static void Add(StringBuilder page, string title, Figure figure) =>
        page.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2>")
            .Append(FigureHtml.Render(figure.ToJson(), staticPng: null, PlotlySource.Page));
}
