using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace AttractorNotebooks.Plotly.Html;

/// <summary>plotly.js out of its npm package, through the npm client and so through whatever registry its user has set up.</summary>
internal sealed class PlotlyFromNpm : IPlotlyOrigin
{
    private const string Package = $"plotly.js-dist-min@{PlotlyJs.Version}";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Name => "npm";

    public async Task<byte[]> FetchAsync(CancellationToken cancellationToken)
    {
        string npm = FindOnPath() ?? throw new FileNotFoundException("npm is not installed");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("attractor-plotly-");
        try
        {
            await PackAsync(npm, folder.FullName, cancellationToken).ConfigureAwait(false);
            string archive = Directory.EnumerateFiles(folder.FullName, "*.tgz").FirstOrDefault() ?? throw new InvalidDataException("npm pack wrote no package");
            return await UnpackAsync(archive, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static string? FindOnPath()
    {
        string name = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    private static async Task PackAsync(string npm, string folder, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(npm, ["pack", Package, "--silent", "--ignore-scripts"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new IOException("npm did not start");
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token), errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            if (process.ExitCode != 0) throw new IOException($"npm pack ended with code {process.ExitCode}: {LastLine(await errors.ConfigureAwait(false))}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException("npm did not answer in time");
        }
    }

    private static async Task<byte[]> UnpackAsync(string archive, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(archive);
        await using GZipStream unzipped = new(file, CompressionMode.Decompress);
        await using TarReader reader = new(unzipped);
        while (await reader.GetNextEntryAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (entry.Name != "package/plotly.min.js" || entry.DataStream is null) continue;
            using MemoryStream script = new();
            await entry.DataStream.CopyToAsync(script, cancellationToken).ConfigureAwait(false);
            return script.ToArray();
        }
        throw new InvalidDataException($"{Package} contains no plotly.min.js");
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("no message");
}
