using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Sweeps;

/// <summary>
/// The folder that a sweep is kept in: its specification, its finished points, the networks they share, and the claims of those
/// who work on it.
/// </summary>
public sealed class SweepFolder
{
    private readonly string _path;
    private readonly Sweep _sweep;
    private readonly IReadOnlyDictionary<string, string> _images;
    private readonly string _library;

    private SweepFolder(string path, Sweep sweep, IReadOnlyDictionary<string, string> images, string library)
    {
        (_path, _sweep, _images, _library) = (path, sweep, images, library);
        string points = Path.Combine(path, "points");
        // Settings that are younger than the folder are not in its keys: its points are then known by what they say of themselves.
        OlderPoints? older = library == Library ? null : OlderPoints.In(points, library);
        Points = [.. sweep.Points.Select(point =>
            new StoredPoint(points, point, older?.KeyOf(point, sweep.Columns) ?? KeyOf(point), sweep.Measured))];
    }

    /// <summary>The specification's place in a folder.</summary>
    public static string SpecificationIn(string folder) => Path.Combine(folder, "sweep.json");

    /// <summary>The place of the table of results in a folder.</summary>
    public static string TableIn(string folder) => Path.Combine(folder, "results.csv");

    /// <summary>This library's version, to the revision: numbers of different code are not to be mixed.</summary>
    internal static string Library { get; } = typeof(Sweep)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    internal string Claims => Path.Combine(_path, "claims");

    internal IReadOnlyList<StoredPoint> Points { get; }

    /// <summary>Opens a folder, to see how far its sweep is and to collect what is finished.</summary>
    /// <exception cref="IOException">There is no sweep in the folder.</exception>
    /// <exception cref="InvalidDataException">Its specification is damaged.</exception>
    public static SweepFolder Open(string folder)
    {
        string specification = SpecificationIn(folder);
        if (!File.Exists(specification))
            throw new FileNotFoundException($"There is no sweep in '{folder}': it has no {Path.GetFileName(specification)}.");
        (Sweep sweep, string? library) = SweepSpecification.Read(specification, onlyNames: true);
        foreach (DataChoice choice in ChoicesOf(sweep))
            if (!sweep.Images.ContainsKey(choice.Key))
                throw new InvalidDataException(
                    $"'{specification}' does not say which images '{choice.Key}' means; run the sweep, or submit it, into this folder.");
        return new SweepFolder(folder, sweep, sweep.Images, library ?? Library);
    }

    /// <summary>
    /// Makes a folder ready for a sweep: opens the images, checks every point against them, and writes the specification that
    /// workers read.
    /// </summary>
    /// <exception cref="ArgumentException">A point does not fit its images; names it and says why.</exception>
    /// <exception cref="InvalidDataException">The sweep was begun elsewhere, on other images of the same name.</exception>
    /// <exception cref="IOException">The folder cannot be written, or images cannot be read.</exception>
    public static SweepFolder Prepare(Sweep sweep, string folder, CancellationToken cancellation = default) =>
        Prepare(sweep, folder, OpenedDigits.Of(sweep, cancellation));

    internal static SweepFolder Prepare(Sweep sweep, string folder, OpenedDigits digits)
    {
        SweepFolder made = Of(sweep, folder, digits);
        foreach (string place in new[] { "", "points", "networks", "slurm" }) AtomicFile.RemoveLeftovers(Path.Combine(folder, place));
        AtomicFile.RequireWritable(TableIn(folder));
        foreach (string place in new[] { "points", "networks", "claims" }) AtomicFile.RequireWritable(Path.Combine(folder, place, "new"));
        SweepSpecification.Write(SpecificationIn(folder), sweep, made._images);
        return made;
    }

    /// <summary>Checks every point against its images, and writes nothing.</summary>
    internal static SweepFolder Of(Sweep sweep, string folder, OpenedDigits digits)
    {
        digits.Check(sweep);
        Dictionary<string, string> images = ChoicesOf(sweep).ToDictionary(choice => choice.Key, digits.Fingerprint);
        foreach ((string source, string fingerprint) in images)
        {
            if (sweep.Images.GetValueOrDefault(source, fingerprint) != fingerprint)
                throw new InvalidDataException(
                    $"The sweep was begun on other images than '{source}' means here. Name the images by data.source, and see that "
                        + "every machine has them.");
        }
        return new SweepFolder(folder, sweep, images, Library);
    }

    /// <summary>How far the sweep is.</summary>
    public SweepStatus Status()
    {
        HashSet<string> open = [.. Points.Where(point => !point.Exists).Select(point => point.Key)];
        (string Key, TimeSpan Silent)[] claimed = [.. Files.Claims.In(Claims).Where(claim => open.Contains(claim.Key))];
        int silent = claimed.Count(claim => claim.Silent > Files.Claims.DefaultLease);
        return new SweepStatus(Points.Count, Points.Count - open.Count, claimed.Length - silent, silent);
    }

    /// <summary>The points that are finished, in the order of the grid.</summary>
    /// <exception cref="InvalidDataException">A point's file is damaged; names it.</exception>
    public SweepTable Collect() =>
        new(_sweep.Varied, [.. _sweep.Columns], [.. Points.Where(point => point.Exists).Select(point => point.Read())]);

    /// <summary>Where couplings lie that points with the same training share.</summary>
    internal string NetworkOf(SweepPoint point) => Path.Combine(_path, "networks", $"{NetworkKeyOf(point)}.safetensors");

    internal string NetworkKeyOf(SweepPoint point) => Hash(new JsonObject
    {
        ["training"] = ExperimentSettings.Tree(point.Experiment)["training"]!.DeepClone(),
        ["images"] = _images[point.Experiment.Data.Key],
        ["library"] = _library,
    });

    /// <summary>Deletes the claims to what is finished: those of workers killed between writing a result and giving up its claim.</summary>
    internal void RemoveFinishedClaims()
    {
        HashSet<string> finished = [.. Points.Where(point => point.Exists).Select(point => point.Key),
            .. Points.Where(point => File.Exists(NetworkOf(point.Point))).Select(point => NetworkKeyOf(point.Point))];
        foreach ((string key, _) in Files.Claims.In(Claims))
            if (finished.Contains(key)) Files.Claims.Remove(Claims, key);
    }

    internal static IEnumerable<DataChoice> ChoicesOf(Sweep sweep) =>
        sweep.Points.Select(point => point.Experiment.Data).DistinctBy(choice => choice.Key);

    private string KeyOf(SweepPoint point)
    {
        JsonObject settings = ExperimentSettings.Tree(point.Experiment);
        // What the images are counts, not what they were called.
        ((JsonObject)settings["data"]!)["source"] = _images[point.Experiment.Data.Key];
        return Hash(new JsonObject
        {
            ["settings"] = settings,
            ["measures"] = new JsonArray([.. _sweep.Columns.Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]),
            ["library"] = _library,
        });
    }

    private static string Hash(JsonObject content) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToJsonString())).AsSpan(0, 16));
}
