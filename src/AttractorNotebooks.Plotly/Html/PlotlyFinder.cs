using System.Security.Cryptography;
using System.Text;

namespace AttractorNotebooks.Plotly.Html;

/// <summary>Finds plotly.js on this machine or fetches it, and keeps what it fetched.</summary>
/// <param name="settings">Where to look.</param>
/// <param name="integrity">The hash that a cached or fetched script must have.</param>
/// <param name="origins">Where to fetch from, in this order.</param>
internal sealed class PlotlyFinder(PlotlySettings settings, string integrity, IReadOnlyList<IPlotlyOrigin> origins)
{
    private string CacheFile => Path.Combine(settings.Cache, $"plotly-{PlotlyJs.Version}.min.js");

    public async Task<string?> FindAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        // A file that the user named is the user's choice: another version, or a patched one, is welcome.
        if (!string.IsNullOrWhiteSpace(settings.File)) return await ReadNamedAsync(settings.File, cancellationToken).ConfigureAwait(false);

        if (await ReadCacheAsync(progress, cancellationToken).ConfigureAwait(false) is { } cached) return Encoding.UTF8.GetString(cached);
        List<string> failures = [];
        foreach (IPlotlyOrigin origin in origins)
        {
            progress?.Report($"Fetching plotly.js {PlotlyJs.Version} from {origin.Name}");
            try
            {
                byte[] script = await origin.FetchAsync(cancellationToken).ConfigureAwait(false);
                if (!IsGenuine(script)) throw new InvalidDataException($"what it sent ({script.Length} bytes) is not plotly.js {PlotlyJs.Version}: its hash is another");
                Keep(script, progress);
                return Encoding.UTF8.GetString(script);
            }
            catch (Exception error) when (error is IOException or InvalidDataException or HttpRequestException or TimeoutException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
            {
                failures.Add($"{origin.Name}: {error.Message}");
            }
        }
        progress?.Report(
            $"plotly.js {PlotlyJs.Version} is not on this machine and could not be fetched ({string.Join("; ", failures)}). "
            + $"Connect to the network once, or get plotly.min.js from the npm package plotly.js-dist-min and name the file in ATTRACTOR_PLOTLY_JS.");
        return null;
    }

    private static async Task<string> ReadNamedAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"ATTRACTOR_PLOTLY_JS names {file}, which can't be read: {error.Message} Correct or unset it.", error);
        }
    }

    private async Task<byte[]?> ReadCacheAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        try
        {
            byte[] script = await File.ReadAllBytesAsync(CacheFile, cancellationToken).ConfigureAwait(false);
            if (IsGenuine(script)) return script;
            progress?.Report($"{CacheFile} is damaged and will be replaced");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Not there, or not readable: it is fetched as if it were not there.
        }
        return null;
    }

    private bool IsGenuine(byte[] script) => "sha384-" + Convert.ToBase64String(SHA384.HashData(script)) == integrity;

    private void Keep(byte[] script, IProgress<string>? progress)
    {
        string unfinished = $"{CacheFile}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(settings.Cache);
            using (FileStream file = new(unfinished, FileMode.CreateNew))
            {
                file.Write(script);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, CacheFile, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            progress?.Report($"plotly.js could not be kept in {settings.Cache} ({error.Message}); it will be fetched again next time");
            Discard(unfinished);
        }
    }

    private static void Discard(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The message above has told what is wrong with the folder.
        }
    }
}
