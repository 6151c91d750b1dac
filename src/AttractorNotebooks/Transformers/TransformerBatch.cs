using AttractorNotebooks.Experiments;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Transformers;

/// <summary>Images as a transformer gets them: patches of the corrupted images, and the patches that should come out.</summary>
internal sealed class TransformerBatch
{
    /// <summary>Cuts images.</summary>
    /// <param name="shown">The images, corrupted.</param>
    /// <param name="grid">How they are cut.</param>
    /// <param name="code">What a pixel is.</param>
    public TransformerBatch(CorruptedImages shown, PatchGrid grid, PixelCode code)
    {
        Shown = shown;
        Images = shown.Level.Length / grid.Pixels;
        Target = Patches(Level, grid, code);
        Input = Patches(shown.Corrupted, grid, code);
        for (int token = 0; token < Masked.Length; token++)
            if (Masked[token]) Input.AsSpan(token * grid.Components, grid.Components).Clear();
    }

    /// <summary>The images before and after their corruption.</summary>
    public CorruptedImages Shown { get; }

    /// <summary>B.</summary>
    public int Images { get; }

    /// <summary>The originals u, [B, height, width, channels].</summary>
    public float[] Level => Shown.Level;

    /// <summary>[B, N]; true where a token is masked. Empty for noise.</summary>
    public bool[] Masked => Shown.Masked;

    /// <summary>What the transformer gets, [B, N, a]; masked tokens are zero.</summary>
    public float[] Input { get; }

    /// <summary>What it should answer, [B, N, a].</summary>
    public float[] Target { get; }

    private static float[] Patches(float[] level, PatchGrid grid, PixelCode code)
    {
        float[] pixels = new float[2 * grid.Pixels], patches = new float[2 * level.Length];
        for (int start = 0; start < level.Length; start += grid.Pixels)
        {
            ReadOnlySpan<float> image = level.AsSpan(start, grid.Pixels);
            if (code == PixelCode.Spherical) SphericalPixels.Encode(image, pixels);
            for (int k = 0; k < image.Length && code == PixelCode.Linear; k++)
                (pixels[2 * k], pixels[2 * k + 1]) = (image[k], 1 - image[k]);
            grid.Cut<float>(pixels, patches.AsSpan(2 * start, pixels.Length));
        }
        return patches;
    }
}
