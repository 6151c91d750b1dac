using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sequences;

/// <summary>How the transformer that sequences are compared with is made and trained.</summary>
public sealed record SequenceTransformerSettings
{
    /// <summary>N, characters of a window, 1 to 256.</summary>
    public int Context { get; init; } = 32;

    /// <summary>Components of a token inside; a multiple of the heads.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Components between the two layers of the MLP.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Blocks.</summary>
    public int Blocks { get; init; } = 1;

    /// <summary>Passes over the training text.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Windows of a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The optimizer; its rate falls to zero along half a cosine.</summary>
    public OptimizerSettings Optimizer { get; init; } = new()
    {
        LearningRate = 3e-3,
        HalveEvery = 0,
        WeightDecay = 0.1,
        KeepRootMeanSquare = false,
    };

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; names it.</exception>
    public SequenceTransformerSettings Validated()
    {
        Require(nameof(Context), Context, SequenceSettings.LongestContext);
        Require(nameof(Width), Width, 4096);
        Require(nameof(Heads), Heads, Width);
        Require(nameof(Hidden), Hidden, 16384);
        Require(nameof(Blocks), Blocks, 64);
        Require(nameof(BatchSize), BatchSize, 1 << 16);
        ArgumentOutOfRangeException.ThrowIfNegative(Epochs);
        if (Width % Heads != 0) throw new ArgumentException($"{Heads} heads do not divide a width of {Width}.", nameof(Heads));
        Optimizer.Validated();
        return this;
    }

    private static void Require(string name, int value, int most)
    {
        if (value < 1 || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from 1 to {most}, not {value}.");
    }
}
