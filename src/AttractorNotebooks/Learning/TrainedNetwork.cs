using System.Globalization;
using System.Reflection;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>Couplings with all that is needed to use them again: how images become tokens, how to recall, and where they come from.</summary>
/// <remarks>
/// Kept as safetensors: <c>J</c> [N, N, d, d] float32 and <c>embedding</c> [d, a] float64, with the image's size, the
/// settings, the seed and this library's version as metadata.
/// </remarks>
public sealed class TrainedNetwork
{
    private const string Format = "attractor-network";
    private const string FormatVersion = "1";

    /// <summary>Puts a network together.</summary>
    /// <param name="couplings">J.</param>
    /// <param name="tokenizer">How images become tokens; must make tokens that J is made for.</param>
    /// <param name="plan">How it was trained.</param>
    /// <param name="epochs">Epochs of training so far.</param>
    /// <param name="provenance">The training images, in words.</param>
    /// <param name="recall">How to recall with it; null for what the plan says.</param>
    public TrainedNetwork(Couplings couplings, ImageTokenizer tokenizer, TrainingPlan plan, int epochs, string provenance, DynamicsSettings? recall = null)
    {
        if (couplings.Tokens != tokenizer.Tokens || couplings.Dim != tokenizer.Dim)
            throw new ArgumentException($"The couplings join {couplings.Tokens} tokens of {couplings.Dim} components, but images become {tokenizer.Tokens} tokens of {tokenizer.Dim}.", nameof(couplings));
        Couplings = couplings;
        Tokenizer = tokenizer;
        Plan = plan;
        Epochs = epochs;
        Provenance = provenance;
        Recall = recall ?? plan.Recall;
    }

    /// <summary>J.</summary>
    public Couplings Couplings { get; }

    /// <summary>How images become tokens and come back.</summary>
    public ImageTokenizer Tokenizer { get; }

    /// <summary>How it was trained.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>Epochs of training so far.</summary>
    public int Epochs { get; }

    /// <summary>The training images, in words.</summary>
    public string Provenance { get; }

    /// <summary>How to recall with it.</summary>
    public DynamicsSettings Recall { get; }

    /// <summary>The version of this library.</summary>
    public static string LibraryVersion { get; } =
        typeof(TrainedNetwork).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Writes the network, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => new SafeTensorsFile(Tensors(), Metadata()).Write(path);

    /// <summary>Reads a network.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or holds something else; says what.</exception>
    public static TrainedNetwork Load(string path) => From(SafeTensorsFile.Read(path), path);

    internal static TrainedNetwork From(SafeTensorsFile file, string path)
    {
        try
        {
            if (Text(file, "format") != Format || Text(file, "format_version") != FormatVersion)
                throw new InvalidDataException($"it is a '{Text(file, "format")}' of version {Text(file, "format_version")}, not an {Format} of version {FormatVersion}.");
            PatchGrid grid = new(Number(file, "height"), Number(file, "width"), Number(file, "patch"), Number(file, "channels"));
            Tensor f = Axes(file, "embedding", 2), j = Axes(file, "J", 4);
            ImageTokenizer tokenizer = new(grid, new Embedding(f.ToDoubles(), (int)f.Shape[0], (int)f.Shape[1]));
            if (!j.Shape.SequenceEqual([tokenizer.Tokens, tokenizer.Tokens, tokenizer.Dim, tokenizer.Dim]))
                throw new InvalidDataException($"its couplings have shape [{string.Join(", ", j.Shape)}], which {tokenizer.Tokens} tokens of {tokenizer.Dim} components do not fit.");
            return new TrainedNetwork(
                new Couplings(tokenizer.Tokens, tokenizer.Dim, j.ToSingles()), tokenizer, SettingsJson.Read<TrainingPlan>(Text(file, "plan")).Validated(),
                Number(file, "epochs"), Text(file, "data"), SettingsJson.Read<DynamicsSettings>(Text(file, "recall")).Validated());
        }
        catch (Exception error) when (error is ArgumentException or InvalidDataException or System.Text.Json.JsonException)
        {
            throw new InvalidDataException($"'{path}' holds no trained network: {error.Message}", error);
        }
    }

    internal Dictionary<string, Tensor> Tensors() => new()
    {
        ["embedding"] = Tensor.From(Tokenizer.Embedding.Matrix, Tokenizer.Dim, Tokenizer.Grid.Components),
        ["J"] = Tensor.From((ReadOnlySpan<float>)Couplings.Values, Couplings.Tokens, Couplings.Tokens, Couplings.Dim, Couplings.Dim),
    };

    internal Dictionary<string, string> Metadata() => new()
    {
        ["format"] = Format,
        ["format_version"] = FormatVersion,
        ["library"] = $"AttractorNotebooks {LibraryVersion}",
        ["seed"] = Invariant(Plan.Seed),
        ["data"] = Provenance,
        ["epochs"] = Invariant(Epochs),
        ["height"] = Invariant(Tokenizer.Grid.Height),
        ["width"] = Invariant(Tokenizer.Grid.Width),
        ["channels"] = Invariant(Tokenizer.Grid.Channels),
        ["patch"] = Invariant(Tokenizer.Grid.Patch),
        ["plan"] = SettingsJson.Write(Plan),
        ["recall"] = SettingsJson.Write(Recall),
    };

    internal static string Text(SafeTensorsFile file, string key) => file.Metadata.TryGetValue(key, out string? text)
        ? text
        : throw new InvalidDataException($"its metadata lack '{key}'.");

    internal static int Number(SafeTensorsFile file, string key) =>
        int.TryParse(Text(file, key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new InvalidDataException($"its metadata say {key} = '{Text(file, key)}', which is no whole number.");

    internal static double Real(SafeTensorsFile file, string key) =>
        double.TryParse(Text(file, key), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new InvalidDataException($"its metadata say {key} = '{Text(file, key)}', which is no number.");

    private static Tensor Axes(SafeTensorsFile file, string name, int axes) => file[name].Shape.Count == axes
        ? file[name]
        : throw new InvalidDataException($"its tensor '{name}' has {file[name].Shape.Count} axes instead of {axes}.");

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
