namespace AttractorNotebooks.Sweeps;

/// <summary>A number that an experiment gives for every image.</summary>
/// <param name="Name">
/// Its name in tables and files. It stands for the definition: points on disk are known by it, so a changed definition needs a
/// new name.
/// </param>
/// <param name="PerImage">One value an image, in the order of the images.</param>
public sealed record Measure(string Name, Func<RecallRun, double[]> PerImage)
{
    /// <summary>
    /// Throws an <see cref="ArgumentException"/> where an experiment cannot be measured so, before any work; null where every one
    /// can.
    /// </summary>
    public Action<Experiment>? Check { get; init; }
}
