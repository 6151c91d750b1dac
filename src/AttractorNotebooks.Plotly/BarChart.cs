using System.Numerics;
using AttractorNotebooks.Plotly.Drawing;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace AttractorNotebooks.Plotly;

/// <summary>Bars in groups, one group a category.</summary>
public sealed record BarChart : Chart<BarChart>
{
    private readonly string[] _categories;
    private IReadOnlyList<BarSeries> _series = [];

    internal BarChart(string title, IEnumerable<string> categories)
        : base(title)
    {
        ArgumentNullException.ThrowIfNull(categories);
        _categories = [.. categories];
    }

    /// <summary>Returns the chart with one more bar in every category.</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="values">One value per category; NaN leaves the bar out.</param>
    /// <param name="low">The error bars' lower ends; needs <paramref name="high"/>.</param>
    /// <param name="high">The error bars' upper ends.</param>
    /// <exception cref="ArgumentException">There is not one value per category, or only one end of the error bars.</exception>
    public BarChart Add<T>(string name, IEnumerable<T> values, IEnumerable<T>? low = null, IEnumerable<T>? high = null)
        where T : INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(name);
        if (low is null != high is null)
            throw new ArgumentException($"The error bars of \"{name}\" need both ends: give low and high.",
                low is null ? nameof(low) : nameof(high));
        return this with
        {
            _series = [.. _series, new BarSeries(name, Checked(values, nameof(values)), low is null ? null : Checked(low, nameof(low)),
                high is null ? null : Checked(high, nameof(high)))],
        };

        double[] Checked(IEnumerable<T> given, string parameter)
        {
            double[] numbers = Numbers.ToArray(given, parameter);
            Numbers.RequireSameLength($"{parameter} of \"{name}\"", numbers.Length, "the list of categories",
                _categories.Length, parameter);
            return numbers;
        }
    }

    /// <summary>Returns the chart with a title for its horizontal axis.</summary>
    /// <param name="title">What the categories are.</param>
    public BarChart XAxis(string title) => this with { X = Axis.Create(title, false, null, null) };

    internal override void Draw(Canvas canvas, Area plot)
    {
        // Without this, categories such as "1" and "10" would be taken for numbers.
        LinearAxis horizontal = X.For([]).With(("type", "category"), ("showgrid", false));
        double[] up = [.. _series.SelectMany(bars => bars.Values), .. Baselines.Select(line => line.Value)];
        (string x, string y) = canvas.AddAxes(plot, horizontal, Y.For(up));
        string[] names = [.. _categories.Select(Label.Escape)];
        foreach (BarSeries bars in _series)
        {
            int style = canvas.StyleOf(bars.Name);
            Trace trace = Objects.Trace(
                "bar",
                ("name", Label.Escape(bars.Name)),
                ("x", names),
                ("y", Numbers.Array(bars.Values)),
                ("xaxis", x),
                ("yaxis", y),
                ("legendgroup", Label.Escape(bars.Name)),
                ("showlegend", canvas.EnterLegend(bars.Name)),
                ("marker", Objects.New<Marker>(("color", Palette.Color(style)), ("pattern", PatternOf(style)))),
                ("hovertemplate", (canvas.UnifiedHover ? "" : "%{x}<br>") + "%{y:.4~g}<extra>%{fullData.name}</extra>"));
            if (bars.Low is not null && bars.High is not null)
            {
                trace.With(("error_y", Objects.New<Error>(
                    ("type", "data"),
                    ("symmetric", false),
                    ("array", Numbers.Array(bars.High.Zip(bars.Values, (high, value) => high - value))),
                    ("arrayminus", Numbers.Array(bars.Values.Zip(bars.Low, (value, low) => value - low))),
                    ("color", Theme.Ink))));
            }
            canvas.Traces.Add(trace);
        }
        PlotFrame frame = new(plot, Axis.Plain, (-0.5, _categories.Length - 0.5), Y, Y.Ends(up.Append(Y.Log ? double.NaN : 0)));
        DrawBaselines(canvas, frame, Outlines(frame), x, y);
        SayWhatIsMissing(canvas, [], up, x, y);
    }

    private static Pattern? PatternOf(int style) => Palette.Pattern(style) is { Length: > 0 } shape
        ? Objects.New<Pattern>(("shape", shape), ("fillmode", "overlay"), ("fgcolor", "rgba(255,255,255,0.7)"), ("size", 8))
        : null;

    /// <summary>Left, upper and right side of every bar: Plotly leaves a fifth of a category free.</summary>
    private IEnumerable<Stroke> Outlines(PlotFrame frame)
    {
        double width = 0.8 / Math.Max(1, _series.Count);
        return _series.SelectMany((bars, place) => bars.Values.SelectMany((value, category) =>
        {
            double left = category - 0.4 + (place * width), foot = frame.Floor;
            return frame.Line([left, left, left + width, left + width], [foot, value, value, foot]);
        }));
    }
}
