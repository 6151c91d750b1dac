using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Experiments;

/// <summary>What came of a recall experiment.</summary>
public sealed class RecallResult
{
    private IReadOnlyList<Summary>? _errors;

    internal RecallResult(RecallPlan plan, ImageTokenizer tokenizer, CorruptedImages images, Trajectory trajectory)
    {
        Plan = plan;
        Tokenizer = tokenizer;
        (Gray, Level, Corrupted, MaskedTokens) = (images.Gray, images.Level, images.Corrupted, images.Masked);
        Trajectory = trajectory;
    }

    /// <summary>What was asked for.</summary>
    public RecallPlan Plan { get; }

    /// <summary>Whether the levels are doubled or raw gray values.</summary>
    public GrayLevel Gray { get; }

    /// <summary>The originals u, [B, height, width, channels].</summary>
    public ReadOnlyMemory<float> Level { get; }

    /// <summary>What the network was shown: u with noise, or the originals where tokens are masked instead.</summary>
    public ReadOnlyMemory<float> Corrupted { get; }

    /// <summary>[B, N]; true where a token was masked. Empty for noise.</summary>
    public ReadOnlyMemory<bool> MaskedTokens { get; }

    /// <summary>Values of an image: height x width x channels.</summary>
    public int PixelsPerImage => Tokenizer.Grid.Pixels;

    /// <summary>How the images are cut into tokens.</summary>
    public PatchGrid Grid => Tokenizer.Grid;

    /// <summary>
    /// The first images, at most <see cref="RecallExperiment.ImagesShown"/>, as they passed by, whatever steps the plan keeps: u
    /// [images, height, width, channels] by step. Empty where no dynamics was run.
    /// </summary>
    public IReadOnlyDictionary<int, float[]> FirstImages { get; init; } = new Dictionary<int, float[]>();

    /// <summary>Every number, by step and image.</summary>
    public Trajectory Trajectory { get; }

    /// <summary>MSE over all pixels after each step: mean and 95 % interval over the images. Step t stands at index t - 1.</summary>
    public IReadOnlyList<Summary> Errors => _errors ??= [.. Trajectory.Errors.Select(errors => Summary.Of(errors, Plan.Seed))];

    /// <summary>1, 2, ..., the last step.</summary>
    public int[] Times => Trajectory.Times;

    /// <summary>MSE over the masked pixels after each step; empty without a mask.</summary>
    public IReadOnlyList<Summary> MaskedErrors => [.. Trajectory.MaskedErrors.Select(errors => Summary.Of(errors, Plan.Seed))];

    /// <summary>MSE over the known pixels after each step; empty without a mask.</summary>
    public IReadOnlyList<Summary> KnownErrors => [.. Trajectory.KnownErrors.Select(errors => Summary.Of(errors, Plan.Seed))];

    /// <summary>Mean MSE over all pixels after step t.</summary>
    /// <param name="t">1 to the number of steps.</param>
    public double ErrorAt(int t) => Errors[t - 1].Mean;

    /// <summary>
    /// How much larger the MSE is than that of another recall of the same images: mean difference and 95 % interval after each
    /// step that both have.
    /// </summary>
    /// <exception cref="ArgumentException">The other recalled other images.</exception>
    public IReadOnlyList<Summary> ErrorsMinus(RecallResult other) => Level.Span.SequenceEqual(other.Level.Span)
        ? [.. Trajectory.Errors.Zip(other.Trajectory.Errors, (here, there) => Summary.OfDifference(here, there, Plan.Seed))]
        : throw new ArgumentException("Errors are compared image by image, but the two recalls are of different images.", nameof(other));

    /// <summary>How the path of every image passed its original.</summary>
    /// <param name="bound">The largest MSE at which an image counts as held; positive and finite.</param>
    public MemoryPaths Paths(double bound = MemoryPath.Bound) => MemoryPaths.Of(Trajectory.Errors, bound, Plan.Seed);

    /// <summary>The share of images whose MSE is at most a bound after step t, with its 95 % interval.</summary>
    /// <param name="mse">The bound.</param>
    /// <param name="t">1 to the number of steps.</param>
    public Summary FractionWithin(double mse, int t) =>
        Summary.OfFraction(Trajectory.Errors[t - 1].Select(error => error <= mse), Plan.Seed);

    /// <summary>The states after step t, sorted into clusters.</summary>
    /// <param name="t">0, the start, or one of the steps that the plan keeps.</param>
    /// <param name="tolerance">The longest link, root mean square over tokens, as <see cref="StateClusters"/> takes it.</param>
    /// <exception cref="ArgumentException">The plan did not keep that step.</exception>
    public StateClusters ClustersAt(int t, double tolerance) =>
        StateClusters.Of(StateAt(t), Tokenizer.Tokens, Tokenizer.Dim, tolerance);

    /// <summary>
    /// How different the images still are after step t: <see cref="ImageSpread"/>, as a fraction of that of the originals.
    /// </summary>
    /// <param name="t">0, the start, or one of the steps that the plan keeps.</param>
    /// <exception cref="ArgumentException">The plan did not keep that step, or there are fewer than two images.</exception>
    public double SpreadAt(int t) =>
        ImageSpread.Of(ImagesAt(t), PixelsPerImage) / ImageSpread.Of(Level.Span, PixelsPerImage);

    /// <summary>The original images.</summary>
    /// <param name="images">Which, by position; none for all.</param>
    /// <returns>u, [images, height, width, channels].</returns>
    public float[] Originals(params int[] images) => Pick(Level.Span, PixelsPerImage, images);

    /// <summary>What the network was shown.</summary>
    /// <param name="images">Which, by position; none for all.</param>
    /// <returns>u, [images, height, width, channels]; masked pixels still hold the original.</returns>
    public float[] CorruptedImages(params int[] images) => Pick(Corrupted.Span, PixelsPerImage, images);

    /// <summary>The mask spread over pixels.</summary>
    /// <param name="images">Which, by position; none for all.</param>
    /// <returns>[images, height, width, channels], true where masked; empty for noise.</returns>
    public bool[] MaskedPixels(params int[] images) =>
        MaskedTokens.IsEmpty ? [] : Tokenizer.Grid.PixelMasks(Pick(MaskedTokens.Span, Tokenizer.Tokens, images));

    /// <summary>The decoded images after step t.</summary>
    /// <param name="t">0, the start, or one of the steps that the plan keeps.</param>
    /// <param name="images">Which, by position; none for all.</param>
    /// <returns>u, [images, height, width, channels].</returns>
    /// <exception cref="ArgumentException">The plan did not keep that step.</exception>
    public float[] ImagesAt(int t, params int[] images) => Tokenizer.Decode<float>(StateAt(t, images));

    /// <summary>The state after step t.</summary>
    /// <param name="t">0, the start, where masked tokens are zero; or one of the steps that the plan keeps.</param>
    /// <param name="images">Which, by position; none for all.</param>
    /// <returns>x, [images, N, d].</returns>
    /// <exception cref="ArgumentException">The plan did not keep that step.</exception>
    public float[] StateAt(int t, params int[] images)
    {
        if (t == 0) return Start(images);
        return Trajectory.States.TryGetValue(t, out float[]? state)
            ? Pick<float>(state, Tokenizer.Tokens * Tokenizer.Dim, images)
            : throw new ArgumentException(
                $"Step {t} was not kept; name it in the plan's KeepImagesAt (kept: {string.Join(", ", Trajectory.States.Keys)}).",
                nameof(t));
    }

    /// <summary>
    /// Writes what was measured and what the plan kept as NumPy's .npz, whole or not at all; <see cref="RecallFile"/> says which arrays.
    /// </summary>
    /// <param name="path">The file; it is replaced.</param>
    /// <param name="network">The network that recalled, for local energies and attention; null to leave them out.</param>
    /// <param name="attentionOf">Tokens whose attention is written too, by number from 0 on; null for none.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="ArgumentException">The network cuts images otherwise, or has no such token; says which.</exception>
    /// <exception cref="IOException">The place cannot be written; what was there stays.</exception>
    public void Save(string path, TrainedNetwork? network = null, IReadOnlyList<int>? attentionOf = null, WorkerPool? workers = null) =>
        RecallFile.Write(path, this, network, attentionOf ?? [], workers);

    private float[] Start(int[] images)
    {
        float[] state = Tokenizer.EncodeLevel<float>(Pick(Corrupted.Span, PixelsPerImage, images));
        bool[] masked = MaskedTokens.IsEmpty ? [] : Pick(MaskedTokens.Span, Tokenizer.Tokens, images);
        for (int k = 0; k < masked.Length; k++)
            if (masked[k]) state.AsSpan(k * Tokenizer.Dim, Tokenizer.Dim).Clear();
        return state;
    }

    /// <summary>How images become tokens.</summary>
    internal ImageTokenizer Tokenizer { get; }

    // Images are picked before anything is made of them.
    private static T[] Pick<T>(ReadOnlySpan<T> all, int size, int[] images)
    {
        if (images.Length == 0) return all.ToArray();
        T[] picked = new T[images.Length * size];
        for (int k = 0; k < images.Length; k++) all.Slice(images[k] * size, size).CopyTo(picked.AsSpan(k * size));
        return picked;
    }
}
