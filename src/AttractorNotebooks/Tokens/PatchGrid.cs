using System.Numerics;

namespace AttractorNotebooks.Tokens;

/// <summary>How an image is cut into square patches: one patch becomes one token.</summary>
/// <remarks>
/// Patches are numbered row by row over the grid. Inside a patch the order is y, x, channel, component, where the two
/// components are those of a spherical pixel; a gray image has one channel.
/// </remarks>
public sealed record PatchGrid
{
    /// <summary>Describes the cut.</summary>
    /// <param name="height">Image height in pixels, at least 1.</param>
    /// <param name="width">Image width in pixels, at least 1.</param>
    /// <param name="patch">Side p of a patch in pixels; must divide height and width.</param>
    /// <param name="channels">Color channels: 1 (gray) or 3 (RGB).</param>
    /// <exception cref="ArgumentException">A size is not positive, or p does not divide the image.</exception>
    public PatchGrid(int height, int width, int patch, int channels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(patch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (height % patch != 0 || width % patch != 0)
            throw new ArgumentException(
                $"Patches of {patch} x {patch} do not divide an image of {height} x {width} pixels; choose a common divisor of both "
                    + "sides.", nameof(patch));
        if (2.0 * height * width * channels > Array.MaxLength)
            throw new ArgumentException($"An image of {height} x {width} x {channels} is larger than one array holds.", nameof(height));
        Height = height;
        Width = width;
        Patch = patch;
        Channels = channels;
    }

    /// <summary>Image height in pixels.</summary>
    public int Height { get; }

    /// <summary>Image width in pixels.</summary>
    public int Width { get; }

    /// <summary>Side p of a patch in pixels.</summary>
    public int Patch { get; }

    /// <summary>Color channels.</summary>
    public int Channels { get; }

    /// <summary>Patches in a row of the grid.</summary>
    public int Columns => Width / Patch;

    /// <summary>Rows of the grid.</summary>
    public int Rows => Height / Patch;

    /// <summary>N, the number of tokens of an image.</summary>
    public int Tokens => Rows * Columns;

    /// <summary>a = 2 p^2 channels, the components of a patch of spherical pixels.</summary>
    public int Components => 2 * Patch * Patch * Channels;

    /// <summary>Numbers in an image: height x width x channels.</summary>
    public int Pixels => Height * Width * Channels;

    /// <summary>Gathers the pixels of one image into patches.</summary>
    /// <param name="pixels">[height, width, channels, components].</param>
    /// <param name="patches">[N, p^2 channels components]; receives the patches.</param>
    /// <param name="components">Numbers of a pixel: 2 for spherical pixels, 1 for levels.</param>
    public void Cut<T>(ReadOnlySpan<T> pixels, Span<T> patches, int components = 2)
        where T : unmanaged, INumber<T>
    {
        Require(pixels.Length, components, nameof(pixels));
        Require(patches.Length, components, nameof(patches));
        int length = Patch * Channels * components;
        for (int token = 0, at = 0; token < Tokens; token++)
            for (int y = 0; y < Patch; y++, at += length)
                pixels.Slice(RowStart(token, y) * components, length).CopyTo(patches[at..]);
    }

    /// <summary>The pixels of one image, patch by patch.</summary>
    /// <param name="pixels">[height, width, channels], for example levels.</param>
    /// <returns>[N][p^2 channels], row by row inside a patch.</returns>
    /// <exception cref="ArgumentException">The image has another size.</exception>
    public T[][] Patches<T>(ReadOnlySpan<T> pixels)
        where T : unmanaged, INumber<T>
    {
        T[] patches = new T[pixels.Length];
        Cut<T>(pixels, patches, components: 1);
        return [.. patches.Chunk(Patch * Patch * Channels)];
    }

    /// <summary>The reverse of <see cref="Cut{T}"/>.</summary>
    /// <param name="patches">[N, p^2 channels components].</param>
    /// <param name="pixels">[height, width, channels, components]; receives the pixels.</param>
    /// <param name="components">Numbers of a pixel: 2 for spherical pixels, 1 for levels.</param>
    public void Join<T>(ReadOnlySpan<T> patches, Span<T> pixels, int components = 2)
        where T : unmanaged, INumber<T>
    {
        Require(pixels.Length, components, nameof(pixels));
        Require(patches.Length, components, nameof(patches));
        int length = Patch * Channels * components;
        for (int token = 0, at = 0; token < Tokens; token++)
            for (int y = 0; y < Patch; y++, at += length)
                patches.Slice(at, length).CopyTo(pixels[(RowStart(token, y) * components)..]);
    }

    /// <summary>Spreads a mask over tokens to the pixels of an image.</summary>
    /// <param name="tokens">[N]; true where a token is masked.</param>
    /// <returns>[height x width x channels]; true where a pixel is masked.</returns>
    /// <exception cref="ArgumentException">The mask has another number of entries.</exception>
    public bool[] PixelMask(ReadOnlySpan<bool> tokens)
    {
        if (tokens.Length != Tokens)
            throw new ArgumentException($"A mask for {Tokens} tokens is needed, but it has {tokens.Length} entries.", nameof(tokens));
        bool[] pixels = new bool[Pixels];
        for (int y = 0, at = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                for (int channel = 0; channel < Channels; channel++)
                    pixels[at++] = tokens[y / Patch * Columns + x / Patch];
        return pixels;
    }

    /// <summary>Spreads masks over tokens to the pixels of images.</summary>
    /// <param name="tokens">[count, N]; true where a token is masked.</param>
    /// <returns>[count, height x width x channels]; true where a pixel is masked.</returns>
    /// <exception cref="ArgumentException">The entries are no whole number of masks.</exception>
    public bool[] PixelMasks(ReadOnlySpan<bool> tokens)
    {
        if (tokens.Length % Tokens != 0)
            throw new ArgumentException($"{tokens.Length} entries are no whole number of masks for {Tokens} tokens.", nameof(tokens));
        bool[] pixels = new bool[tokens.Length / Tokens * Pixels];
        for (int image = 0; image < tokens.Length / Tokens; image++)
            PixelMask(tokens.Slice(image * Tokens, Tokens)).CopyTo(pixels, image * Pixels);
        return pixels;
    }

    // Patch rows are contiguous in the image, whatever the number of channels.
    private int RowStart(int token, int y) => (((token / Columns * Patch) + y) * Width + token % Columns * Patch) * Channels;

    private void Require(int length, int components, string name)
    {
        if (length == components * Pixels) return;
        string kind = components == 2 ? "spherical components" : $"numbers, {components} a pixel";
        throw new ArgumentException(
            $"An image of {Height} x {Width} x {Channels} has {components * Pixels} {kind}, but {length} were given.", name);
    }
}
