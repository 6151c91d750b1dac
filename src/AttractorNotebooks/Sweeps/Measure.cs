namespace AttractorNotebooks.Sweeps;

/// <summary>A number that an experiment gives for every image, or one for each of some named groups.</summary>
/// <param name="Name">
/// Its name in tables and files. It stands for the definition: points on disk are known by it, so a changed definition needs a
/// new name.
/// </param>
/// <param name="PerImage">One value an image, in the order of the images; with <see cref="Groups"/>, one a group.</param>
public sealed record Measure(string Name, Func<RecallRun, double[]> PerImage)
{
    /// <summary>
    /// What there is a value of, where that is not the images: <c>["symmetric", "antisymmetric"]</c>, <c>["end states"]</c>. Every
    /// group is a column <c>name.group</c> of the table, with one value a run. Null for one value an image.
    /// </summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>The columns that it makes.</summary>
    internal IEnumerable<string> Columns => Groups is null ? [Name] : Groups.Select(group => $"{Name}.{group}");

    /// <summary>Measures a run: by column, one value an image or a single one.</summary>
    /// <exception cref="ArgumentException">There are more or fewer values than were declared; says how many.</exception>
    internal IEnumerable<KeyValuePair<string, double[]>> Of(RecallRun run)
    {
        double[] values = PerImage(run);
        int count = Groups?.Count ?? run.Images.Count;
        if (values?.Length != count)
            throw new ArgumentException(
                $"The measure {Name} must give one value for each of {count} {(Groups is null ? "images" : "groups")}.");
        return Groups is null
            ? [KeyValuePair.Create(Name, values)] : Columns.Zip(values, (column, value) => KeyValuePair.Create(column, new[] { value }));
    }

    /// <summary>
    /// Throws an <see cref="ArgumentException"/> where an experiment cannot be measured so, before any work; null where every one
    /// can.
    /// </summary>
    public Action<Experiment>? Check { get; init; }
}
