using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>The KaTeX that pages are made for: one version, known by its hash, never part of this project's files.</summary>
public static class KatexPackage
{
    private const string Version = "0.19.1";

    /// <summary>The SHA-512 that npm states for the package.</summary>
    private const string Integrity = "jG8uKntjSEcm2EpQOh0XturpPuuC9r3Sq5HLHdsFdWZT27E672SF19QEi+of0/YeOy15lDgRhKvr5614uRrEfA==";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The package from the user's cache, or through npm where that is installed; null, with a reason, where it cannot be had.
    /// </summary>
    /// <param name="progress">Is told what is done and what is missing.</param>
    /// <param name="cancellation">Stops the download.</param>
    public static async Task<byte[]?> GetAsync(IProgress<string> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        string cache = UserCache.Folder("katex");
        string file = Path.Combine(cache, $"katex-{Version}.tgz");
        try
        {
            if (File.Exists(file) && await File.ReadAllBytesAsync(file, cancellation).ConfigureAwait(false) is var cached
                && IsGenuine(cached)) return cached;
            progress.Report($"Fetching KaTeX {Version} from npm");
            Directory.CreateDirectory(cache);
            byte[] fetched = await FetchAsync(cache, cancellation).ConfigureAwait(false);
            if (!IsGenuine(fetched)) throw new InvalidDataException("what npm sent has another hash");
            await WholeFile.WriteAsync(file, fetched, cancellation).ConfigureAwait(false);
            return fetched;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or Win32Exception
            or TimeoutException)
        {
            progress.Report($"Formulas are shown as they were typed: KaTeX {Version} is not on this machine and could not be fetched "
                + $"({error.Message}). Install npm and connect to the network once.");
            return null;
        }
    }

    /// <summary>Unpacks what pages need into <paramref name="folder"/>: the script, the style sheet, the fonts.</summary>
    internal static async Task UnpackAsync(byte[] package, string folder, CancellationToken cancellation)
    {
        const string Root = "package/dist/";
        using MemoryStream packed = new(package);
        using GZipStream unzipped = new(packed, CompressionMode.Decompress);
        using TarReader reader = new(unzipped);
        while (await reader.GetNextEntryAsync(cancellationToken: cancellation).ConfigureAwait(false) is { } entry)
        {
            string name = entry.Name.StartsWith(Root, StringComparison.Ordinal) ? entry.Name[Root.Length..] : "";
            bool isFont = name.StartsWith("fonts/", StringComparison.Ordinal) && name.EndsWith(".woff2", StringComparison.Ordinal);
            if (entry.DataStream is null || !(isFont || name is "katex.min.js" or "katex.min.css")) continue;
            using MemoryStream content = new();
            await entry.DataStream.CopyToAsync(content, cancellation).ConfigureAwait(false);
            // The package is known by its hash, so its names are too; still, nothing leaves the folder.
            string target = isFont ? Path.Combine(folder, "fonts", Path.GetFileName(name)) : Path.Combine(folder, Path.GetFileName(name));
            await WholeFile.WriteAsync(target, content.ToArray(), cancellation).ConfigureAwait(false);
        }
    }

    private static bool IsGenuine(byte[] package) => Convert.ToBase64String(SHA512.HashData(package)) == Integrity;

    private static async Task<byte[]> FetchAsync(string cache, CancellationToken cancellation)
    {
        string name = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        string npm = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists) ?? throw new FileNotFoundException("npm is not installed");
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(cache, Path.GetRandomFileName()));
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        ProcessStartInfo start = new(npm, ["pack", $"katex@{Version}", "--silent", "--ignore-scripts"])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new IOException("npm did not start");
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            string? archive = Directory.EnumerateFiles(folder.FullName, "*.tgz").FirstOrDefault();
            if (archive is null) throw new IOException($"npm ended with code {process.ExitCode}: "
                + $"{(await errors.ConfigureAwait(false)).Split('\n').LastOrDefault(line => line.Trim().Length > 0)}");
            return await File.ReadAllBytesAsync(archive, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException("npm did not answer in time");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
