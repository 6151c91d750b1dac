using System.Globalization;
using System.Reflection;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>
/// Couplings with all that is needed to use them again: how images become tokens, how to recall, and where they come from.
/// </summary>
/// <remarks>
/// Kept as safetensors: <c>J</c> [N, N, d, d] float32, or float16, or int8 with <c>J_scale</c> [N, N]
/// (with several heads <c>J_2</c>, <c>J_3</c>, ... beside it),
/// <c>embedding</c> [d, a] float64 and, by epoch, <c>training_loss</c> and <c>training_similarity</c> float64, with the image's size, the
/// settings, the seed and this library's version as metadata.
/// </remarks>
public sealed class TrainedNetwork
{
    private readonly Lazy<IReadOnlyList<Couplings>> _heads;

    internal const string Format = "attractor-network";
    private const string LossName = "training_loss";
    private const string SimilarityName = "training_similarity";

    /// <summary>Puts a network together.</summary>
    /// <param name="couplings">J.</param>
    /// <param name="tokenizer">How images become tokens; must make tokens that J is made for.</param>
    /// <param name="plan">How it was trained.</param>
    /// <param name="epochs">Epochs of training so far.</param>
    /// <param name="provenance">The training images, in words.</param>
    /// <param name="recall">How to recall with it; null for what the plan says.</param>
    public TrainedNetwork(Couplings couplings, ImageTokenizer tokenizer, TrainingPlan plan, int epochs, string provenance,
        DynamicsSettings? recall = null)
    {
        if (couplings.Tokens != tokenizer.Tokens || couplings.Dim != tokenizer.Dim)
            throw new ArgumentException(
                $"The couplings join {couplings.Tokens} tokens of {couplings.Dim} components, but images become {tokenizer.Tokens} "
                    + $"tokens of {tokenizer.Dim}.", nameof(couplings));
        _heads = new Lazy<IReadOnlyList<Couplings>>([couplings]);
        Tokenizer = tokenizer;
        Plan = plan;
        Epochs = epochs;
        Provenance = provenance;
        Recall = recall ?? plan.Recall;
    }

    /// <summary>Puts a network of one or several heads together.</summary>
    /// <param name="heads">J of every head, at least one; all alike.</param>
    /// <param name="tokenizer">How images become tokens; must make tokens that J is made for.</param>
    /// <param name="plan">How it was trained.</param>
    /// <param name="epochs">Epochs of training so far.</param>
    /// <param name="provenance">The training images, in words.</param>
    /// <param name="recall">How to recall with it; null for what the plan says.</param>
    public TrainedNetwork(IReadOnlyList<Couplings> heads, ImageTokenizer tokenizer, TrainingPlan plan, int epochs, string provenance,
        DynamicsSettings? recall = null)
        : this(heads[0], tokenizer, plan, epochs, provenance, recall)
    {
        foreach (Couplings head in heads)
            if (head.Tokens != Couplings.Tokens || head.Dim != Couplings.Dim)
                throw new ArgumentException($"A head joins {head.Tokens} tokens of {head.Dim} components, another {Couplings.Tokens} of "
                    + $"{Couplings.Dim}; all must be alike.", nameof(heads));
        _heads = new Lazy<IReadOnlyList<Couplings>>(heads);
    }

    private TrainedNetwork(IReadOnlyList<PackedCouplings> packed, NetworkDescription known)
    {
        (Tokenizer, Plan, Epochs, Provenance, Recall) = known;
        Preparation = known.Preparation;
        Packed = packed;
        _heads = new Lazy<IReadOnlyList<Couplings>>(() => [.. packed.Select(head => head.ToCouplings())]);
    }

    /// <summary>
    /// J; where there are several heads, that of the first. Couplings that are stored packed are unpacked when they are asked for.
    /// </summary>
    public Couplings Couplings => Heads[0];

    /// <summary>J of every head: one set, except where the normalized rule was given more.</summary>
    public IReadOnlyList<Couplings> Heads => _heads.Value;

    internal int HeadCount => Packed?.Count ?? Heads.Count;

    /// <summary>How the couplings are stored, in memory and by <see cref="Save"/>. The dynamics of recall reads them so.</summary>
    public CouplingStorage Storage => Packed is null ? CouplingStorage.Float32 : Packed[0].Storage;

    /// <summary>The couplings as they are stored, a set a head; null where that is float32.</summary>
    internal IReadOnlyList<PackedCouplings>? Packed { get; }

    /// <summary>How images become tokens and come back.</summary>
    public ImageTokenizer Tokenizer { get; }

    /// <summary>How it was trained.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>Epochs of training so far.</summary>
    public int Epochs { get; }

    /// <summary>
    /// What each of these epochs came to; empty where the network's file does not tell. Wall-clock times are not kept in files:
    /// NaN where read.
    /// </summary>
    public IReadOnlyList<EpochReport> Reports { get; init; } = [];

    /// <summary>The training images, in words.</summary>
    public string Provenance { get; }

    /// <summary>How to recall with it.</summary>
    public DynamicsSettings Recall { get; }

    /// <summary>
    /// What was done to the training images before: size, color, classes, split. What is recalled should be prepared alike, as
    /// <c>ImageSets.Open(source, network.Preparation)</c> does.
    /// </summary>
    public ImagePreparation Preparation { get; init; } = new();

    /// <summary>The same network with other couplings and another recall, for example a part of J, or one token at a time.</summary>
    /// <param name="couplings">J of the same size.</param>
    /// <param name="recall">How to recall with it; null for as before.</param>
    public TrainedNetwork With(Couplings couplings, DynamicsSettings? recall = null) =>
        new(couplings, Tokenizer, Plan, Epochs, Provenance, recall ?? Recall) { Preparation = Preparation };

    /// <summary>The same network with its couplings stored otherwise: half or a quarter of the memory, at a small error.</summary>
    /// <param name="storage">How.</param>
    /// <exception cref="ArgumentException">A coupling is too large for float16.</exception>
    public TrainedNetwork Stored(CouplingStorage storage) =>
        storage == Storage ? this
        : storage == CouplingStorage.Float32 ? Like(Heads, Plan, Epochs)
        : new TrainedNetwork([.. Heads.Select(head => PackedCouplings.From(head, storage))], Description) { Reports = Reports };

    /// <summary>The dynamics of a batch with these couplings, as they are stored; with several heads, of the first.</summary>
    /// <param name="settings">How; null for the network's own recall.</param>
    /// <param name="batch">B, samples that evolve side by side.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    public AttractorDynamics Dynamics(DynamicsSettings? settings, int batch, WorkerPool? workers = null) => Packed is null
        ? new AttractorDynamics(Couplings, settings ?? Recall, batch, workers)
        : new AttractorDynamics(Packed[0], settings ?? Recall, batch, workers);

    /// <summary>The version of this library.</summary>
    public static string LibraryVersion { get; } =
        typeof(TrainedNetwork).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Predicts tokens by the exact densities that the couplings were trained for.</summary>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="InvalidOperationException">The couplings were trained by the published rule, which has no normalizer.</exception>
    public TokenPredictor Predictor(WorkerPool? workers = null) => Plan.Learning.Rule.Predictor(Heads, Plan.Learning, workers);

    /// <summary>Predicts hidden tokens of images by the exact densities that the couplings were trained for.</summary>
    /// <param name="images">The images; of the size that was trained on.</param>
    /// <param name="masked">[B, N]; true where a token is hidden.</param>
    /// <param name="passes">How often: from the second on, what was predicted of the hidden tokens is heard too.</param>
    /// <returns>Levels u, [B, height, width, channels].</returns>
    /// <exception cref="InvalidOperationException">The couplings were trained by the published rule, which has no normalizer.</exception>
    public float[] Predict(ImageSet images, ReadOnlySpan<bool> masked, int passes = 1) =>
        Tokenizer.Decode<float>(Predictor().Predict(Tokenizer.Encode(images), masked, passes));

    /// <summary>Writes the network, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => new SafeTensorsFile(Tensors(), Metadata()).Write(path);

    /// <summary>
    /// Writes the numbers of <see cref="Save"/>'s file as NumPy's .npz, whole or not at all: J, the embedding and what training came to.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveArrays(string path) => NpzFile.Write(path, Tensors());

    /// <summary>Reads a network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="map">
    /// Whether couplings stay in the file, and what is needed of them is read when it is needed: for those that are larger than memory.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or holds something else; says what.</exception>
    public static TrainedNetwork Load(string path, bool map = false)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        return From(file, path, map);
    }

    internal static TrainedNetwork From(SafeTensorsFile file, string path, bool map = false)
    {
        try
        {
            NetworkDescription known = NetworkDescription.Read(file, Format);
            EpochReport[] reports = ReadReports(file, known.Epochs);
            (int n, int d) = (known.Tokenizer.Tokens, known.Tokenizer.Dim);
            string[] names = [.. Enumerable.Range(1, known.Plan.Learning.Rule.HeadCount).Select(HeadName)];
            return names.All(name => CouplingFile.StorageOf(file, name) == CouplingStorage.Float32)
                ? new TrainedNetwork([.. names.Select(name => CouplingFile.Read(file, name, n, d, map))], known.Tokenizer, known.Plan,
                    known.Epochs, known.Provenance, known.Recall)
                { Reports = reports, Preparation = known.Preparation }
                : new TrainedNetwork([.. names.Select(name => CouplingFile.ReadPacked(file, name, n, d, map))], known)
                {
                    Reports = reports,
                };
        }
        catch (Exception error) when (IsOfTheFile(error))
        {
            throw new InvalidDataException($"'{path}' holds no trained network: {error.Message}", error);
        }
    }

    internal Dictionary<string, Tensor> Tensors()
    {
        Dictionary<string, Tensor> tensors = Description.Tensors();
        for (int k = 0; k < HeadCount; k++)
            if (Packed is null) CouplingFile.Add(tensors, HeadName(k + 1), Heads[k]);
            else CouplingFile.Add(tensors, HeadName(k + 1), Packed[k]);
        if (Reports.Count == 0) return tensors;
        tensors[LossName] = Tensor.From(Reports.Select(report => report.Loss).ToArray(), Reports.Count);
        tensors[SimilarityName] = Tensor.From(Reports.Select(report => report.MaskedSimilarity).ToArray(), Reports.Count);
        return tensors;
    }

    internal Dictionary<string, string> Metadata() => Description.Metadata(Format);

    private NetworkDescription Description => new(Tokenizer, Plan, Epochs, Provenance, Recall)
    {
        Preparation = Preparation,
    };

    internal static string Text(SafeTensorsFile file, string key) => file.Metadata.TryGetValue(key, out string? text)
        ? text
        : throw new InvalidDataException($"its metadata lack '{key}'.");

    internal static int Number(SafeTensorsFile file, string key) =>
        int.TryParse(Text(file, key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new InvalidDataException($"its metadata say {key} = '{Text(file, key)}', which is no whole number.");

    /// <summary>A number of epochs, updates or the like.</summary>
    internal static int Count(SafeTensorsFile file, string key) => Number(file, key) is >= 0 and int count
        ? count
        : throw new InvalidDataException($"its metadata say {key} = '{Text(file, key)}', which must be at least 0.");

    /// <summary>The numbers of a tensor, all finite.</summary>
    internal static float[] Finite(SafeTensorsFile file, string name)
    {
        float[] values;
        try { values = file[name].ReadSingles(); }
        catch (InvalidDataException error) when (
            file.Tensors.ContainsKey(name))
        { throw new InvalidDataException($"its tensor '{name}': {error.Message}", error); }
        RequireFinite(values, name);
        return values;
    }

    /// <summary>Refuses numbers that are not finite.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="name">The tensor they are of.</param>
    /// <param name="first">The place of the first one in it.</param>
    internal static void RequireFinite(ReadOnlySpan<float> values, string name, long first = 0)
    {
        for (int k = 0; k < values.Length; k++)
            if (!float.IsFinite(values[k]))
                throw new InvalidDataException($"its tensor '{name}' has {values[k]} as entry {first + k}; all must be finite.");
    }

    /// <summary>Refuses an optimizer's mean squares that are none.</summary>
    internal static void RequireSquares(ReadOnlySpan<float> squares)
    {
        if (squares.ContainsAnyExceptInRange(0f, float.MaxValue))
            throw new InvalidDataException("its tensor 'optimizer_square' has negative entries; a mean of squares has none.");
    }

    /// <summary>Whether an error says that a file is wrong, rather than that this library is.</summary>
    internal static bool IsOfTheFile(Exception error) =>
        error is ArgumentException or InvalidDataException or System.Text.Json.JsonException or OverflowException
            or InvalidOperationException or NotSupportedException;

    internal static double Real(SafeTensorsFile file, string key) =>
        double.TryParse(Text(file, key), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new InvalidDataException($"its metadata say {key} = '{Text(file, key)}', which is no number.");

    /// <summary>The same, learnt by a rule that only the caller knows.</summary>
    internal TrainedNetwork By(LearningRule rule) =>
        Like(Heads, Plan with { Learning = Plan.Learning with { Rule = rule } }, Epochs);

    /// <summary>The same with couplings that nobody else changes.</summary>
    internal TrainedNetwork Copy() => Like([.. Heads.Select(head => head.Clone())], Plan, Epochs);

    /// <summary>The same with the couplings of an earlier epoch, kept in a file under names with a prefix.</summary>
    internal TrainedNetwork WithHeads(SafeTensorsFile file, string prefix, int epochs) =>
        Like([.. Enumerable.Range(1, HeadCount).Select(k => Head(file, k, Tokenizer, prefix))], Plan, epochs);

    private TrainedNetwork Like(IReadOnlyList<Couplings> heads, TrainingPlan plan, int epochs) =>
        new(heads, Tokenizer, plan, epochs, Provenance, Recall)
        {
            Reports = [.. Reports.Where(report => report.Epoch <= epochs)],
            Preparation = Preparation,
        };

    private static EpochReport[] ReadReports(SafeTensorsFile file, int epochs)
    {
        // Files of earlier versions have neither; a session that was started by one has them from where it was resumed.
        if (!file.Tensors.ContainsKey(LossName)) return [];
        double[] losses = file[LossName].ToDoubles(), similarities = file[SimilarityName].ToDoubles();
        if (losses.Length != similarities.Length || losses.Length > epochs)
            throw new InvalidDataException(
                $"it has {LossName} of {losses.Length} epochs and {SimilarityName} of {similarities.Length}, after {epochs} epochs.");
        if (!losses.Concat(similarities).All(double.IsFinite))
            throw new InvalidDataException($"its {LossName} or {SimilarityName} has a number that is not finite.");
        return [.. losses.Select((loss, k) => new EpochReport(epochs - losses.Length + k + 1, loss, similarities[k], double.NaN))];
    }

    private static string HeadName(int head) => head == 1 ? "J" : "J_" + Invariant(head);

    private static Couplings Head(SafeTensorsFile file, int head, ImageTokenizer tokenizer, string prefix = "") =>
        CouplingFile.Read(file, prefix + HeadName(head), tokenizer.Tokens, tokenizer.Dim, map: false);

    internal static Tensor Axes(SafeTensorsFile file, string name, int axes) => file[name].Shape.Count == axes
        ? file[name]
        : throw new InvalidDataException($"its tensor '{name}' has {file[name].Shape.Count} axes instead of {axes}.");

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
