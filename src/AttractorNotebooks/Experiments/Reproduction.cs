using AttractorNotebooks.Data;

namespace AttractorNotebooks.Experiments;

/// <summary>Published results beside ours, with verdicts by one rule; and, apart from them, aims of our own.</summary>
/// <remarks>
/// <para>
/// A number is reproduced where it lies within 10 % of the published one or inside the published error bar, and partly within
/// 30 %. A curve: where the mean of |log(here / published)| is at most 0.1 or every point lies inside the error bars; partly up
/// to 0.3. A picture: where the root of the mean squared difference is at most 0.1 of the range from black to white; partly up
/// to 0.3.
/// </para>
/// <para>
/// In a notebook: <c>Table.From(results.Rows, Reproduction.Columns)</c> and <c>Table.From(results.Aims, Reproduction.AimColumns)</c>.
/// </para>
/// </remarks>
public sealed class Reproduction
{
    private const double Near = 0.1, Far = 0.3;

    private readonly List<ReproductionRow> _rows = [];
    private readonly List<Aim> _aims = [];

    /// <summary>What was published and what came out here.</summary>
    public IReadOnlyList<ReproductionRow> Rows => _rows;

    /// <summary>What we ask of ourselves.</summary>
    public IReadOnlyList<Aim> Aims => _aims;

    /// <summary>The columns of a table of <see cref="Rows"/>.</summary>
    public static (string Header, Func<ReproductionRow, object?> Cell)[] Columns { get; } =
    [
        ("what", row => row.What), ("published", row => row.Published), ("here", row => row.Here), ("distance", row => row.Distance),
        ("reproduced?", row => row.Reproduced.ToString().ToLowerInvariant()),
    ];

    /// <summary>The columns of a table of <see cref="Aims"/>.</summary>
    public static (string Header, Func<Aim, object?> Cell)[] AimColumns { get; } =
    [
        ("aim", aim => aim.Name), ("asked", aim => aim.Range), ("here", aim => aim.Value), ("reached?", aim => aim.Reached ? "yes" : "no"),
    ];

    /// <summary>Adds a number.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="published">The published number, not 0.</param>
    /// <param name="here">Ours.</param>
    /// <param name="low">Lower end of the published error bar; NaN where there is none.</param>
    /// <param name="high">Its upper end.</param>
    /// <exception cref="ArgumentException">The published number is 0 or not finite, so that nothing can be compared with it.</exception>
    public Reproduction Value(string what, double published, double here, double low = double.NaN, double high = double.NaN)
    {
        if (published == 0 || !double.IsFinite(published))
        {
            string why = $"'{what}': the published number is {published}; ratios need a finite one other than 0.";
            throw new ArgumentException(why, nameof(published));
        }
        double ratio = here / published;
        double distance = ratio > 0 ? Math.Abs(Math.Log(ratio)) : double.PositiveInfinity;
        _rows.Add(new ReproductionRow(what, published, here, distance, Judge(Math.Abs(ratio - 1), here >= low && here <= high)));
        return this;
    }

    /// <summary>Adds a number for every published point that there is one of ours for.</summary>
    /// <param name="what">What the number of a point is, for example "loss after epoch 3".</param>
    /// <param name="at">The published points, 1, 2, ..., for example epochs.</param>
    /// <param name="published">The published number of each, not 0.</param>
    /// <param name="here">Ours of the points 1, 2, ...; points after the last of them are left out.</param>
    /// <exception cref="ArgumentException">The published numbers are not as many as their points, or one is 0 or not finite.</exception>
    public Reproduction Values(
        Func<int, string> what, IReadOnlyList<int> at, IReadOnlyList<double> published, IEnumerable<double> here)
    {
        ArgumentNullException.ThrowIfNull(what);
        if (at.Count != published.Count)
            throw new ArgumentException($"{published.Count} published numbers were given for {at.Count} points.", nameof(published));
        double[] ours = [.. here];
        foreach ((int point, double number) in at.Zip(published))
            if (point <= ours.Length) Value(what(point), number, ours[point - 1]);
        return this;
    }

    /// <summary>Adds a point of a curve, with its published error bar.</summary>
    /// <param name="published">The published curve.</param>
    /// <param name="here">Ours.</param>
    /// <param name="t">The iteration.</param>
    /// <exception cref="ArgumentException">A curve has no such iteration.</exception>
    public Reproduction Point(PublishedCurve published, ErrorCurve here, int t)
    {
        double value = published.At(t);
        int index = Array.IndexOf(published.T, t);
        return Value($"{Title(published)}: MSE at t = {t}", value, here.At(t), published.Low[index], published.High[index]);
    }

    /// <summary>Adds a whole curve: by how much it is off on the whole.</summary>
    /// <param name="published">The published curve.</param>
    /// <param name="here">Ours.</param>
    /// <param name="from">The first iteration that counts.</param>
    public Reproduction Curve(PublishedCurve published, ErrorCurve here, int from = 1)
    {
        double distance = here.DistanceTo(published, from);
        int[] compared = [.. Enumerable.Range(0, published.T.Length).Where(k => published.T[k] >= from && published.T[k] <= here.Steps)];
        bool inside = compared.All(k => here.At(published.T[k]) >= published.Low[k] && here.At(published.T[k]) <= published.High[k]);
        _rows.Add(new ReproductionRow($"{Title(published)}: curve from t = {from}", null, null, distance, Judge(distance, inside)));
        return this;
    }

    /// <summary>Adds a picture.</summary>
    /// <param name="published">The published picture.</param>
    /// <param name="here">Ours, 28 x 28 levels.</param>
    public Reproduction Picture(PublishedImage published, ReadOnlySpan<float> here)
    {
        double mse = published.MseTo(here);
        string task = published.Task == RecallTask.Mask ? "mask" : "noise";
        string what = $"{task}, {published.Network}, the {published.Digit}: picture {published.What}";
        _rows.Add(new ReproductionRow(what, null, null, mse, Judge(Math.Sqrt(mse), inside: false)));
        return this;
    }

    /// <summary>Adds an aim of our own.</summary>
    /// <param name="what">The number.</param>
    /// <param name="here">Its value, above 0.</param>
    /// <param name="low">The least that it should be; 0 where nothing is asked.</param>
    /// <param name="high">The most that it should be; infinite where nothing is asked.</param>
    public Reproduction Aim(string what, double here, double low = 0, double high = double.PositiveInfinity)
    {
        _aims.Add(new Aim(what, here, low, high));
        return this;
    }

    /// <summary>Adds all rows and aims of other results.</summary>
    public Reproduction Add(Reproduction other)
    {
        _rows.AddRange(other._rows);
        _aims.AddRange(other._aims);
        return this;
    }

    private static Reproduced Judge(double off, bool inside) =>
        off <= Near || inside ? Reproduced.Yes : off <= Far ? Reproduced.Partly : Reproduced.No;

    private static string Title(PublishedCurve curve) => $"{curve.Task.Replace('_', ' ')}, {curve.Name.Replace('_', ' ')}";
}
