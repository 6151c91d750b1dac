using AttractorNotebooks.Sequences;

namespace AttractorNotebooks.Tests.Sequences;

/// <summary>A small text and every kind of settings, for tests that compare.</summary>
internal static class SmallSequences
{
    /// <summary>Five letters with some structure.</summary>
    public static SequenceText Text(int length = 400)
    {
        Random random = SeededRandom.Create(7, "a small text");
        char[] letters = new char[length];
        for (int k = 0; k < length; k++)
            letters[k] = k > 1 && random.NextDouble() < 0.6 ? (char)('a' + (letters[k - 1] + letters[k - 2] + 1) % 5)
                : "abcde"[random.Next(5)];
        return new SequenceText(new string(letters), "the small text");
    }

    public static TheoryData<string> Names => [.. All.Keys];

    public static IReadOnlyDictionary<string, SequenceSettings> All { get; } = new Dictionary<string, SequenceSettings>
    {
        ["pooled"] = Of(new() { Context = 4 }),
        ["pooled, heads"] = Of(new() { Context = 3, Heads = 3 }),
        ["mixture"] = Of(new() { Context = 4, Form = SequenceForm.Mixture }),
        ["mixture, heads"] = Of(new() { Context = 3, Form = SequenceForm.Mixture, Heads = 2 }),
        ["pooled, free"] = Of(new() { Context = 3, Sharing = CouplingSharing.Free }),
        ["mixture, free"] = Of(new() { Context = 3, Form = SequenceForm.Mixture, Sharing = CouplingSharing.Free }),
        ["pooled, sphere"] = Of(new() { Context = 3, Vectors = CharacterVectors.Sphere, Dim = 4, Heads = 2 }),
        ["mixture, sphere, free"] = Of(new()
        {
            Context = 2,
            Form = SequenceForm.Mixture,
            Vectors = CharacterVectors.Sphere,
            Dim = 3,
            Sharing = CouplingSharing.Free,
        }),
        ["pooled, runs"] = Of(new() { Context = 5, Pairs = 2, Triples = 2, Quadruples = 1 }),
        ["mixture, runs, heads"] = Of(new() { Context = 4, Form = SequenceForm.Mixture, Pairs = 1, Triples = 1, Heads = 2 }),
    };

    /// <summary>The reference of a trained sequence, with its couplings as float64.</summary>
    public static (ReferenceSequence Reference, double[] Learnt) Reference(TrainedSequence sequence)
    {
        int[][][] runs = [.. sequence.Sources.AllGrams.Select(all => Enumerable.Range(0, all.Count).Select(all.Symbols).ToArray())];
        double[]? vectors = sequence.Couplings.Vectors is SphereVectors known ? [.. known.Values.ToArray().Select(x => (double)x)] : null;
        return (new ReferenceSequence(sequence.Settings, sequence.Alphabet.Count, runs, vectors),
            [.. sequence.Couplings.Learnt.Select(x => (double)x)]);
    }

    private static SequenceSettings Of(SequenceSettings settings) => settings with { Epochs = 2, BatchSize = 50 };
}
