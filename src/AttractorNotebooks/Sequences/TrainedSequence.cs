using System.Numerics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sequences;

/// <summary>Couplings of a sequence with all that is needed to use them again.</summary>
/// <remarks>
/// Kept as safetensors: <c>J</c> float32, [heads, rows, V] where characters are one-hot and [heads, blocks, d, d] with
/// <c>vectors</c> [V, d] beside it where they are on the sphere; <c>alphabet</c> [V] and, where there are any, <c>grams_2</c>,
/// <c>grams_3</c>, <c>grams_4</c> int64; settings, seed, text and this library's version as metadata.
/// </remarks>
public sealed class TrainedSequence
{
    private const string Format = "attractor-sequence";

    // So many tokens are scored by one thread at a time.
    private const int GroupTokens = 256;

    internal TrainedSequence(
        SequenceSettings settings, Alphabet alphabet, Sources sources, SequenceCouplings couplings, int epochs, string provenance)
    {
        (Settings, Alphabet, Sources, Couplings, Epochs, Provenance) = (settings, alphabet, sources, couplings, epochs, provenance);
    }

    /// <summary>How it was trained.</summary>
    public SequenceSettings Settings { get; }

    /// <summary>The characters that it knows.</summary>
    public Alphabet Alphabet { get; }

    /// <summary>Epochs of training so far.</summary>
    public int Epochs { get; }

    /// <summary>The text it was trained on, in words.</summary>
    public string Provenance { get; }

    /// <summary>How many numbers were learnt.</summary>
    public int ParameterCount => Couplings.Learnt.Length;

    /// <summary>What a token in full context hears.</summary>
    public IReadOnlyList<HeardSource> Heard =>
        [.. Enumerable.Range(0, Sources.Count).Select(k => new HeardSource(Sources.Distance(k), Sources.Order(k)))];

    internal Sources Sources { get; }

    internal SequenceCouplings Couplings { get; }

    /// <summary>-log2 p of every character of a text, given those before it.</summary>
    /// <param name="text">Any text of known characters.</param>
    /// <param name="from">The first character that is scored; those before it are heard.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <returns>One number for every character from there on.</returns>
    /// <exception cref="ArgumentException">The text has an unknown character; says where.</exception>
    public double[] Score(SequenceText text, int from = 0, WorkerPool? workers = null) => Score(Alphabet.Encode(text), from, workers);

    /// <summary>The distribution of the next character.</summary>
    /// <param name="past">Symbols, as many as there are; the last of them are heard.</param>
    /// <param name="temperature">Above 0: probabilities are raised to 1 / temperature and normalized again.</param>
    /// <returns>[V].</returns>
    public float[] Distribution(ReadOnlySpan<int> past, double temperature = 1)
    {
        int[] rows = new int[Sources.Count];
        Sources.Find(past, past.Length, rows);
        Span<float> logits = new SequenceEnergy(Settings, Sources).MinusEnergies(Couplings.Tables, rows);
        for (int a = 0; a < logits.Length; a++) logits[a] = (float)(logits[a] / temperature);
        SequenceEnergy.ToProbabilities(logits, 0);
        return [.. logits];
    }

    /// <summary>
    /// The attention alpha_ij that a character pays each of its sources, the mean over heads: softmax over the sources of what
    /// they say of it.
    /// </summary>
    /// <param name="symbols">The text.</param>
    /// <param name="at">The character.</param>
    /// <returns>One number for every entry of <see cref="Heard"/>, in [0, 1]; 0 for what is not there.</returns>
    public double[] Attention(ReadOnlySpan<int> symbols, int at)
    {
        double[] attention = new double[Sources.Count];
        for (int head = 0; head < Settings.Heads; head++)
        {
            double?[] says = Says(symbols, at, head);
            double largest = says.Max() ?? 0, sum = says.Sum(s => s is double score ? Math.Exp(score - largest) : 0);
            for (int k = 0; k < says.Length; k++)
                if (says[k] is double score) attention[k] += Math.Exp(score - largest) / sum / Settings.Heads;
        }
        return attention;
    }

    /// <summary>Draws a text, character by character, each from its exact distribution given those before it.</summary>
    /// <param name="length">How many characters.</param>
    /// <param name="temperature">Above 0; 1 for what was learnt, less for what is likelier.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="start">What stands before it; nothing by default.</param>
    /// <returns>The characters drawn, without the start.</returns>
    /// <exception cref="ArgumentException">The start has an unknown character.</exception>
    public string Sample(int length, double temperature = 1, int seed = 1, string start = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be above 0 and finite.");
        int[] before = start.Length == 0 ? [] : Alphabet.Encode(new SequenceText(start, "The start"));
        int[] text = [.. before, .. new int[length]];
        Random random = SeededRandom.Create(seed, "characters");
        for (int at = before.Length; at < text.Length; at++)
            text[at] = Draw<float>(Distribution(text.AsSpan(0, at), temperature), random);
        return Alphabet.Decode(text.AsSpan(before.Length));
    }

    /// <summary>Writes everything, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => new SafeTensorsFile(Tensors(), Metadata()).Write(path);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or holds something else; says what.</exception>
    public static TrainedSequence Load(string path) => From(SafeTensorsFile.Read(path), path);

    private double?[] Says(ReadOnlySpan<int> symbols, int at, int head)
    {
        int[] rows = new int[Sources.Count];
        Sources.Find(symbols, at, rows);
        int character = symbols[at];
        return [.. rows.Select(row => row < 0
            ? (double?)null
            : Couplings.Tables[(head * Sources.Rows + row) * Alphabet.Count + character])];
    }

    internal static int Draw<T>(ReadOnlySpan<T> probabilities, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double left = random.NextDouble();
        int last = 0;
        for (int a = 0; a < probabilities.Length; a++)
        {
            double p = double.CreateTruncating(probabilities[a]);
            if (p > 0) last = a;
            if ((left -= p) < 0) return a;
        }
        // What rounding left over.
        return last;
    }

    internal double[] Score(int[] symbols, int from, WorkerPool? workers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        double[] bits = new double[Math.Max(0, symbols.Length - from)];
        (workers ?? new WorkerPool()).Run(new UnitWork(() => (bits.Length + GroupTokens - 1) / GroupTokens, group =>
        {
            SequenceEnergy energy = new(Settings, Sources);
            int[] rows = new int[Sources.Count];
            for (int k = group * GroupTokens; k < Math.Min((group + 1) * GroupTokens, bits.Length); k++)
            {
                Sources.Find(symbols, from + k, rows);
                Span<float> logits = energy.MinusEnergies(Couplings.Tables, rows);
                bits[k] = SequenceEnergy.ToProbabilities(logits, symbols[from + k]) / Math.Log(2);
            }
        }));
        return bits;
    }

    internal static TrainedSequence From(SafeTensorsFile file, string path)
    {
        try
        {
            NetworkDescription.RequireFormat(file, Format);
            SequenceSettings settings = SettingsJson.Read<SequenceSettings>(TrainedNetwork.Text(file, "settings")).Validated();
            Alphabet alphabet = new([.. file["alphabet"].ToIntegers().Select(code => checked((int)code))]);
            Sources sources = new(settings, alphabet.Count, ReadGrams(file, settings, alphabet.Count));
            SphereVectors? vectors = ReadVectors(file, settings, alphabet.Count);
            RequireLength(file, "J", SequenceCouplings.LengthOf(settings, sources, vectors));
            SequenceCouplings couplings = new(settings, sources, vectors, TrainedNetwork.Finite(file, "J"));
            return new TrainedSequence(
                settings, alphabet, sources, couplings, TrainedNetwork.Count(file, "epochs"), TrainedNetwork.Text(file, "data"));
        }
        catch (Exception error) when (TrainedNetwork.IsOfTheFile(error))
        {
            throw new InvalidDataException($"'{path}' holds no trained sequence: {error.Message}", error);
        }
    }

    internal static void RequireLength(SafeTensorsFile file, string name, long numbers)
    {
        long given = file[name].Shape.Aggregate(1L, (product, axis) => product * axis);
        if (given != numbers) throw new InvalidDataException($"its tensor '{name}' has {given} numbers, but its settings need {numbers}.");
    }

    internal Dictionary<string, Tensor> Tensors()
    {
        Dictionary<string, Tensor> tensors = new()
        {
            ["alphabet"] = Tensor.From([.. Alphabet.Characters.Select(code => (long)code)], Alphabet.Count),
            ["J"] = Couplings.Vectors is SphereVectors known
                ? Tensor.From((ReadOnlySpan<float>)Couplings.Learnt, Settings.Heads, Sources.Blocks, known.Dim, known.Dim)
                : Tensor.From((ReadOnlySpan<float>)Couplings.Learnt, Settings.Heads, Sources.Rows, Alphabet.Count),
        };
        if (Couplings.Vectors is SphereVectors vectors) tensors["vectors"] = Tensor.From(vectors.Values, Alphabet.Count, vectors.Dim);
        foreach (Grams runs in Sources.AllGrams)
        {
            long[] symbols = [.. Enumerable.Range(0, runs.Count).SelectMany(runs.Symbols).Select(symbol => (long)symbol)];
            tensors[GramsName(runs.Order)] = Tensor.From(symbols, runs.Count, runs.Order);
        }
        return tensors;
    }

    internal Dictionary<string, string> Metadata() =>
        new(NetworkDescription.Head(Format, Settings.Seed, Provenance, Epochs)) { ["settings"] = SettingsJson.Write(Settings) };

    /// <summary>The orders of the runs that are tokens.</summary>
    internal static IEnumerable<int> Orders(SequenceSettings settings)
    {
        if (settings.Pairs > 0) yield return 2;
        if (settings.Triples > 0) yield return 3;
        if (settings.Quadruples > 0) yield return 4;
    }

    private static string GramsName(int order) => "grams_" + NetworkDescription.Invariant(order);

    private static List<Grams> ReadGrams(SafeTensorsFile file, SequenceSettings settings, int symbols)
    {
        List<Grams> all = [];
        foreach (int order in Orders(settings))
        {
            long[] digits = file[GramsName(order)].ToIntegers();
            if (digits.Length % order != 0 || digits.Any(digit => digit < 0 || digit >= symbols))
                throw new InvalidDataException($"its tensor '{GramsName(order)}' has symbols that its alphabet has not.");
            long[] keys = [.. digits.Chunk(order).Select(run => run.Aggregate(0L, (key, digit) => key * symbols + digit))];
            for (int k = 1; k < keys.Length; k++)
                if (keys[k] <= keys[k - 1]) throw new InvalidDataException($"its tensor '{GramsName(order)}' is not in order.");
            all.Add(new Grams(order, symbols, keys));
        }
        return all;
    }

    private static SphereVectors? ReadVectors(SafeTensorsFile file, SequenceSettings settings, int symbols)
    {
        if (settings.Vectors == CharacterVectors.OneHot) return null;
        RequireLength(file, "vectors", (long)symbols * settings.Dim);
        return new SphereVectors(symbols, settings.Dim, TrainedNetwork.Finite(file, "vectors"));
    }
}
