using PuppeteerSharp;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace AttractorNotebooks.Pictures;

/// <summary>A page at work as a GIF, by the browser of this machine.</summary>
public static class MovingPicture
{
    private const int Colors = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Opens a page, and takes a picture after each of several scripts.</summary>
    /// <param name="html">The page; it reaches no network.</param>
    /// <param name="frames">Expressions to evaluate in it, promises too, and for how long the picture after each is shown.</param>
    /// <param name="width">Of the page's window, in CSS pixels.</param>
    /// <param name="height">Of the page's window, in CSS pixels.</param>
    /// <param name="scale">Pixels of the picture per CSS pixel.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The GIF file's bytes; it repeats for ever.</returns>
    /// <exception cref="IOException">There is no browser, or it fails; says which.</exception>
    public static async Task<byte[]> RecordAsync(
        string html, IReadOnlyList<(string Script, TimeSpan Shown)> frames, int width, int height, double scale,
        CancellationToken cancellation = default)
    {
        (string? program, string? problem) = BrowserFinder.Find();
        if (program is null) throw new IOException(problem);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("attractor-moving-");
        try
        {
            string page = Path.Combine(folder.FullName, "page.html");
            await File.WriteAllTextAsync(page, html, cancellation).ConfigureAwait(false);
            using IBrowser browser = await Puppeteer.LaunchAsync(new LaunchOptions
            {
                ExecutablePath = program,
                Args = BrowserFinder.Arguments,
                UserDataDir = Path.Combine(folder.FullName, "profile"),
                DefaultViewport = new ViewPortOptions { Width = width, Height = height, DeviceScaleFactor = scale },
            }).WaitAsync(Patience, cancellation).ConfigureAwait(false);
            IPage opened = await browser.NewPageAsync().WaitAsync(Patience, cancellation).ConfigureAwait(false);
            await opened.SetOfflineModeAsync(true).ConfigureAwait(false);
            await opened.GoToAsync(new Uri(page).AbsoluteUri).WaitAsync(Patience, cancellation).ConfigureAwait(false);
            List<byte[]> pictures = [];
            foreach ((string script, _) in frames)
            {
                await opened.EvaluateExpressionAsync(script).WaitAsync(Patience, cancellation).ConfigureAwait(false);
                pictures.Add(await opened.ScreenshotDataAsync().WaitAsync(Patience, cancellation).ConfigureAwait(false));
            }
            await browser.CloseAsync().ConfigureAwait(false);
            return Join(pictures, [.. frames.Select(frame => frame.Shown)]);
        }
        catch (Exception error) when (error is PuppeteerException or TimeoutException)
        {
            throw new IOException($"The browser could not show the page: {error.Message.Split('\n', 2)[0].Trim()}", error);
        }
        finally
        {
            await DeleteAsync(folder).ConfigureAwait(false);
        }
    }

    /// <summary>Pictures of one size as a GIF in which each one holds only what has changed.</summary>
    internal static byte[] Join(IReadOnlyList<byte[]> pictures, IReadOnlyList<TimeSpan> shown)
    {
        using Image<Rgba32> film = Image.Load<Rgba32>(pictures[0]);
        using Image<Rgba32> before = film.Clone();
        for (int k = 1; k < pictures.Count; k++)
        {
            using Image<Rgba32> now = Image.Load<Rgba32>(pictures[k]);
            using Image<Rgba32> change = now.Clone();
            for (int y = 0; y < now.Height; y++)
                for (int x = 0; x < now.Width; x++)
                    if (now[x, y] == before[x, y]) change[x, y] = default;
                    else before[x, y] = now[x, y];
            film.Frames.AddFrame(change.Frames.RootFrame);
        }
        film.Metadata.GetGifMetadata().RepeatCount = 0;
        for (int k = 0; k < film.Frames.Count; k++)
        {
            GifFrameMetadata frame = film.Frames[k].Metadata.GetGifMetadata();
            (frame.FrameDelay, frame.DisposalMethod) = ((int)(shown[k].TotalMilliseconds / 10), GifDisposalMethod.NotDispose);
        }
        using MemoryStream file = new();
        film.SaveAsGif(file, new GifEncoder
        {
            ColorTableMode = GifColorTableMode.Local,
            Quantizer = new WuQuantizer(new QuantizerOptions { MaxColors = Colors, Dither = null }),
        });
        return file.ToArray();
    }

    // A browser that is slow to end still holds its profile for a moment.
    private static async Task DeleteAsync(DirectoryInfo folder)
    {
        for (int attempt = 0; attempt < 5; attempt++)
        {
            try
            {
                folder.Delete(recursive: true);
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(200, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
