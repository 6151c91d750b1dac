using System.Text;
using PuppeteerSharp;

namespace AttractorNotebooks.Pictures;

/// <summary>
/// Draws figures as pictures with the real plotly.js in the browser of this machine. One page of one browser serves any number of figures;
/// it opens with the first one. Where there is no browser, or drawing fails, the answer is a reason and not an exception.
/// </summary>
public sealed class StaticPictures : IAsyncDisposable
{
    private const string Draw =
        """
        (figure, format, width, scale) => {
          const { data, layout, config } = JSON.parse(figure);
          return Plotly.toImage({ data, layout, config }, { format, width, height: layout?.height ?? 450, scale });
        }
        """;

    private const double CssPixelsPerInch = 96, MillimetersPerInch = 25.4, DotsPerInch = 600;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private BrowserFolder? _folder;
    private IBrowser? _browser;
    private IPage? _page;
    private string? _unavailable;

    /// <summary>Why this machine draws no pictures, and the way out; null where it has a browser.</summary>
    public static string? Missing => BrowserFinder.Find().Problem;

    /// <summary>Draws one figure.</summary>
    /// <param name="figureJson">A Plotly figure: a JSON object with data and layout. Its height is the layout's, 450 pixels by
    /// default.</param>
    /// <param name="width">The picture's width in CSS pixels, 100 to 4000.</param>
    /// <param name="scale">Pixels of the file per CSS pixel, above 0 and at most 4.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<StaticPicture> DrawAsync(string figureJson, int width = 800, double scale = 1.5,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(figureJson);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 4000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 4);

        (byte[]? png, string? problem) = await OnPageAsync(page => ImageAsync(page, figureJson, "png", width, scale), cancellationToken)
            .ConfigureAwait(false);
        return png is null ? new(null, problem) : new(Png.Reduce(png), null);
    }

    /// <summary>Draws one figure for print.</summary>
    /// <param name="figureJson">A Plotly figure, as for <see cref="DrawAsync"/>.</param>
    /// <param name="format">svg, pdf, or png with 600 dots an inch.</param>
    /// <param name="width">The width that the figure is laid out for, in CSS pixels.</param>
    /// <param name="millimeters">The width that it is printed at.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The file's bytes, or the reason why there are none.</returns>
    public Task<(byte[]? File, string? Problem)> PrintAsync(string figureJson, string format, int width, double millimeters,
        CancellationToken cancellationToken = default)
    {
        double inches = millimeters / MillimetersPerInch;
        return OnPageAsync(
            async page =>
            {
                if (format == "png")
                    return await ImageAsync(page, figureJson, "png", width, inches * DotsPerInch / width).ConfigureAwait(false);
                byte[] drawing = await ImageAsync(page, figureJson, "svg", width, inches * CssPixelsPerInch / width).ConfigureAwait(false);
                return format == "svg" ? drawing : await PdfAsync(page, drawing).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>Closes the browser.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await QuietlyAsync(_browser.CloseAsync).ConfigureAwait(false);
        _browser?.Dispose();
        _folder?.Dispose();
        _turn.Dispose();
    }

    private async Task<(byte[]? File, string? Problem)> OnPageAsync(Func<IPage, Task<byte[]>> draw, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_unavailable is not null) return (null, _unavailable);
            try
            {
                _page ??= await OpenPageAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is PuppeteerException or IOException or UnauthorizedAccessException or TimeoutException)
            {
                _unavailable = $"The browser could not be used: {FirstLine(error)}";
            }
            if (_page is null) return (null, _unavailable);
            try
            {
                return (await draw(_page).WaitAsync(Patience, cancellationToken).ConfigureAwait(false), null);
            }
            catch (Exception error) when (error is PuppeteerException or TimeoutException or FormatException or InvalidDataException)
            {
                // The page may be stuck in this figure; the next one gets a new page.
                await QuietlyAsync(() => _page.CloseAsync()).ConfigureAwait(false);
                _page = null;
                return (null, $"The figure could not be drawn: {FirstLine(error)}");
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task<byte[]> ImageAsync(IPage page, string figureJson, string format, int width, double scale)
    {
        string address = await page.EvaluateFunctionAsync<string>(Draw, figureJson, format, width, scale).ConfigureAwait(false);
        string data = address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..];
        return format == "svg" ? Encoding.UTF8.GetBytes(Uri.UnescapeDataString(data)) : Convert.FromBase64String(data);
    }

    /// <summary>A page of exactly the drawing's size.</summary>
    private static async Task<byte[]> PdfAsync(IPage page, byte[] drawing)
    {
        const string Show = "svg => { document.body.innerHTML = svg; document.body.style.margin = 0; const box = "
            + "document.body.firstElementChild; box.style.display = 'block'; return [box.width.baseVal.value, box.height.baseVal.value]; }";
        decimal[] size = await page.EvaluateFunctionAsync<decimal[]>(Show, Encoding.UTF8.GetString(drawing)).ConfigureAwait(false);
        // Rounded up, lest a part of a pixel make a second page.
        byte[] pdf = await page.PdfDataAsync(new PdfOptions
        {
            Width = decimal.Ceiling(size[0]),
            Height = decimal.Ceiling(size[1]) + 1,
            PrintBackground = true
        }).ConfigureAwait(false);
        await page.EvaluateExpressionAsync("document.body.innerHTML = ''").ConfigureAwait(false);
        return pdf;
    }

    private async Task<IPage?> OpenPageAsync(CancellationToken cancellationToken)
    {
        if (_browser is not { IsConnected: true })
        {
            (string? program, _unavailable) = BrowserFinder.Find();
            if (program is null) return null;
            _folder ??= new BrowserFolder();
            _browser = await Puppeteer.LaunchAsync(Options(program)).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        }
        // A file beside its script opens at once; sent over the connection, the 3.6 MB of the script take seconds.
        IPage opened = await _browser.NewPageAsync().WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        await opened.GoToAsync(_folder!.Page).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        // Figures come from notebooks, and those from anywhere: the page that draws them has no network.
        await opened.SetOfflineModeAsync(true).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        return opened;
    }

    private LaunchOptions Options(string program) => new()
    {
        ExecutablePath = program,
        // No open port, and the browser ends when this process does, however it ends.
        Pipe = !OperatingSystem.IsWindows(),
        UserDataDir = _folder!.Profile,
        Args = BrowserFinder.Arguments,
    };

    private static async Task QuietlyAsync(Func<Task> close)
    {
        try
        {
            await close().WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is PuppeteerException or IOException or TimeoutException or ObjectDisposedException)
        {
            // It has gone already, or goes with its browser.
        }
    }

    private static string FirstLine(Exception error) => error.Message.Split('\n', 2)[0].Trim();
}
