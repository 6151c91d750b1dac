using System.Numerics;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Verification;

/// <summary>The stages between an image and its tokens, each by itself, in either precision.</summary>
internal static class TokenizerStages
{
    public static double[] Compute<T>(ImageTokenizer tokenizer, string stage, double[] images, double[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] tokens = Array.ConvertAll(x, T.CreateTruncating), gray = Array.ConvertAll(images, T.CreateTruncating);
        T[] result = stage switch
        {
            "pixels" => Pixels(gray),
            "patches" => Patches(tokenizer.Grid, Pixels(gray)),
            "x" => tokenizer.Encode<T>(gray),
            "unembedded" => Unembedded(tokenizer.Embedding, tokens),
            "decoded" => tokenizer.Decode<T>(tokens),
            _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "This is no stage."),
        };
        return Array.ConvertAll(result, double.CreateTruncating);
    }

    private static T[] Pixels<T>(T[] gray)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] pixels = new T[2 * gray.Length];
        SphericalPixels.Encode(ImageTokenizer.Level<T>(gray), pixels.AsSpan());
        return pixels;
    }

    private static T[] Patches<T>(PatchGrid grid, T[] pixels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] patches = new T[pixels.Length];
        int image = 2 * grid.Pixels;
        for (int start = 0; start < pixels.Length; start += image) grid.Cut<T>(pixels.AsSpan(start, image), patches.AsSpan(start, image));
        return patches;
    }

    private static T[] Unembedded<T>(Embedding embedding, T[] tokens)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] patches = new T[tokens.Length / embedding.Dim * embedding.Components];
        embedding.Unembed<T>(tokens, patches);
        return patches;
    }
}
