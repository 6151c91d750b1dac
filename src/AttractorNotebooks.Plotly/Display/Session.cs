using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly.Html;

namespace AttractorNotebooks.Plotly.Display;

/// <summary>
/// What the figures shown by one process share: plotly.js, which the first one brings along, and the browser that draws their pictures.
/// </summary>
internal sealed class Session
{
    /// <summary>A transparent point as a PNG file in base64.</summary>
    public const string NoPicture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>Long enough for a browser to start on a busy machine; a cell must not wait for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly bool _bare;
    private readonly string? _missing;
    private readonly Lazy<StaticPictures> _pictures = new(OpenPictures);
    private FigureBundle? _last;
    private string? _carrier;

    /// <param name="bare">Whether figures are written into a file whose maker adds the pictures, and none brings plotly.js along.</param>
    /// <param name="missing">Why there are no pictures; null where a browser is there.</param>
    public Session(bool bare, string? missing) => (_bare, _missing) = (bare, missing);

    /// <summary>The session of this process. ATTRACTOR_FIGURES=bare, which <c>attractor run</c> sets, asks for bare figures.</summary>
    public static Session Current { get; } = new(Environment.GetEnvironmentVariable("ATTRACTOR_FIGURES") == "bare", StaticPictures.Missing);

    public IReadOnlyList<string> MimeTypes => _bare || _missing is not null
        ? [FigureFormatterSource.PlotlyMimeType, FigureFormatterSource.HtmlMimeType]
        : [FigureFormatterSource.PlotlyMimeType, FigureFormatterSource.HtmlMimeType, FigureFormatterSource.PngMimeType];

    /// <summary>The bundle of a figure that is shown now. Its forms are asked for one after another; the figure is drawn once.</summary>
    public FigureBundle Show(string json)
    {
        lock (_gate)
        {
            if (_last?.Json == json) return _last;
            if (_bare) return _last = new FigureBundle(json, FigureHtml.Render(json, null, PlotlySource.Cdn), null);
            // The page may be reloaded and the cell run again: then, too, the one figure brings it that brought it before.
            _carrier ??= json;
            (byte[]? png, string? reason) = _missing is null ? Draw(json) : (null, _missing);
            return _last = new FigureBundle(json, FigureHtml.Render(json, png, _carrier == json ? PlotlySource.Carried : PlotlySource.Cdn,
                reason), png);
        }
    }

    /// <summary>A figure as a file for print, or the reason why there is none.</summary>
    public (byte[]? File, string? Problem) Print(string json, string format, int width, double millimeters) =>
        Task.Run(() => _pictures.Value.PrintAsync(json, format, width, millimeters)).GetAwaiter().GetResult();

    private static StaticPictures OpenPictures()
    {
        StaticPictures pictures = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Task.Run(async () => await pictures.DisposeAsync().ConfigureAwait(false))
            .Wait(Patience);
        return pictures;
    }

    private (byte[]? Png, string? Reason) Draw(string json)
    {
        using CancellationTokenSource patience = new(Patience);
        try
        {
            // On a thread of its own: whoever shows a figure may have a context that waits for this very thread.
            StaticPicture picture = Task.Run(() => _pictures.Value.DrawAsync(json, cancellationToken: patience.Token)).GetAwaiter()
                .GetResult();
            return (picture.Png, picture.Unavailable);
        }
        catch (OperationCanceledException)
        {
            return (null, "The browser did not draw it in time.");
        }
    }
}
