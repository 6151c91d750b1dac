using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Data;

/// <summary>Shapes in color, drawn by the library: ten classes, endless and seeded, for trials in color without a download.</summary>
/// <remarks>
/// Every class has a shape and a hue that varies little from image to image; place, size, slant and background vary more.
/// Edges are anti-aliased by their distance to the middle of a pixel.
/// </remarks>
public static class ColorPatterns
{
    /// <summary>Height and width in pixels where none is asked for.</summary>
    public const int Side = 32;

    /// <summary>The classes by label.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["disk", "ring", "square", "frame", "cross", "triangle", "half", "bars", "two disks", "checks"];

    /// <summary>Draws images; image k is of class k mod 10.</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <param name="seed">The same seed always gives the same images, on any number of threads.</param>
    /// <param name="split">An independent stream, for example <c>"train"</c> or <c>"test"</c>.</param>
    /// <param name="side">Height and width in pixels, 4 to 256.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <returns>Images of 3 channels with labels; image k depends on seed, split, side and k alone.</returns>
    public static ImageSet Draw(int count, int seed, string split = "train", int side = Side, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentException.ThrowIfNullOrWhiteSpace(split);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, 256);
        float[] pixels = new float[checked(count * side * side * 3)];
        byte[] labels = new byte[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, k =>
        {
            labels[k] = (byte)(k % ClassNames.Count);
            Draw(labels[k], SeededRandom.Create(seed, $"color patterns {split}", k),
                pixels.AsSpan(k * side * side * 3, side * side * 3), side);
        });
        return ImageSet.Adopt($"color patterns {split}", $"drawn shapes, seed {seed}", side, side, 3, pixels, labels);
    }

    private static void Draw(int shape, Random random, Span<float> pixels, int side)
    {
        double Normally(double mean, double deviation) => Normal.Sample(random, mean, deviation);
        double size = Math.Clamp(Normally(0.6, 0.06), 0.4, 0.8), angle = Normally(0, 0.15);
        double left = Normally(0, 0.08), top = Normally(0, 0.08);
        double hue = (double)shape / ClassNames.Count + Normally(0, 0.02), value = Math.Clamp(Normally(0.85, 0.08), 0.5, 1);
        double[] ink = Rgb(hue, 0.85, value), ground = Rgb(hue + 0.5 + Normally(0, 0.05), 0.5, Math.Clamp(Normally(0.2, 0.06), 0.05, 0.4));
        (double sine, double cosine) = Math.SinCos(angle);
        for (int y = 0, at = 0; y < side; y++)
            for (int x = 0; x < side; x++)
            {
                double across = (2 * x + 1.0) / side - 1 - left, down = (2 * y + 1.0) / side - 1 - top;
                double distance = Distance(shape, cosine * across + sine * down, cosine * down - sine * across, size);
                double cover = Math.Clamp(0.5 - distance * side / 2, 0, 1);
                for (int channel = 0; channel < 3; channel++)
                    pixels[at++] = (float)(ground[channel] + cover * (ink[channel] - ground[channel]));
            }
    }

    // From the shape's edge, negative inside, in half sides of the image.
    private static double Distance(int shape, double x, double y, double size)
    {
        double radius = Math.Sqrt(x * x + y * y), box = Math.Max(Math.Abs(x), Math.Abs(y));
        double Bar(double along) => Math.Abs(along - Math.Round(along / size) * size) - size / 4;
        return shape switch
        {
            0 => radius - size,
            1 => Math.Abs(radius - size) - 0.18,
            2 => box - size,
            3 => Math.Abs(box - size) - 0.15,
            4 => Math.Min(Math.Max(Math.Abs(x) - 0.2, Math.Abs(y) - size - 0.1), Math.Max(Math.Abs(y) - 0.2, Math.Abs(x) - size - 0.1)),
            5 => Math.Max(y - size / 2, Math.Max(0.866 * x - 0.5 * y, -0.866 * x - 0.5 * y) - size / 2),
            6 => y,
            7 => Bar(y),
            8 => Math.Min(Math.Sqrt((x - 0.42) * (x - 0.42) + y * y), Math.Sqrt((x + 0.42) * (x + 0.42) + y * y)) - size / 2,
            _ => Math.Max(-Math.Max(Bar(x), Bar(y)), Math.Min(Bar(x), Bar(y))),
        };
    }

    private static double[] Rgb(double hue, double saturation, double value)
    {
        double Channel(double shift)
        {
            double place = (hue + shift) * 6;
            place -= 6 * Math.Floor(place / 6);
            return value - value * saturation * Math.Clamp(Math.Min(place, 4 - place), 0, 1);
        }
        return [Channel(5.0 / 6), Channel(3.0 / 6), Channel(1.0 / 6)];
    }
}
