using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Experiments;

/// <summary>A picture of the published results figure, read back from its raster: 28 x 28 values, good to about 1 %.</summary>
/// <param name="Task">Masked tokens or noise.</param>
/// <param name="Network">"bare" for bare self-attention, "block" for the repeated transformer block.</param>
/// <param name="Digit">0 or 1, what the picture shows.</param>
/// <param name="TestIndex">Which MNIST test image it is, counted from 0.</param>
/// <param name="What">"original", "corrupted", "t5" or "t100".</param>
/// <param name="Pixels">Levels in [0, 1], row by row; 0 where masked.</param>
/// <param name="Masked">True where a pixel is hidden; only in corrupted pictures.</param>
public sealed record PublishedImage(RecallTask Task, string Network, int Digit, int TestIndex, string What, float[] Pixels, bool[] Masked)
{
    /// <summary>Pixels from top to bottom and from left to right.</summary>
    public const int Side = 28;

    /// <summary>What the picture shows of gray values: doubled ones beside bare self-attention under masks, raw ones elsewhere.</summary>
    public GrayLevel Gray => Task == RecallTask.Mask && Network == PublishedImages.Bare ? GrayLevel.Doubled : GrayLevel.Raw;

    /// <summary>The mean squared difference of another picture from this one.</summary>
    /// <param name="other">28 x 28 levels.</param>
    public double MseTo(ReadOnlySpan<float> other) => ImageErrors.Measure(other, Pixels, Side * Side).All[0];
}
