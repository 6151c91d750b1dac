using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>
/// Everything that decides a training run, apart from the images; the defaults are the published run. Others:
/// <see cref="TrainingPresets"/>.
/// </summary>
public sealed record TrainingPlan
{
    /// <summary>P, training images, as many of each class; at least 1.</summary>
    public int Examples { get; init; } = 10_000;

    /// <summary>Passes over the training images, at least 0.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>What of a gray value becomes a pixel.</summary>
    public GrayLevel Gray { get; init; } = GrayLevel.Doubled;

    /// <summary>p, the side of a patch in pixels.</summary>
    public int Patch { get; init; } = 2;

    /// <summary>d, the components of a token.</summary>
    public int Dim { get; init; } = 8;

    /// <summary>The fixed embedding.</summary>
    public EmbeddingKind Embedding { get; init; } = EmbeddingKind.Orthonormal;

    /// <summary>Seed of a random embedding; apart from the run's seed, because runs are comparable only under one embedding.</summary>
    /// <remarks>
    /// How fast training goes depends on F: layer norm acts on its components one by one. Over the orthonormal F of seeds 1 to
    /// 20, the similarity of masked pixels after epoch 8 of the published run lies between 0.73 and 0.81. The published F is not known;
    /// 18 is the seed whose training curves for run seeds 1 to 3 lie nearest the published one (all within 0.017).
    /// </remarks>
    public int EmbeddingSeed { get; init; } = 18;

    /// <summary>The local rule and its optimiser.</summary>
    public LearningSettings Learning { get; init; } = new();

    /// <summary>Stop when the similarity of masked pixels has not grown for so many epochs; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>How to recall with what was learnt; kept in the network's file. Training does not depend on it.</summary>
    public DynamicsSettings Recall { get; init; } = new();

    /// <summary>Seed of all else: images, start, order, tokens.</summary>
    public int Seed => Learning.Seed;

    /// <summary>The same plan with another seed.</summary>
    public TrainingPlan WithSeed(int seed) => this with { Learning = Learning with { Seed = seed } };

    /// <summary>
    /// The same plan on another number of images P, with passes for about as many updates, so that only the variety of the images
    /// differs: updates * B / max(B, P) passes, B being the size of a batch.
    /// </summary>
    /// <param name="examples">P, training images.</param>
    /// <param name="updates">The updates that are asked for in all.</param>
    public TrainingPlan WithExamples(int examples, int updates) =>
        this with { Examples = examples, Epochs = (int)((long)updates * Learning.BatchSize / Math.Max(Learning.BatchSize, examples)) };

    /// <summary>Trains a network from random couplings: <see cref="TrainingSession"/> where nothing is to be saved on the way.</summary>
    /// <param name="digits">Images to train and to measure on.</param>
    /// <param name="report">Told of every epoch, for example <c>Console.WriteLine</c>.</param>
    /// <exception cref="ArgumentException">The plan does not fit the images; says why.</exception>
    public TrainedNetwork Train(DigitData digits, Action<EpochReport>? report = null)
    {
        TrainingSession session = TrainingSession.Start(this, digits);
        session.Run(report);
        return session.Network;
    }

    /// <summary>Trains a network on some images alone, where nothing is to be measured on others meanwhile.</summary>
    /// <param name="images">Images to train on.</param>
    /// <exception cref="ArgumentException">The plan does not fit the images; says why.</exception>
    public TrainedNetwork Train(ImageSet images) => Train(new DigitData(images, images.Take(1), images.Name));

    /// <summary>The way from images to tokens that the plan asks for.</summary>
    /// <param name="images">Any images of the size that will be trained on.</param>
    /// <exception cref="ArgumentException">The patch does not divide the images, or the embedding does not fit patches of that size; says
    /// why.</exception>
    public ImageTokenizer Tokenizer(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        PatchGrid grid = new(images.Height, images.Width, Patch, images.Channels);
        return new ImageTokenizer(grid, Tokens.Embedding.Create(Embedding, Dim, grid.Components, EmbeddingSeed));
    }

    /// <summary>Checks the plan.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; names it.</exception>
    public TrainingPlan Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Examples, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegative(Patience);
        ArgumentOutOfRangeException.ThrowIfLessThan(Patch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Dim, 1);
        Learning.Validated();
        Learning.Rule.Validate(Learning, Dim);
        Recall.Validated();
        return this;
    }
}
