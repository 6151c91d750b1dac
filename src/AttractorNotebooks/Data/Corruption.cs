using System.Globalization;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace AttractorNotebooks.Data;

/// <summary>Damages images for the network to restore: masks over tokens, noise over pixels.</summary>
/// <remarks>
/// Masks are [count, tokens], row-major, true where a token is hidden. What happens to image k depends on the seed and k
/// alone, so a larger set begins with the same masks and noise as a smaller one.
/// </remarks>
public static class Corruption
{
    /// <summary>Hides the same number of tokens of every image, chosen uniformly without replacement.</summary>
    /// <param name="count">Number of images, at least 0.</param>
    /// <param name="tokens">Tokens an image, N.</param>
    /// <param name="fraction">Share of tokens to hide, above 0 and below 1; published runs hide 0.3.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="rounding">How fraction * tokens becomes a whole number.</param>
    /// <returns>A mask [count, tokens], true where hidden.</returns>
    /// <exception cref="ArgumentException">The fraction hides all tokens or none.</exception>
    public static bool[] RandomTokens(int count, int tokens, double fraction, int seed, MaskRounding rounding = MaskRounding.Nearest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(
                nameof(fraction), fraction, Invariant($"The masked fraction lies between 0 and 1, both excluded; {fraction} does not."));
        int hidden = (int)Math.Round(fraction * tokens,
            rounding == MaskRounding.Down ? MidpointRounding.ToZero : MidpointRounding.AwayFromZero);
        if (hidden == 0 || hidden == tokens)
        {
            string all = hidden == 0 ? "none" : "all";
            throw new ArgumentException(
                Invariant($"Masking {fraction} of {tokens} tokens hides {all} of them; at least one must be hidden and one known."),
                nameof(fraction));
        }

        bool[] mask = new bool[checked(count * tokens)];
        Parallel.For(0, count, k =>
        {
            Span<bool> row = mask.AsSpan(k * tokens, tokens);
            row[..hidden].Fill(true);
            SeededRandom.Create(seed, "mask tokens", k).Shuffle(row);
        });
        return mask;
    }

    /// <summary>Sets masked tokens to the zero vector, as recall starts.</summary>
    /// <param name="tokens">x, [count, N, d].</param>
    /// <param name="mask">[count, N], true where a token is hidden.</param>
    /// <returns>A copy of x with zeros where it is hidden.</returns>
    /// <exception cref="ArgumentException">The numbers are not equally many for every token of the mask.</exception>
    public static T[] HideTokens<T>(ReadOnlySpan<T> tokens, ReadOnlySpan<bool> mask)
        where T : struct
    {
        if (mask.IsEmpty || tokens.Length % mask.Length != 0)
            throw new ArgumentException($"{tokens.Length} numbers are no whole number for each of {mask.Length} tokens.", nameof(mask));
        int dim = tokens.Length / mask.Length;
        T[] hidden = tokens.ToArray();
        for (int token = 0; token < mask.Length; token++)
            if (mask[token]) hidden.AsSpan(token * dim, dim).Clear();
        return hidden;
    }

    /// <summary>Hides one square block of tokens in every image, its place chosen uniformly among those inside the image.</summary>
    /// <param name="count">Number of images, at least 0.</param>
    /// <param name="rows">Height of the token grid.</param>
    /// <param name="columns">Width of the token grid.</param>
    /// <param name="side">Side of the block in tokens, from 1 to the smaller side of the grid.</param>
    /// <param name="seed">Decides where.</param>
    /// <returns>A mask [count, rows * columns], true where hidden.</returns>
    /// <exception cref="ArgumentException">The block does not fit, or covers the whole grid.</exception>
    public static bool[] SquareBlock(int count, int rows, int columns, int side, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (side < 1 || side > Math.Min(rows, columns))
            throw new ArgumentOutOfRangeException(nameof(side), side,
                $"A block of {side} x {side} tokens does not fit the {rows} x {columns} grid; its side runs from 1 to "
                    + $"{Math.Min(rows, columns)}.");
        if (side * side == rows * columns)
            throw new ArgumentException(
                $"A block of {side} x {side} tokens hides the whole {rows} x {columns} grid; at least one token must be known.",
                nameof(side));

        bool[] mask = new bool[checked(count * rows * columns)];
        for (int k = 0; k < count; k++)
        {
            Random random = SeededRandom.Create(seed, "mask block", k);
            int top = random.Next(rows - side + 1), left = random.Next(columns - side + 1);
            for (int y = top; y < top + side; y++) mask.AsSpan((k * rows + y) * columns + left, side).Fill(true);
        }
        return mask;
    }

    /// <summary>Refuses a mask that leaves nothing to restore, or nothing to restore it from.</summary>
    /// <param name="mask">A mask [count, tokens], true where hidden.</param>
    /// <param name="tokens">Tokens an image, N.</param>
    /// <param name="mayHideNone">Whether an image may have no hidden token.</param>
    /// <exception cref="ArgumentException">
    /// An image has all tokens masked or none, or the length is no multiple of <paramref name="tokens"/>.
    /// </exception>
    public static void RequireMask(ReadOnlySpan<bool> mask, int tokens, bool mayHideNone = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        if (mask.Length % tokens != 0)
            throw new ArgumentException($"A mask of {mask.Length} values is no whole number of images of {tokens} tokens.", nameof(mask));
        for (int image = 0; image < mask.Length / tokens; image++)
        {
            int hidden = mask.Slice(image * tokens, tokens).Count(true);
            if (hidden == tokens)
                throw new ArgumentException(
                    $"The mask hides all {tokens} tokens of image {image}; at least one must be known.", nameof(mask));
            if (hidden == 0 && !mayHideNone)
                throw new ArgumentException($"The mask hides no token of image {image}; at least one must be hidden.", nameof(mask));
        }
    }

    /// <summary>Adds noise to the level of every pixel: by default u &lt;- clamp(u + strength * n, 0, 1), n standard normal.</summary>
    /// <remarks>
    /// The level u = clamp(2 v, 0, 1) of a gray value v is what a spherical pixel is made of, so the noise acts where the
    /// network sees it. The law behind the published noise of strength 0.7 is not stated; the default is our reading of it, the
    /// other fits the published pictures.
    /// </remarks>
    /// <param name="images">The images to damage.</param>
    /// <param name="strength">Standard deviation of the noise before it is clamped; finite, at least 0.</param>
    /// <param name="seed">Decides the noise.</param>
    /// <param name="law">What the noise does.</param>
    /// <returns>Noisy levels in [0, 1], shape [count, height, width, channels].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The strength is negative or not finite.</exception>
    public static float[] Noise(ImageSet images, double strength, int seed, NoiseLaw law = NoiseLaw.Clamped)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (!(strength >= 0 && double.IsFinite(strength)))
            throw new ArgumentOutOfRangeException(
                nameof(strength), strength, Invariant($"The strength of noise is a finite number of at least 0, not {strength}."));
        float[] levels = images.Levels();
        int size = images.PixelsPerImage;
        Parallel.For(0, images.Count, k =>
        {
            Span<float> image = levels.AsSpan(k * size, size);
            double[] noisy = new double[size];
            Normal.Samples(SeededRandom.Create(seed, "noise", k), noisy, 0, 1);
            for (int i = 0; i < size; i++) noisy[i] = image[i] + strength * noisy[i];
            if (law == NoiseLaw.Standardized) Standardize(noisy, ArrayStatistics.PopulationStandardDeviation([.. image]));
            for (int i = 0; i < size; i++) image[i] = (float)Math.Clamp(noisy[i], 0, 1);
        });
        return levels;
    }

    // Mean 0.5 and the given deviation. Without any, as a constant image without noise has, nothing is there to scale.
    private static void Standardize(double[] values, double deviation)
    {
        double own = ArrayStatistics.PopulationStandardDeviation(values), mean = ArrayStatistics.Mean(values), scale = own > 0
            ? deviation / own : 0;
        for (int i = 0; i < values.Length; i++) values[i] = 0.5 + scale * (values[i] - mean);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
