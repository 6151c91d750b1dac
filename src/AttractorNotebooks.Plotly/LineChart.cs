using System.Numerics;
using AttractorNotebooks.Plotly.Drawing;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace AttractorNotebooks.Plotly;

/// <summary>Curves, with error bands where wanted, and loose points.</summary>
public sealed record LineChart : Chart<LineChart>
{
    /// <summary>Up to so many points each one gets a marker; more would hide the line.</summary>
    private const int MostMarkers = 30;

    internal LineChart(string title)
        : base(title)
    {
    }

    internal IReadOnlyList<Curve> Curves { get; private init; } = [];

    /// <summary>Returns the chart with one more curve.</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="x">Positions on the horizontal axis.</param>
    /// <param name="y">Values, one for each x; NaN leaves a gap.</param>
    /// <param name="low">The band's lower edge, one for each x; needs <paramref name="high"/>. On a logarithmic axis an edge at or below 0
    /// is drawn at the lowest positive value of the curve and its band.</param>
    /// <param name="high">The band's upper edge.</param>
    /// <exception cref="ArgumentException">The lengths differ, or only one edge of the band is given.</exception>
    public LineChart Add<TX, TY>(string name, IEnumerable<TX> x, IEnumerable<TY> y, IEnumerable<TY>? low = null,
        IEnumerable<TY>? high = null)
        where TX : INumberBase<TX>
        where TY : INumberBase<TY> => With(name, Numbers.ToArray(x, nameof(x)), y, low, high, pointsOnly: false);

    /// <summary>Returns the chart with one more curve over 0, 1, 2, ...</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="y">Values; NaN leaves a gap.</param>
    public LineChart Add<TY>(string name, IEnumerable<TY> y)
        where TY : INumberBase<TY>
    {
        double[] values = Numbers.ToArray(y, nameof(y));
        return With<double>(name, [.. Enumerable.Range(0, values.Length)], values, null, null, pointsOnly: false);
    }

    /// <summary>Returns the chart with points that no line joins.</summary>
    /// <param name="name">Their name in the legend.</param>
    /// <param name="x">Positions on the horizontal axis.</param>
    /// <param name="y">Values, one for each x.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public LineChart Points<TX, TY>(string name, IEnumerable<TX> x, IEnumerable<TY> y)
        where TX : INumberBase<TX>
        where TY : INumberBase<TY> => With(name, Numbers.ToArray(x, nameof(x)), y, null, null, pointsOnly: true);

    /// <summary>Returns the chart with one marked point, for example the moving place of an animation.</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="x">Position on the horizontal axis.</param>
    /// <param name="y">Value on the vertical axis.</param>
    public LineChart Marker(string name, double x, double y) => With<double>(name, [x], [y], null, null, pointsOnly: true);

    /// <summary>Returns the chart with a title and a scale for its horizontal axis.</summary>
    /// <param name="title">What is shown, with its unit.</param>
    /// <param name="log">Whether the scale is logarithmic; points at 0 and below are then left out.</param>
    /// <param name="from">The left end; by default what the data need. Give both ends or neither.</param>
    /// <param name="to">The right end.</param>
    public LineChart XAxis(string title, bool log = false, double? from = null, double? to = null) =>
        this with { X = Axis.Create(title, log, from, to) };

    internal override void Draw(Canvas canvas, Area plot)
    {
        double[] across = [.. Curves.SelectMany(curve => curve.X)];
        double[] up = [.. Curves.SelectMany(curve => curve.Y.Concat(curve.Low ?? []).Concat(curve.High ?? [])),
            .. Baselines.Select(line => line.Value)];
        LinearAxis horizontal = X.For(across, plot.Width);
        (string x, string y) = canvas.AddAxes(plot, horizontal, Y.For(up));
        if (X.Title.Length > 0 && across.All(value => !(value < 0))) canvas.TellOnHover(horizontal, X.Title);
        // All bands first: a band must not veil another curve's line.
        foreach (Curve curve in Curves) DrawBand(canvas, curve, x, y);
        foreach (Curve curve in Curves) DrawCurve(canvas, curve, x, y);
        PlotFrame frame = new(plot, X, X.Ends(across), Y, Y.Ends(up));
        DrawBaselines(canvas, frame, Curves.SelectMany(curve => frame.Line(curve.X, curve.Y)), x, y);
        SayWhatIsMissing(canvas, across, up, x, y);
    }

    private LineChart With<TY>(string name, double[] x, IEnumerable<TY> y, IEnumerable<TY>? low, IEnumerable<TY>? high, bool pointsOnly)
        where TY : INumberBase<TY>
    {
        ArgumentNullException.ThrowIfNull(name);
        double[] values = Numbers.ToArray(y, nameof(y));
        Numbers.RequireSameLength($"x of \"{name}\"", x.Length, "y", values.Length, nameof(y));
        if (low is null != high is null)
            throw new ArgumentException($"The band of \"{name}\" needs both edges: give low and high.",
                low is null ? nameof(low) : nameof(high));
        double[]? lower = low is null ? null : Numbers.ToArray(low, nameof(low));
        double[]? upper = high is null ? null : Numbers.ToArray(high, nameof(high));
        if (lower is not null && upper is not null)
        {
            Numbers.RequireSameLength($"low of \"{name}\"", lower.Length, "y", values.Length, nameof(low));
            Numbers.RequireSameLength($"high of \"{name}\"", upper.Length, "y", values.Length, nameof(high));
        }
        return this with { Curves = [.. Curves, new Curve(name, x, values, lower, upper, pointsOnly)] };
    }

    private void DrawBand(Canvas canvas, Curve curve, string x, string y)
    {
        if (curve.Low is null || curve.High is null) return;
        double floor = Y.Log ? curve.Low.Concat(curve.Y).Where(value => value > 0).DefaultIfEmpty(double.NaN).Min()
            : double.NegativeInfinity;
        int style = canvas.StyleOf(curve.Name);
        canvas.Traces.Add(Edge(curve.Low.Select(value => double.IsNaN(value) ? value : Math.Max(value, floor))));
        canvas.Traces.Add(Edge(curve.High).With(("fill", "tonexty"), ("fillcolor", Palette.Translucent(style, 0.2))));

        Trace Edge(IEnumerable<double> values) => Objects.Trace(
            "scatter",
            ("mode", "lines"),
            ("x", Numbers.Array(curve.X)),
            ("y", Numbers.Array(values)),
            ("xaxis", x),
            ("yaxis", y),
            ("line", Objects.New<Line>(("width", 0), ("color", Palette.Color(style)))),
            ("legendgroup", Label.Escape(curve.Name)),
            ("showlegend", false),
            ("hoverinfo", "skip"));
    }

    private void DrawCurve(Canvas canvas, Curve curve, string x, string y)
    {
        int style = canvas.StyleOf(curve.Name);
        bool markers = curve.PointsOnly || curve.X.Length <= MostMarkers;
        string value = "%{y:.4~g}";
        Trace trace = Objects.Trace(
            "scatter",
            ("mode", curve.PointsOnly ? "markers" : markers ? "lines+markers" : "lines"),
            ("name", Label.Escape(curve.Name)),
            ("x", Numbers.Array(curve.X)),
            ("y", Numbers.Array(curve.Y)),
            ("xaxis", x),
            ("yaxis", y),
            ("legendgroup", Label.Escape(curve.Name)),
            ("showlegend", canvas.EnterLegend(curve.Name)));
        if (!curve.PointsOnly) trace.With(("line", Objects.New<Line>(("color", Palette.Color(style)), ("dash", Palette.Dash(style)))));
        if (markers)
            trace.With(
                ("marker", Objects.New<Marker>(("color", Palette.Color(style)), ("symbol", Palette.Symbol(style)),
                    ("size", curve.PointsOnly ? 10 : 7))));
        if (curve.Low is not null && curve.High is not null)
        {
            value += " [%{customdata[0]:.4~g}, %{customdata[1]:.4~g}]";
            trace.With(("customdata", curve.Low.Zip(curve.High, (low, high) => new[] { Numbers.Finite(low, 4), Numbers.Finite(high, 4) })
                .ToArray()));
        }
        string place = canvas.UnifiedHover ? "" : (X.Title.Length > 0 ? Label.Escape(X.Title) : "x") + " = %{x}<br>";
        canvas.Traces.Add(trace.With(("hovertemplate", place + value + "<extra>%{fullData.name}</extra>")));
    }
}
