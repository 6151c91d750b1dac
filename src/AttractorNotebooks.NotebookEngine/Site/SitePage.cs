using System.Globalization;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>A notebook on its way to a page.</summary>
/// <param name="Notebook">The executed notebook.</param>
/// <param name="Path">The page's path below the site's folder, without ending and with <c>/</c> between folders.</param>
/// <param name="SourceFolder">The folder that the notebook lies in, where its pictures are.</param>
public sealed record SitePage(Notebook Notebook, string Path, string SourceFolder)
{
    /// <summary>The notebook's first heading, or its name.</summary>
    public string Title { get; } = Notebook.Cells.Where(cell => cell.Kind == "markdown").Select(cell => Prose.Title(cell.Source))
        .FirstOrDefault(title => title is not null) ?? Notebook.Name;

    /// <summary>What the page of contents says about it.</summary>
    internal SiteCard Card { get; } = SiteCard.Of(Notebook);

    /// <summary>Its facts in a line, such as how long it takes to read.</summary>
    public string Facts { get => field ?? string.Create(CultureInfo.InvariantCulture, $"{Card.Minutes} min"); init; }

    /// <summary>Whether it has code.</summary>
    public bool HasCode => Notebook.Cells.Any(cell => cell.IsCode && cell.Source.Length > 0);

    /// <summary>A page of plain Markdown.</summary>
    /// <param name="markdown">Its text.</param>
    /// <param name="path">The page's path below the site's folder, without ending and with <c>/</c> between folders.</param>
    /// <param name="sourceFolder">The folder that the file lies in.</param>
    public static SitePage OfMarkdown(string markdown, string path, string sourceFolder)
    {
        const string Empty = """
            {"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"id":"text","cell_type":"markdown","metadata":{},"source":[]}]}
            """;
        Notebook notebook = Notebook.Parse(Empty, path + ".ipynb");
        notebook.Cells[0].Source = markdown;
        return new SitePage(notebook, path, sourceFolder);
    }

    /// <summary>Whether plotly.js has something to draw on the page.</summary>
    public bool HasFigure =>
        Notebook.Cells.Any(cell => cell.IsCode && cell.Outputs.Any(output => output?["data"]?[CellOutput.PlotlyType] is not null));

    /// <summary>Whether KaTeX has something to set on the page.</summary>
    public bool HasFormula => Notebook.Cells.Any(cell => cell.Kind == "markdown" && cell.Source.Contains('$', StringComparison.Ordinal));

    /// <summary>Whether a cell ended with an error.</summary>
    public bool HasFailed =>
        Notebook.Cells.Any(cell => cell.IsCode && !cell.MayFail
            && cell.Outputs.Any(output => MultilineText.AsString(output?["output_type"]) == "error"));
}
