namespace AttractorNotebooks.Plotly.Tests;

/// <summary>One small figure of every kind.</summary>
internal static class Samples
{
    private static readonly double[] Steps = [1, 2, 5, 10, 20, 50, 100];
    private static readonly double[] Errors = [0.041, 0.041, 0.042, 0.043, 0.045, 0.068, 0.125];

    public static LineChart Lines { get; } = Figure.Lines("MSE against t")
        .Add("here", Steps, Errors, Errors.Select(value => value * 0.8), Errors.Select(value => value * 1.2))
        .Points("published", Steps, Errors.Select(value => value + 0.01))
        .XAxis("iteration t", log: true)
        .YAxis("MSE (all pixels)", log: true)
        .Baseline("mean image", 0.0672);

    public static BarChart Bars { get; } = Figure.Bars("Error by method", ["attention", "Hopfield"])
        .Add("mask", [0.04, 0.09], [0.03, 0.08], [0.05, 0.1])
        .Add("noise", [0.14, 0.16])
        .YAxis("MSE (all pixels)");

    public static HeatmapFigure Heatmap { get; } = Figure.Heatmap("J_ij", new[,] { { -0.5, 0.25 }, { double.NaN, 1 } })
        .XAxis("component of token j").YAxis("component of token i").ColorBar("coupling");

    public static ImageFigure Images { get; } = Figure.Images("Two digits", 2, 3)
        .Column("original", Enumerable.Range(0, 12).Select(index => index / 11f))
        .Column("masked", Enumerable.Range(0, 12).Select(index => index / 11f), Enumerable.Range(0, 12).Select(index => index % 4 == 0))
        .RowTitles("zero", "one");

    public static GridFigure Grid { get; } = Figure.Grid(2, Lines, Images, Heatmap, Bars).Titled("All of them");

    public static AnimatedFigure Animation { get; } = Figure.Animate("State over t", Enumerable.Range(0, 4), Frame);

    public static IReadOnlyDictionary<string, Figure> All { get; } = new Dictionary<string, Figure>
    {
        ["lines"] = Lines,
        ["bars"] = Bars,
        ["heatmap"] = Heatmap,
        ["images"] = Images,
        ["grid"] = Grid,
        ["animation"] = Animation,
    };

    private static GridFigure Frame(int t) => Figure.Grid(
        2,
        Figure.Images("state", 2, 3).Column("zero", Enumerable.Range(0, 6).Select(index => index * t / 15.0)),
        Figure.Lines("error").Add("MSE", Steps, Errors).Marker("now", Steps[t], Errors[t]).XAxis("iteration t"));
}
