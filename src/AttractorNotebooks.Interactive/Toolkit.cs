using System.Runtime.InteropServices;
using System.Text.Json;
using AttractorNotebooks.Data;
using AttractorNotebooks.Learning;
using static System.FormattableString;

namespace AttractorNotebooks.Interactive;

/// <summary>What there is to work with: version, images, machine, chapters.</summary>
/// <param name="Facts">Names and what is to be said of them.</param>
/// <param name="Chapters">Titles of the chapters and their files, relative to the notebook; empty where they are not found.</param>
internal sealed record Toolkit(IReadOnlyList<(string Name, string Value)> Facts, IReadOnlyList<(string Title, string Link)> Chapters)
{
    public const string Directive = "#!attractor";

    /// <summary>Looks around from a notebook's folder; reads no images and asks no network.</summary>
    public static Toolkit Find(string folder) => new(
        [
            ("version", $"AttractorNotebooks {TrainedNetwork.LibraryVersion} on {RuntimeInformation.FrameworkDescription}"),
            ("images", Images(DigitSettings.FromEnvironment())),
            ("threads", Invariant($"{new WorkerPool().Threads}")),
            ("instruction set", InstructionSet),
        ],
        FindChapters(folder));

    public static string Images(DigitSettings settings) => settings.Data?.Trim() switch
    {
        "generated" => "generated digits, by ATTRACTOR_DATA",
        null or "" or "auto" or "mnist" => MnistFolder.IsComplete(settings.Cache)
            ? "MNIST, in the cache"
            : "none on this machine yet: Digits.Open() downloads MNIST, or draws digits itself",
        string folder => MnistFolder.IsComplete(folder)
            ? "the folder that ATTRACTOR_DATA names"
            : "ATTRACTOR_DATA names a folder that lacks some of the four files of MNIST",
    };

    private static string InstructionSet => VectorWidths.Widest switch
    {
        VectorWidth.Scalar => $"no vectors ({RuntimeInformation.ProcessArchitecture})",
        VectorWidth width => Invariant($"vectors of {32 * (int)width} bits: {Names(width)}"),
    };

    private static string Names(VectorWidth width) => RuntimeInformation.ProcessArchitecture is Architecture.Arm64
        ? "Advanced SIMD"
        : width switch { VectorWidth.Bits512 => "AVX-512", VectorWidth.Bits256 => "AVX2", _ => "SSE" };

    private static (string Title, string Link)[] FindChapters(string folder)
    {
        for (DirectoryInfo? place = new(folder); place is not null; place = place.Parent)
            foreach (string candidate in new[] { place.FullName, Path.Combine(place.FullName, "notebooks") })
                if (File.Exists(Path.Combine(candidate, "00-start-here.ipynb")))
                    return [.. Directory.EnumerateFiles(candidate, "??-*.ipynb").Order(StringComparer.Ordinal)
                        .Select(file => (Title(file), Path.GetRelativePath(folder, file).Replace('\\', '/')))];
        return [];
    }

    private static string Title(string file)
    {
        using FileStream stream = File.OpenRead(file);
        using JsonDocument notebook = JsonDocument.Parse(stream);
        JsonElement source = notebook.RootElement.GetProperty("cells")[0].GetProperty("source");
        string first = (source.ValueKind == JsonValueKind.Array ? source[0] : source).GetString()!;
        return first.Split('\n')[0].TrimStart('#', ' ');
    }
}
