using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Transformers;

/// <summary>Images as a transformer gets them: patches of the corrupted images, and the patches that should come out.</summary>
internal sealed class TransformerBatch
{
    /// <summary>Corrupts images.</summary>
    /// <param name="images">The originals.</param>
    /// <param name="grid">How they are cut.</param>
    /// <param name="task">Masking or noise.</param>
    /// <param name="strength">Share of masked tokens, or deviation of the noise.</param>
    /// <param name="seed">Decides masks and noise.</param>
    public TransformerBatch(ImageSet images, PatchGrid grid, RecallTask task, double strength, int seed)
    {
        Images = images.Count;
        Level = images.Levels();
        Masked = task == RecallTask.Mask ? Corruption.RandomTokens(images.Count, grid.Tokens, strength, seed) : [];
        Corrupted = task == RecallTask.Mask ? Level : Corruption.Noise(images, strength, seed);
        Target = Patches(Level, grid);
        Input = task == RecallTask.Mask ? [.. Target] : Patches(Corrupted, grid);
        for (int token = 0; token < Masked.Length; token++)
            if (Masked[token]) Input.AsSpan(token * grid.Components, grid.Components).Clear();
    }

    /// <summary>B.</summary>
    public int Images { get; }

    /// <summary>The originals u, [B, height, width, channels].</summary>
    public float[] Level { get; }

    /// <summary>u with noise, or the originals where tokens are masked instead.</summary>
    public float[] Corrupted { get; }

    /// <summary>[B, N]; true where a token is masked. Empty for noise.</summary>
    public bool[] Masked { get; }

    /// <summary>What the transformer gets, [B, N, a]; masked tokens are zero.</summary>
    public float[] Input { get; }

    /// <summary>What it should answer, [B, N, a].</summary>
    public float[] Target { get; }

    private static float[] Patches(float[] level, PatchGrid grid)
    {
        float[] pixels = new float[2 * grid.Pixels], patches = new float[2 * level.Length];
        for (int start = 0; start < level.Length; start += grid.Pixels)
        {
            SphericalPixels.Encode<float>(level.AsSpan(start, grid.Pixels), pixels);
            grid.Cut<float>(pixels, patches.AsSpan(2 * start, pixels.Length));
        }
        return patches;
    }
}
