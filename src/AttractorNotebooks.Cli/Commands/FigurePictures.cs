using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly.Html;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>Gives the figures of a notebook a static picture, which stays where scripts are stripped or the network is gone.</summary>
internal sealed class FigurePictures : IAsyncDisposable
{
    private const string HtmlType = "text/html";
    private const string PictureType = "image/png";

    /// <summary>What the HTML of our own figures is recognised by; that of other libraries is left as it is.</summary>
    private const string OwnMark = "data-attractor-figure";

    private readonly StaticPictures _pictures = new();
    private readonly HashSet<string> _told = [];

    /// <summary>Draws every figure of <paramref name="notebook"/> that has no picture yet.</summary>
    public async Task AddAsync(Notebook notebook, CancellationToken cancellation)
    {
        foreach (JsonObject data in notebook.Cells.Where(cell => cell.WasExecuted).SelectMany(cell => cell.Outputs)
            .Select(output => output!["data"]).OfType<JsonObject>())
        {
            if (data[CellOutput.PlotlyType] is not JsonObject figure || data[PictureType] is not null) continue;
            string json = figure.ToJsonString();
            StaticPicture picture = await _pictures.DrawAsync(json, cancellationToken: cancellation).ConfigureAwait(false);
            if (picture.Png is null)
            {
                if (_told.Add(picture.Unavailable ?? "")) Reporter.Remark($"Figures stay without a static picture. {picture.Unavailable}");
                continue;
            }

            string? html = CellOutput.Text(data, HtmlType);
            data[PictureType] = Convert.ToBase64String(picture.Png);
            if (html is not null && html.Contains(OwnMark, StringComparison.Ordinal))
                data[HtmlType] = CellOutput.Lines(FigureHtml.Render(json, picture.Png, PlotlySource.Cdn));
        }
    }

    public ValueTask DisposeAsync() => _pictures.DisposeAsync();
}
