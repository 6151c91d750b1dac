using AttractorNotebooks.Plotly.Drawing;
using AttractorNotebooks.Plotly.Html;
using Microsoft.Playwright;

namespace AttractorNotebooks.Pictures;

/// <summary>
/// Draws figures as pictures with the real plotly.js in the browser of this machine. One browser serves any number of figures; it
/// starts with the first one. Where browser or plotly.js is missing, or drawing fails, the answer is a reason and not an exception.
/// </summary>
public sealed class StaticPictures : IAsyncDisposable
{
    private const string Draw =
        """
        ([figure, width, scale]) => {
          const { data, layout, config } = JSON.parse(figure);
          return Plotly.toImage({ data, layout, config }, { format: 'png', width, height: layout?.height ?? 450, scale });
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly IProgress<string>? progress;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private IPage? page;
    private string? script;
    private string? unavailable;

    /// <summary>Prepares pictures; nothing is started yet.</summary>
    /// <param name="progress">Is told of slow steps, such as fetching plotly.js.</param>
    public StaticPictures(IProgress<string>? progress = null) => this.progress = progress;

    /// <summary>Draws one figure.</summary>
    /// <param name="figureJson">A Plotly figure: a JSON object with data and layout. Its height is the layout's, 450 pixels by default.</param>
    /// <param name="width">The picture's width in CSS pixels, 100 to 4000.</param>
    /// <param name="scale">Pixels of the file per CSS pixel, above 0 and at most 4.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<StaticPicture> DrawAsync(string figureJson, int width = 800, double scale = 1.5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(figureJson);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 4000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 4);

        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (unavailable is not null) return new(null, unavailable);
            try
            {
                page ??= await OpenPageAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is PlaywrightException or IOException or TimeoutException)
            {
                unavailable = $"The browser could not be used: {FirstLine(error)}";
            }
            if (page is null) return new(null, unavailable);
            return await DrawAsync(page, figureJson, width, scale, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Closes the browser.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (browser is not null) await browser.CloseAsync().ConfigureAwait(false);
        }
        catch (PlaywrightException)
        {
            // It has gone already.
        }
        playwright?.Dispose();
        turn.Dispose();
    }

    private async Task<StaticPicture> DrawAsync(IPage on, string figureJson, int width, double scale, CancellationToken cancellationToken)
    {
        try
        {
            string address = await on.EvaluateAsync<string>(Draw, new object[] { figureJson, width, scale }).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
            return new(Shrink(Convert.FromBase64String(address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..])), null);
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException or FormatException or InvalidDataException)
        {
            // The page may be stuck in this figure; the next one gets a new page.
            await CloseAsync(on).ConfigureAwait(false);
            page = null;
            return new(null, $"The figure could not be drawn: {FirstLine(error)}");
        }
    }

    // A notebook carries its pictures for ever: 256 colours are enough for a figure, and a fifth of the bytes.
    private static byte[] Shrink(byte[] png)
    {
        RgbaImage image = RgbaImage.Read(png);
        (byte[] palette, byte[] places) = Quantiser.Reduce(image.Pixels);
        return Png.EncodeIndexed(places, image.Height, image.Width, palette);
    }

    private async Task<IPage?> OpenPageAsync(CancellationToken cancellationToken)
    {
        if (browser is null or { IsConnected: false })
        {
            (string? program, unavailable) = BrowserFinder.Find();
            if (program is null) return null;
            script ??= await FindScriptAsync(cancellationToken).ConfigureAwait(false);
            if (script is null) return null;
            playwright ??= await Playwright.CreateAsync().WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
            browser = await playwright.Chromium.LaunchAsync(Options(program)).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        }
        // Figures come from notebooks, and those from anywhere: the page that draws them has no network.
        IPage opened = await browser.NewPageAsync(new() { Offline = true }).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        await opened.SetContentAsync("<!doctype html><html><body></body></html>").WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        await opened.AddScriptTagAsync(new() { Content = script }).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        return opened;
    }

    private async Task<string?> FindScriptAsync(CancellationToken cancellationToken)
    {
        LastMessage last = new(progress);
        string? found = await PlotlyJs.GetAsync(last, cancellationToken).ConfigureAwait(false);
        if (found is null) unavailable = last.Message;
        return found;
    }

    private static BrowserTypeLaunchOptions Options(string program) => new()
    {
        ExecutablePath = program,
        Headless = true,
        // In a container, where everything runs as root, Chromium has no sandbox of its own.
        ChromiumSandbox = false,
        Args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    };

    private static async Task CloseAsync(IPage page)
    {
        try
        {
            await page.CloseAsync().WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            // It goes with the browser.
        }
    }

    private static string FirstLine(Exception error) => error.Message.Split('\n', 2)[0].Trim();

    private sealed class LastMessage(IProgress<string>? progress) : IProgress<string>
    {
        public string? Message { get; private set; }

        public void Report(string value)
        {
            Message = value;
            progress?.Report(value);
        }
    }
}
