using AttractorNotebooks.Analysis;

namespace AttractorNotebooks.Experiments;

/// <summary>The paths of all images of a recall, and what they say on average: every mean with its 95 % interval over the images.</summary>
/// <param name="Each">One path an image, in order.</param>
/// <param name="Seed">Decides the resamples of the intervals.</param>
public sealed record MemoryPaths(IReadOnlyList<MemoryPath> Each, int Seed = 1)
{
    /// <summary>Reads paths off errors.</summary>
    /// <param name="errors">MSE, [steps][B].</param>
    /// <param name="bound">The largest MSE at which an image counts as held; positive and finite.</param>
    /// <param name="seed">Decides the resamples.</param>
    /// <exception cref="ArgumentException">As of <see cref="MemoryPath.Of(IReadOnlyList{double[]}, double)"/>.</exception>
    public static MemoryPaths Of(IReadOnlyList<double[]> errors, double bound = MemoryPath.Bound, int seed = 1) =>
        new(MemoryPath.Of(errors, bound), seed);

    /// <summary>The smallest MSE of a path.</summary>
    public Summary NearestError => Mean(path => path.NearestError);

    /// <summary>The step t of the smallest MSE.</summary>
    public Summary NearestAt => Mean(path => path.NearestAt);

    /// <summary>The lifetime in steps; a path that outlives the steps counts with those it had.</summary>
    public Summary Lifetime => Mean(path => path.Lifetime);

    /// <summary>The MSE after the last step.</summary>
    public Summary LastError => Mean(path => path.LastError);

    /// <summary>The share of images that were never held.</summary>
    public Summary NeverHeld => Summary.OfFraction(Each.Select(path => path.Lifetime == 0), Seed);

    /// <summary>The share of images that are still held after the last step.</summary>
    public Summary Outlived => Summary.OfFraction(Each.Select(path => path.Outlived), Seed);

    /// <summary>The mean of any number of a path.</summary>
    /// <exception cref="ArgumentException">There are no images.</exception>
    public Summary Mean(Func<MemoryPath, double> of) => Summary.Of(Each.Select(of), Seed);

    /// <summary>By how much a number is larger here than on other paths of the same images: the mean difference, image by image.</summary>
    /// <param name="others">Paths of the same images.</param>
    /// <param name="of">The number, for example <c>path => path.Lifetime</c>.</param>
    /// <exception cref="ArgumentException">There are no images, or not as many of both.</exception>
    public Summary Minus(MemoryPaths others, Func<MemoryPath, double> of)
    {
        ArgumentNullException.ThrowIfNull(others);
        return Summary.OfDifference([.. Each.Select(of)], [.. others.Each.Select(of)], Seed);
    }

    /// <summary>The paths of some images, for example of one class.</summary>
    /// <param name="keep">Says of an image, by position, whether its path is kept.</param>
    public MemoryPaths Where(Func<int, bool> keep) => this with { Each = [.. Each.Where((_, image) => keep(image))] };
}
