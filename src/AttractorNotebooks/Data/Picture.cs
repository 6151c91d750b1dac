using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace AttractorNotebooks.Data;

/// <summary>One image on its way into a set: gray values in [0, 1], [Height, Width, Channels], 1 channel or 3.</summary>
internal sealed record Picture(int Height, int Width, int Channels, float[] Values)
{
    // Whoever reads many pictures reads them side by side.
    private static readonly Configuration OneThread = new() { MaxDegreeOfParallelism = 1 };

    public static Picture Of(ImageSet images, int index) =>
        new(images.Height, images.Width, images.Channels, images.Image(index).ToArray());

    public Picture Cut((int Top, int Left, int Height, int Width) part)
    {
        float[] values = new float[part.Height * part.Width * Channels];
        int row = part.Width * Channels;
        for (int y = 0; y < part.Height; y++)
            Values.AsSpan(((part.Top + y) * Width + part.Left) * Channels, row).CopyTo(values.AsSpan(y * row));
        return new Picture(part.Height, part.Width, Channels, values);
    }

    public Picture ToGray()
    {
        if (Channels == 1) return this;
        float[] values = new float[Height * Width];
        for (int k = 0; k < values.Length; k++)
        {
            double luma = 0.299 * Values[3 * k] + 0.587 * Values[3 * k + 1] + 0.114 * Values[3 * k + 2];
            values[k] = (float)Math.Min(luma, 1);
        }
        return new Picture(Height, Width, 1, values);
    }

    public Picture ToRgb()
    {
        if (Channels == 3) return this;
        float[] values = new float[3 * Values.Length];
        for (int k = 0; k < values.Length; k++) values[k] = Values[k / 3];
        return new Picture(Height, Width, 3, values);
    }

    /// <summary>Resampled by a triangle filter, which widens where the image shrinks and never leaves the range of its values.</summary>
    public Picture ResizedTo(PixelSize size)
    {
        if ((size.Height, size.Width) == (Height, Width)) return this;
        RgbaVector[] pixels = new RgbaVector[Height * Width];
        for (int k = 0; k < pixels.Length; k++)
            pixels[k] = Channels == 1
                ? new RgbaVector(Values[k], Values[k], Values[k], 1)
                : new RgbaVector(Values[3 * k], Values[3 * k + 1], Values[3 * k + 2], 1);
        using Image<RgbaVector> image = Image.LoadPixelData(OneThread, pixels, Width, Height);
        image.Mutate(work => work.Resize(size.Width, size.Height, KnownResamplers.Triangle));
        RgbaVector[] resized = new RgbaVector[size.Height * size.Width];
        image.CopyPixelDataTo(resized);
        float[] values = new float[resized.Length * Channels];
        for (int k = 0; k < resized.Length; k++)
        {
            values[k * Channels] = Math.Clamp(resized[k].R, 0, 1);
            if (Channels == 1) continue;
            values[3 * k + 1] = Math.Clamp(resized[k].G, 0, 1);
            values[3 * k + 2] = Math.Clamp(resized[k].B, 0, 1);
        }
        return new Picture(size.Height, size.Width, Channels, values);
    }
}
