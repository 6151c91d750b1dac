using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>All that a file says of couplings beside their numbers.</summary>
/// <param name="Tokenizer">How images become tokens.</param>
/// <param name="Plan">How they were trained.</param>
/// <param name="Epochs">Epochs of training so far.</param>
/// <param name="Provenance">The training images, in words.</param>
/// <param name="Recall">How to recall with them.</param>
internal sealed record NetworkDescription(
    ImageTokenizer Tokenizer, TrainingPlan Plan, int Epochs, string Provenance, DynamicsSettings Recall)
{
    private const string FormatVersion = "1";
    private const string PreparationName = "preparation";

    /// <summary>The tensor that holds F, [d, a].</summary>
    public const string EmbeddingName = "embedding";

    /// <summary>What was done to the training images before; nothing, where older files do not say.</summary>
    public ImagePreparation Preparation { get; init; } = new();

    /// <summary>Reads a description.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">The format that it must be of.</param>
    /// <exception cref="InvalidDataException">It is of another, or damaged.</exception>
    public static NetworkDescription Read(SafeTensorsFile file, string format)
    {
        if (!file.Metadata.ContainsKey("format"))
            throw new InvalidDataException("its metadata lack 'format', so that it is not of this library; attractor import makes a "
                + "network of plain couplings.");
        RequireFormat(file, format);
        TrainingPlan plan = SettingsJson.Read<TrainingPlan>(TrainedNetwork.Text(file, "plan")).Validated();
        if (file.Metadata.TryGetValue("rule", out string? rule))
            plan = plan with { Learning = plan.Learning with { Rule = new ForeignRule(rule) } };
        PatchGrid grid = new(TrainedNetwork.Number(file, "height"), TrainedNetwork.Number(file, "width"),
            TrainedNetwork.Number(file, "patch"), TrainedNetwork.Number(file, "channels"));
        Tensor f = TrainedNetwork.Axes(file, EmbeddingName, 2);
        ImageTokenizer tokenizer = new(grid, new Embedding(f.ToDoubles(), (int)f.Shape[0], (int)f.Shape[1]));
        return new NetworkDescription(tokenizer, plan, TrainedNetwork.Count(file, "epochs"), TrainedNetwork.Text(file, "data"),
            SettingsJson.Read<DynamicsSettings>(TrainedNetwork.Text(file, "recall")).Validated())
        {
            Preparation = ReadPreparation(file),
        };
    }

    /// <summary>The tensors that belong to it.</summary>
    public Dictionary<string, Tensor> Tensors() =>
        new() { [EmbeddingName] = Tensor.From(Tokenizer.Embedding.Matrix, Tokenizer.Dim, Tokenizer.Grid.Components) };

    /// <summary>It as metadata.</summary>
    /// <param name="format">The format's name.</param>
    public Dictionary<string, string> Metadata(string format)
    {
        Dictionary<string, string> metadata = new(Head(format, Plan.Seed, Provenance, Epochs))
        {
            ["height"] = Invariant(Tokenizer.Grid.Height),
            ["width"] = Invariant(Tokenizer.Grid.Width),
            ["channels"] = Invariant(Tokenizer.Grid.Channels),
            ["patch"] = Invariant(Tokenizer.Grid.Patch),
            ["plan"] = SettingsJson.Write(Plan),
            ["recall"] = SettingsJson.Write(Recall),
        };
        AddPreparation(metadata, Preparation);
        // A rule that settings cannot say.
        if (Plan.Learning.Rule is not (LocalRule or NormalizedRule)) metadata["rule"] = Plan.Learning.Rule.Name;
        return metadata;
    }

    /// <summary>Refuses a file of another format or version.</summary>
    /// <exception cref="InvalidDataException">It is of another; says of which.</exception>
    public static void RequireFormat(SafeTensorsFile file, string format)
    {
        string given = TrainedNetwork.Text(file, "format"), version = TrainedNetwork.Text(file, "format_version");
        if (given != format || version != FormatVersion)
            throw new InvalidDataException($"it is a '{given}' of version {version}, not an {format} of version {FormatVersion}.");
    }

    /// <summary>The metadata that all files of this library begin with.</summary>
    public static Dictionary<string, string> Head(string format, int seed, string data, int epochs) => new()
    {
        ["format"] = format,
        ["format_version"] = FormatVersion,
        ["library"] = $"AttractorNotebooks {TrainedNetwork.LibraryVersion}",
        ["seed"] = Invariant(seed),
        ["data"] = data,
        ["epochs"] = Invariant(epochs),
    };

    /// <summary>What was done to the images, if anything.</summary>
    public static void AddPreparation(Dictionary<string, string> metadata, ImagePreparation preparation)
    {
        if (!preparation.IsNone) metadata[PreparationName] = SettingsJson.Write(preparation);
    }

    /// <summary>What was done to the images, as the metadata say.</summary>
    public static ImagePreparation ReadPreparation(SafeTensorsFile file) => file.Metadata.TryGetValue(PreparationName, out string? text)
        ? SettingsJson.Read<ImagePreparation>(text).Validated()
        : new ImagePreparation();

    /// <summary>A number as metadata say it, in every country.</summary>
    public static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
