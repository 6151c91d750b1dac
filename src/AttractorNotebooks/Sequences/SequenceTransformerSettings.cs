using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sequences;

/// <summary>How the transformer that sequences are compared with is made and trained.</summary>
public sealed record SequenceTransformerSettings
{
    /// <summary>N, characters of a window, 1 to 256.</summary>
    public int Context { get; init; } = 32;

    /// <summary>Components of a token inside, 1 to 4096; a multiple of the heads.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Heads, at least 1.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Components between the two layers of the MLP, 1 to 16384.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Blocks, 1 to 64.</summary>
    public int Blocks { get; init; } = 1;

    /// <summary>Passes over the training text, 0 to 1000000.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Windows of a batch, 1 to 65536.</summary>
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
        SequenceSettings.Require(nameof(Context), Context, 1, SequenceSettings.LongestContext);
        SequenceSettings.Require(nameof(Width), Width, 1, 4096);
        SequenceSettings.Require(nameof(Heads), Heads, 1, Width);
        SequenceSettings.Require(nameof(Hidden), Hidden, 1, 16384);
        SequenceSettings.Require(nameof(Blocks), Blocks, 1, 64);
        SequenceSettings.Require(nameof(BatchSize), BatchSize, 1, 1 << 16);
        SequenceSettings.Require(nameof(Epochs), Epochs, 0, 1_000_000);
        if (Width % Heads != 0) throw new ArgumentException($"{Heads} heads do not divide a width of {Width}.", nameof(Heads));
        Optimizer.ValidatedAdamW("Transformers");
        return this;
    }
}
