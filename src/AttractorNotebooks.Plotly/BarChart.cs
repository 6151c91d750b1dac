using System.Numerics;
using System.Text.Json.Nodes;
using AttractorNotebooks.Plotly.Drawing;

namespace AttractorNotebooks.Plotly;

/// <summary>Bars in groups, one group a category.</summary>
public sealed record BarChart : Chart<BarChart>
{
    private readonly string[] categories;
    private IReadOnlyList<BarSeries> series = [];

    internal BarChart(string title, IEnumerable<string> categories)
        : base(title)
    {
        ArgumentNullException.ThrowIfNull(categories);
        this.categories = [.. categories];
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
        if (low is null != high is null) throw new ArgumentException($"The error bars of \"{name}\" need both ends: give low and high.", low is null ? nameof(low) : nameof(high));
        return this with
        {
            series = [.. series, new BarSeries(name, Checked(values, nameof(values)), low is null ? null : Checked(low, nameof(low)), high is null ? null : Checked(high, nameof(high)))],
        };

        double[] Checked(IEnumerable<T> given, string parameter)
        {
            double[] numbers = Numbers.ToArray(given, parameter);
            Numbers.RequireSameLength($"{parameter} of \"{name}\"", numbers.Length, "the list of categories", categories.Length, parameter);
            return numbers;
        }
    }

    /// <summary>Returns the chart with a title for its horizontal axis.</summary>
    /// <param name="title">What the categories are.</param>
    public BarChart XAxis(string title) => this with { X = Axis.Create(title, false, null, null) };

    internal override void Draw(Canvas canvas, Area plot)
    {
        JsonObject horizontal = X.ToJson([]);
        // Without this, categories such as "1" and "10" would be taken for numbers.
        horizontal["type"] = "category";
        horizontal["showgrid"] = false;
        horizontal.Remove("gridcolor");
        (string x, string y) = canvas.AddAxes(plot, horizontal, Y.ToJson(series.SelectMany(bars => bars.Values).Concat(Baselines.Select(line => line.Value))));
        foreach (BarSeries bars in series)
        {
            int style = canvas.StyleOf(bars.Name);
            string place = canvas.UnifiedHover ? "" : "%{x}<br>";
            JsonObject trace = new()
            {
                ["type"] = "bar",
                ["name"] = Label.Escape(bars.Name),
                ["x"] = new JsonArray([.. categories.Select(category => JsonValue.Create(Label.Escape(category)))]),
                ["y"] = Numbers.Array(bars.Values),
                ["xaxis"] = x,
                ["yaxis"] = y,
                ["legendgroup"] = Label.Escape(bars.Name),
                ["showlegend"] = canvas.EnterLegend(bars.Name),
                ["marker"] = new JsonObject { ["color"] = Palette.Colour(style) },
            };
            if (Palette.Pattern(style) is { Length: > 0 } pattern)
                trace["marker"]!["pattern"] = new JsonObject { ["shape"] = pattern, ["fillmode"] = "overlay", ["fgcolor"] = "rgba(255,255,255,0.7)", ["size"] = 8 };
            if (bars.Low is not null && bars.High is not null)
            {
                trace["error_y"] = new JsonObject
                {
                    ["type"] = "data",
                    ["symmetric"] = false,
                    ["array"] = Numbers.Array(bars.High.Zip(bars.Values, (high, value) => high - value)),
                    ["arrayminus"] = Numbers.Array(bars.Values.Zip(bars.Low, (value, low) => value - low)),
                    ["color"] = Theme.Ink,
                };
            }
            trace["hovertemplate"] = place + "%{y:.4~g}<extra>%{fullData.name}</extra>";
            canvas.Traces.Add(trace);
        }
        DrawBaselines(canvas, x, y);
    }
}
