using System.Numerics;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tokens;

/// <summary>The whole way from images to tokens and back: level, spherical pixels, patches, embedding.</summary>
/// <param name="grid">How images are cut.</param>
/// <param name="embedding">The map from patches of that grid to tokens.</param>
public sealed class ImageTokenizer(PatchGrid grid, Embedding embedding)
{
    /// <summary>How images are cut.</summary>
    public PatchGrid Grid { get; } = grid;

    /// <summary>The map from patches to tokens.</summary>
    public Embedding Embedding { get; } = embedding.Components == grid.Components
        ? embedding
        : throw new ArgumentException(
            $"The embedding takes {embedding.Components} components, but patches of {grid.Patch} x {grid.Patch} with {grid.Channels} "
                + $"channel(s) have {grid.Components}.", nameof(embedding));

    /// <summary>N, tokens of an image.</summary>
    public int Tokens => Grid.Tokens;

    /// <summary>d, components of a token.</summary>
    public int Dim => Embedding.Dim;

    /// <summary>Turns images into tokens.</summary>
    /// <param name="images">Gray values v in [0, 1], [count, height, width, channels].</param>
    /// <returns>x, [count, N, d].</returns>
    public T[] Encode<T>(ReadOnlySpan<T> images)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] level = Level(images);
        return EncodeLevel<T>(level);
    }

    /// <summary>Turns images into tokens, float32.</summary>
    /// <param name="images">Images of the grid's size.</param>
    /// <returns>x, [count, N, d].</returns>
    /// <exception cref="ArgumentException">The images have another size.</exception>
    public float[] Encode(ImageSet images) => Encode<float>(images);

    /// <summary>Turns images into tokens, in the precision asked for.</summary>
    /// <inheritdoc cref="Encode(ImageSet)" path="/*[not(self::summary)]"/>
    public T[] Encode<T>(ImageSet images)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Height != Grid.Height || images.Width != Grid.Width || images.Channels != Grid.Channels)
        {
            throw new ArgumentException(
                $"{images.Name} has images of {images.Height} x {images.Width} x {images.Channels}, but the tokenizer cuts "
                    + $"{Grid.Height} x {Grid.Width} x {Grid.Channels}.",
                nameof(images));
        }
        return EncodeLevel<T>(images.Levels<T>());
    }

    /// <summary>Turns levels u (after u = clamp(2 v, 0, 1), as the noise task corrupts them) into tokens.</summary>
    /// <param name="level">u in [0, 1], [count, height, width, channels].</param>
    /// <returns>x, [count, N, d].</returns>
    public T[] EncodeLevel<T>(ReadOnlySpan<T> level)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = Count(level.Length, Grid.Pixels);
        T[] pixels = new T[2 * Grid.Pixels], patches = new T[2 * Grid.Pixels], tokens = new T[count * Tokens * Dim];
        for (int image = 0; image < count; image++)
        {
            SphericalPixels.Encode(level.Slice(image * Grid.Pixels, Grid.Pixels), pixels);
            Grid.Cut<T>(pixels, patches);
            Embedding.Embed<T>(patches, tokens.AsSpan(image * Tokens * Dim, Tokens * Dim));
        }
        return tokens;
    }

    /// <summary>What the spherical pixels keep of images: u = clamp(2 v, 0, 1), the target that decoded tokens are compared with.</summary>
    /// <param name="images">Gray values v in [0, 1].</param>
    /// <returns>u, the same shape.</returns>
    public static T[] Level<T>(ReadOnlySpan<T> images)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] level = new T[images.Length];
        SphericalPixels.Level(images, level);
        return level;
    }

    /// <summary>Turns tokens back into pixels.</summary>
    /// <param name="tokens">x, [count, N, d].</param>
    /// <returns>u in [0, 1], [count, height, width, channels].</returns>
    public T[] Decode<T>(ReadOnlySpan<T> tokens)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = Count(tokens.Length, Tokens * Dim);
        T[] pixels = new T[2 * Grid.Pixels], patches = new T[2 * Grid.Pixels], level = new T[count * Grid.Pixels];
        for (int image = 0; image < count; image++)
        {
            Embedding.Unembed(tokens.Slice(image * Tokens * Dim, Tokens * Dim), patches);
            Grid.Join<T>(patches, pixels);
            SphericalPixels.Decode<T>(pixels, level.AsSpan(image * Grid.Pixels, Grid.Pixels));
        }
        return level;
    }

    private static int Count(int length, int each) => length % each == 0
        ? length / each
        : throw new ArgumentException($"{length} numbers are no whole number of samples of {each}.");
}
