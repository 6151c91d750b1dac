using System.Globalization;

namespace AttractorNotebooks.Data;

/// <summary>The published results figure as numbers: D'Amico and Negri (2024), read from its vector graphics.</summary>
public static class PublishedCurves
{
    private static readonly Lazy<IReadOnlyList<PublishedCurve>> Curves = new(Read);

    /// <summary>All curves.</summary>
    public static IReadOnlyList<PublishedCurve> All => Curves.Value;

    /// <summary>The training curve.</summary>
    public static PublishedTraining Training { get; } = new(
        [2, 3, 5, 6, 7, 8, 9],
        [0.699, 0.727, 0.750, 0.761, 0.771, 0.780, 0.779],
        [-1.078, -1.085, -1.133, -1.144, -1.160, -1.178, -1.182]);

    /// <summary>Finds a curve.</summary>
    /// <param name="task">"mask_0.3" or "noise_0.7".</param>
    /// <param name="name">"bare_self_attention", "transformer_block_repeated" or "standard_transformer".</param>
    /// <exception cref="ArgumentException">There is no such curve; says which there are.</exception>
    public static PublishedCurve Find(string task, string name) =>
        All.FirstOrDefault(curve => curve.Task == task && curve.Name == name)
        ?? throw new ArgumentException($"There is no published curve '{name}' for '{task}'; there are "
            + $"{string.Join(", ", All.Select(curve => $"{curve.Task}/{curve.Name}"))}.", nameof(name));

    private static List<PublishedCurve> Read()
    {
        using Stream stream = typeof(PublishedCurves).Assembly.GetManifestResourceStream("published-curves.csv")!;
        using StreamReader reader = new(stream);
        List<string[]> rows = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Trim().Split(','))];
        return [.. rows.GroupBy(row => (Task: row[0], Name: row[1])).Select(curve => new PublishedCurve(
            curve.Key.Task, curve.Key.Name, [.. curve.Select(row => int.Parse(row[2], CultureInfo.InvariantCulture))], Column(curve, 3),
            Column(curve, 4), Column(curve, 5)))];
    }

    private static double[] Column(IEnumerable<string[]> rows, int column) =>
        [.. rows.Select(row => row[column].Length == 0 ? double.NaN : double.Parse(row[column], CultureInfo.InvariantCulture))];
}
