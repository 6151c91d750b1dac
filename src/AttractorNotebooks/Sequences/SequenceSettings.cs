using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sequences;

/// <summary>How couplings of a sequence are made and learnt.</summary>
public sealed record SequenceSettings
{
    /// <summary>The longest context.</summary>
    public const int LongestContext = 256;

    /// <summary>The most heads.</summary>
    public const int MostHeads = 64;

    /// <summary>How many characters back a token hears, 1 to 256.</summary>
    public int Context { get; init; } = 16;

    /// <summary>How what is heard becomes an energy.</summary>
    public SequenceForm Form { get; init; } = SequenceForm.Pooled;

    /// <summary>K, heads, 1 to 64.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Which pairs of tokens have a coupling in common.</summary>
    public CouplingSharing Sharing { get; init; } = CouplingSharing.Distance;

    /// <summary>The vectors that characters are.</summary>
    public CharacterVectors Vectors { get; init; } = CharacterVectors.OneHot;

    /// <summary>d, components of a character on the sphere, 2 to 1024; without meaning for one-hot vectors.</summary>
    public int Dim { get; init; } = 32;

    /// <summary>At how many distances pairs of neighboring characters are heard as tokens of their own; below the context.</summary>
    public int Pairs { get; init; }

    /// <summary>As <see cref="Pairs"/>, for three characters in a row.</summary>
    public int Triples { get; init; }

    /// <summary>As <see cref="Pairs"/>, for four characters in a row.</summary>
    public int Quadruples { get; init; }

    /// <summary>How often a pair, triple or quadruple must stand in the training text to be a token.</summary>
    public int LeastCount { get; init; } = 2;

    /// <summary>The chance of a source to be hidden from a token while learning, in [0, 1).</summary>
    public double HiddenFraction { get; init; }

    /// <summary>Passes over the training text.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Characters of a batch.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>The optimizer; its rate falls to zero along half a cosine.</summary>
    public OptimizerSettings Optimizer { get; init; } = new()
    {
        LearningRate = 1e-2,
        HalveEvery = 0,
        WeightDecay = 0,
        KeepRootMeanSquare = false,
    };

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or they do not fit one another; names it.</exception>
    public SequenceSettings Validated()
    {
        Require(nameof(Context), Context, 1, LongestContext);
        Require(nameof(Heads), Heads, 1, MostHeads);
        Require(nameof(Dim), Dim, 2, 1024);
        Require(nameof(Pairs), Pairs, 0, Math.Max(0, Context - 1));
        Require(nameof(Triples), Triples, 0, Math.Max(0, Context - 2));
        Require(nameof(Quadruples), Quadruples, 0, Math.Max(0, Context - 3));
        Require(nameof(LeastCount), LeastCount, 1, int.MaxValue);
        Require(nameof(Epochs), Epochs, 0, 1_000_000);
        Require(nameof(BatchSize), BatchSize, 1, 1 << 20);
        if (!(HiddenFraction is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(HiddenFraction), HiddenFraction, $"The share of hidden sources must be in [0, 1), not {HiddenFraction}.");
        Optimizer.ValidatedAdamW("Sequences");
        if (Pairs + Triples + Quadruples > 0 && (Sharing != CouplingSharing.Distance || Vectors != CharacterVectors.OneHot))
            throw new ArgumentException(
                "Tokens of several characters are one-hot and their couplings shared by distance; leave one of the two out.");
        return this;
    }

    internal static void Require(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}, not {value}.");
    }
}
