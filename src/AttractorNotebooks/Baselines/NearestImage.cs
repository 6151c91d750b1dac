using System.Numerics.Tensors;
using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Baselines;

/// <summary>The image of a set that is nearest to another.</summary>
/// <param name="Index">Its place in the set.</param>
/// <param name="Distance">The mean squared difference of levels u, comparable with the errors of <see cref="ImageErrors"/>.</param>
public readonly record struct NearestImage(int Index, double Distance)
{
    /// <summary>Finds, for every query, the nearest image of a set; of several equally near ones the first.</summary>
    /// <param name="images">The set to search, for example the training images; at least one.</param>
    /// <param name="queries">Finite levels u, shape [count, pixels], with as many pixels as the set's images.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <returns>One result a query.</returns>
    /// <exception cref="ArgumentException">The set is empty, or the lengths do not fit.</exception>
    public static NearestImage[] Find(ImageSet images, ReadOnlyMemory<float> queries, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        int pixels = images.PixelsPerImage;
        if (images.Count == 0) throw new ArgumentException($"{images.Name} holds no images to search.", nameof(images));
        if (queries.Length % pixels != 0)
            throw new ArgumentException(
                $"{queries.Length} values are no whole number of images of {pixels} pixels, the size of {images.Name}.", nameof(queries));

        // Every part of the set meets all queries, which stay in the cache; a part needs few images to make that worthwhile.
        const int Part = 512;
        int count = queries.Length / pixels, parts = (images.Count + Part - 1) / Part;
        NearestImage[][] found = new NearestImage[parts][];
        Parallel.For(0, parts, new ParallelOptions { CancellationToken = cancellation },
            part => found[part] = Search(images, part * Part, Math.Min(images.Count, (part + 1) * Part), queries.Span, count));

        NearestImage[] best = found[0];
        for (int part = 1; part < parts; part++)
            for (int k = 0; k < count; k++)
                if (found[part][k].Distance < best[k].Distance) best[k] = found[part][k];
        return best;
    }

    /// <summary>1 - MSE of every query with the nearest image of a set.</summary>
    /// <param name="images">The set to search, at least one image.</param>
    /// <param name="queries">Finite levels u, shape [count, pixels].</param>
    /// <exception cref="ArgumentException">The set is empty, or the lengths do not fit.</exception>
    public static double[] Similarities(ImageSet images, ReadOnlyMemory<float> queries) =>
        Array.ConvertAll(Find(images, queries), nearest => 1 - nearest.Distance);

    private static NearestImage[] Search(ImageSet images, int from, int to, ReadOnlySpan<float> queries, int count)
    {
        int pixels = images.PixelsPerImage;
        NearestImage[] best = new NearestImage[count];
        Array.Fill(best, new NearestImage(from, double.PositiveInfinity));
        float[] levels = new float[pixels];
        for (int index = from; index < to; index++)
        {
            PixelLevel.Of(images.Image(index), levels);
            for (int k = 0; k < count; k++)
            {
                double distance = TensorPrimitives.Distance(levels, queries.Slice(k * pixels, pixels));
                distance *= distance / pixels;
                if (distance < best[k].Distance) best[k] = new NearestImage(index, distance);
            }
        }
        return best;
    }
}
