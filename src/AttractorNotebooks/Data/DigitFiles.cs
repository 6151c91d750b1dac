using System.Text.RegularExpressions;

namespace AttractorNotebooks.Data;

/// <summary>The four IDX files of a data set, found in a folder under any of their usual names.</summary>
/// <param name="Paths">Training images and labels, test images and labels.</param>
/// <param name="Set">What stands before the names, such as <c>emnist-letters</c>; empty for MNIST.</param>
/// <param name="PassedOver">Which files were not taken because others of the same meaning were there, in words; null for none.</param>
internal sealed partial record DigitFiles(IReadOnlyList<string> Paths, string Set, string? PassedOver)
{
    private static readonly string[] Parts = ["train-images", "train-labels", "t10k-images", "t10k-labels"];

    /// <summary>Finds the files.</summary>
    /// <param name="folder">
    /// The folder itself, its <c>raw</c>, or the one subfolder that has a <c>raw</c>, as torchvision makes them. Where a folder
    /// has several sets, its path followed by the name of one of them.
    /// </param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">One of the four files is missing.</exception>
    /// <exception cref="IOException">It is a file, or holds several sets.</exception>
    public static DigitFiles Find(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(full)) throw new IOException($"'{folder}' is a file. Name the folder that holds the four IDX files.");
        string? set = null;
        if (!Directory.Exists(full))
        {
            string above = Path.GetDirectoryName(full) ?? full, last = Path.GetFileName(full);
            if (!Directory.Exists(above) || !Found(above).Any(file => Same(file.Set, last)))
                throw new DirectoryNotFoundException(
                    $"There is no folder '{folder}'. Name the folder that holds the four IDX files of MNIST.");
            (full, set) = (above, last);
        }
        string place = set == null ? Place(full) : full;
        string[] sets = [.. Found(place).Select(file => file.Set).Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase)];
        set ??= sets.Length < 2 || sets[0].Length == 0
            ? sets.FirstOrDefault("")
            : throw new IOException(
                $"'{folder}' holds several sets: {string.Join(", ", sets)}. Name one after the folder: {Path.Combine(place, sets[0])}");
        return Choose(folder, set, [.. Found(place).Where(file => Same(file.Set, set))]);
    }

    /// <summary>Whether a folder, its <c>raw</c>, or a subfolder's <c>raw</c> has any IDX file under its usual name.</summary>
    public static bool AreIn(string folder) =>
        new[] { folder, Path.Combine(folder, "raw") }.Concat(Directory.EnumerateDirectories(folder)
            .Select(below => Path.Combine(below, "raw")))
        .Any(place => Directory.Exists(place) && Found(place).Any());

    private static DigitFiles Choose(string folder, string set, IReadOnlyList<FoundFile> found)
    {
        List<string> paths = [], passedOver = [];
        foreach (string part in Parts)
        {
            FoundFile[] files = [.. found.Where(file => file.Part == part).OrderBy(file => file.Rank)
                .ThenBy(file => file.Path, StringComparer.Ordinal)];
            if (files.Length == 0) throw Missing(folder, set, part, found);
            paths.Add(files[0].Path);
            if (files.Length > 1) passedOver.Add(
                $"{Path.GetFileName(files[0].Path)} was taken, not "
                    + $"{string.Join(" or ", files[1..].Select(file => Path.GetFileName(file.Path)))} beside it");
        }
        return new DigitFiles(paths, set, passedOver.Count == 0 ? null : string.Join("; ", passedOver));
    }

    private static FileNotFoundException Missing(string folder, string set, string part, IReadOnlyList<FoundFile> found)
    {
        string stem = set.Length == 0 ? part : $"{set}-{part}", rank = part.EndsWith("images", StringComparison.Ordinal) ? "3" : "1";
        string there = found.Count == 0
            ? "It has no IDX files under their usual names."
            : $"It has {string.Join(", ", found.Select(file => Path.GetFileName(file.Path)).Order(StringComparer.Ordinal))}.";
        return new FileNotFoundException(
            $"The folder '{folder}' has no {stem}-idx{rank}-ubyte.gz, packed or not. All four files are needed: images and labels for "
                + $"training and test. {there}");
    }

    private static string Place(string folder)
    {
        if (Found(folder).Any()) return folder;
        string raw = Path.Combine(folder, "raw");
        if (Directory.Exists(raw) && Found(raw).Any()) return raw;
        string[] below = [.. Directory.EnumerateDirectories(folder).Select(inner => Path.Combine(inner, "raw"))
            .Where(inner => Directory.Exists(inner) && Found(inner).Any()).Order(StringComparer.Ordinal)];
        return below.Length < 2
            ? below.FirstOrDefault(folder)
            : throw new IOException($"'{folder}' holds several sets of images: name one of {string.Join(", ", below)}.");
    }

    private static IEnumerable<FoundFile> Found(string folder) =>
        Directory.EnumerateFiles(folder).Select(path => (Path: path, Match: Name().Match(System.IO.Path.GetFileName(path))))
        .Where(file => file.Match.Success).Select(file => new FoundFile(file.Path, file.Match));

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"^(?:(?<set>.*?)[-_.])?(?<part>train|t10k|test)[-_.](?<what>images|labels)[-_.]idx[1-3]"
            + @"[-_.](?:u?byte|short|int)(?<packed>\.gz)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    private sealed record FoundFile(string Path, string Set, string Part, int Rank)
    {
        public FoundFile(string path, Match match)
            : this(path, match.Groups["set"].Value, PartOf(match),
                (Same(match.Groups["part"].Value, "test") ? 2 : 0) + (match.Groups["packed"].Success ? 0 : 1))
        {
        }

        private static string PartOf(Match match) =>
            (Same(match.Groups["part"].Value, "train") ? "train-" : "t10k-")
            + (Same(match.Groups["what"].Value, "images") ? "images" : "labels");
    }
}
