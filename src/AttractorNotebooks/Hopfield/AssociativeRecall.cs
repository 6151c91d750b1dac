using System.Numerics.Tensors;
using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Hopfield;

/// <summary>
/// The recall experiment for networks without attention between tokens: the same images, corruption and errors as
/// <see cref="RecallExperiment"/>.
/// </summary>
/// <remarks>
/// Images become spins: tokens divided by their lengths, which for full spherical pixels are all alike. Masked tokens start as
/// zero vectors.
/// </remarks>
public static class AssociativeRecall
{
    /// <summary>Images as patterns to store.</summary>
    /// <param name="tokenizer">The way from images to tokens.</param>
    /// <param name="images">The images.</param>
    /// <returns>Unit tokens, [count, N, d].</returns>
    public static double[] Patterns(ImageTokenizer tokenizer, ImageSet images) => Spins(tokenizer, images.Levels());

    /// <summary>Corrupts images, runs the network on them, and measures every step against the originals.</summary>
    /// <param name="memory">The network; of N d components.</param>
    /// <param name="tokenizer">The way from images to tokens and back.</param>
    /// <param name="images">The images to corrupt and recall.</param>
    /// <param name="plan">Task, strength, steps, seed; the rest does not matter here.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentException">The network does not fit the images.</exception>
    public static AssociativeResult Run(
        IAssociativeMemory memory, ImageTokenizer tokenizer, ImageSet images, RecallPlan plan, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(memory);
        int size = tokenizer.Tokens * tokenizer.Dim;
        if (memory.Components != size)
            throw new ArgumentException(
                $"The network has states of {memory.Components} components, but images become {size}.", nameof(memory));
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Steps, 1);
        CorruptedImages shown = CorruptedImages.Of(images, tokenizer.Tokens, plan, GrayLevel.Doubled);
        double[] states = Spins(tokenizer, shown.Corrupted);
        for (int i = 0; i < shown.Masked.Length; i++) if (shown.Masked[i]) states.AsSpan(i * tokenizer.Dim, tokenizer.Dim).Clear();
        List<double[]> errors = [];
        float[] decoded = [];
        double[] lastMove = [];
        for (int t = 1; t <= plan.Steps; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] before = states;
            states = memory.Advance(before);
            if (t == plan.Steps) lastMove = RootMeanSquareMoves(before, states, size, tokenizer.Tokens);
            decoded = Decode(tokenizer, states);
            errors.Add(ImageErrors.Measure(decoded, shown.Level, tokenizer.Grid.Pixels).All);
        }
        return new AssociativeResult(errors, decoded, lastMove, plan.Seed);
    }

    private static double[] RootMeanSquareMoves(double[] before, double[] after, int size, int tokens) =>
        [.. before.Chunk(size).Zip(after.Chunk(size), (from, to) => TensorPrimitives.Distance<double>(from, to) / Math.Sqrt(tokens))];

    // A spin has length one, an image's token the length that the embedding gives to a patch of unit pixels.
    private static float[] Decode(ImageTokenizer tokenizer, double[] states)
    {
        double scale = PatchLength(tokenizer);
        return Array.ConvertAll(tokenizer.Decode<double>(Array.ConvertAll(states, x => x * scale)), u => (float)u);
    }

    private static double PatchLength(ImageTokenizer tokenizer)
    {
        double[] black = tokenizer.EncodeLevel<double>(new double[tokenizer.Grid.Pixels]);
        return TensorPrimitives.Norm<double>(black.AsSpan(0, tokenizer.Dim));
    }

    private static double[] Spins(ImageTokenizer tokenizer, float[] level) =>
        UnitTokens.Of(tokenizer.EncodeLevel<double>(Array.ConvertAll(level, u => (double)u)), tokenizer.Dim);
}
