using System.Text.Json.Nodes;
using AttractorNotebooks.Plotly.Drawing;

namespace AttractorNotebooks.Plotly;

/// <summary>A figure over time: frames with play, pause and a slider.</summary>
public sealed record AnimatedFigure : Figure
{
    private readonly IReadOnlyList<(string Name, Figure Figure)> frames;
    private readonly string label;
    private int frameMilliseconds = 250;

    internal AnimatedFigure(string title, string label, IReadOnlyList<(string Name, Figure Figure)> frames)
        : base(title)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (frames.Count == 0) throw new ArgumentException("An animation needs at least one frame.", nameof(frames));
        if (frames.Any(frame => frame.Figure is AnimatedFigure)) throw new ArgumentException("A frame can't be an animation itself.", nameof(frames));
        (this.label, this.frames) = (label, frames);
    }

    /// <summary>Returns the animation at another pace.</summary>
    /// <param name="milliseconds">How long a frame stands, 20 to 10 000.</param>
    public AnimatedFigure Pace(int milliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, 20);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, 10_000);
        return this with { frameMilliseconds = milliseconds };
    }

    internal override bool UnifiedHover => frames[0].Figure.UnifiedHover;

    internal override Room RoomAround(double width, bool narrow) => Grid(0).RoomAround(width, narrow);

    internal override double InnerHeight(double innerWidth, bool narrow) => Grid(0).InnerHeight(innerWidth, narrow);

    internal override void Draw(Canvas canvas, Area plot) => Grid(0).Draw(canvas, plot);

    internal override JsonObject Compose()
    {
        JsonObject figure = base.Compose();
        AddFrames(figure);
        return figure;
    }

    private protected override double ControlRoom => 96;

    private protected override void AddControls(JsonObject layout, double legendRoom)
    {
        layout["updatemenus"] = new JsonArray(Buttons(legendRoom));
        layout["sliders"] = new JsonArray(Slider(legendRoom));
    }

    // A frame is a panel under the animation's own title.
    private GridFigure Grid(int frame) => new("", 1, [frames[frame].Figure]);

    /// <summary>Frames carry only what changes: for each trace, the attributes that are not the same in all frames.</summary>
    private void AddFrames(JsonObject figure)
    {
        JsonArray first = figure["data"]!.AsArray();
        Canvas[] drawn = [.. Enumerable.Range(0, frames.Count).Select(frame => DrawFrame(frame))];
        foreach ((Canvas canvas, int frame) in drawn.Select((canvas, frame) => (canvas, frame)))
        {
            if (canvas.Traces.Count != first.Count)
                throw new ArgumentException(FormattableString.Invariant($"Frame \"{frames[frame].Name}\" has {canvas.Traces.Count} traces, but frame \"{frames[0].Name}\" has {first.Count}: all frames must have the same panels and curves."));
            foreach ((string key, JsonNode? value) in canvas.Layout)
            {
                if (key.StartsWith("coloraxis", StringComparison.Ordinal) && !JsonNode.DeepEquals(value, drawn[0].Layout[key]))
                    throw new ArgumentException($"Frame \"{frames[frame].Name}\" has another range of colours than frame \"{frames[0].Name}\": give the heatmap a fixed Range(low, high).");
            }
        }

        List<(int Trace, string[] Keys)> changing = [];
        for (int trace = 0; trace < first.Count; trace++)
        {
            string[] keys = [.. first[trace]!.AsObject().Select(pair => pair.Key).Where(key => drawn.Any(canvas => !JsonNode.DeepEquals(canvas.Traces[trace]![key], first[trace]![key])))];
            if (keys.Length > 0) changing.Add((trace, keys));
        }

        figure["frames"] = new JsonArray([.. drawn.Select((canvas, frame) => new JsonObject
        {
            ["name"] = frames[frame].Name,
            ["traces"] = new JsonArray([.. changing.Select(change => JsonValue.Create(change.Trace))]),
            ["data"] = new JsonArray([.. changing.Select(change => Part(canvas.Traces[change.Trace]!.AsObject(), change.Keys))]),
        })]);
    }

    private Canvas DrawFrame(int frame) => new AnimatedFigure(Title, label, [frames[frame]]) { PixelHeight = PixelHeight }.LayOut(Canvas.Wide);

    private static JsonObject Part(JsonObject trace, string[] keys)
    {
        // An animated attribute needs its trace's type for Plotly to check it against.
        JsonObject part = new() { ["type"] = trace["type"]?.DeepClone() };
        foreach (string key in keys) part[key] = trace[key]?.DeepClone();
        return part;
    }

    private JsonObject Buttons(double below) => new()
    {
        ["type"] = "buttons",
        ["direction"] = "left",
        ["showactive"] = false,
        ["x"] = 0,
        ["xanchor"] = "left",
        ["y"] = 0,
        ["yanchor"] = "top",
        ["pad"] = new JsonObject { ["t"] = below + 6 },
        ["bgcolor"] = "rgba(128,128,128,0.15)",
        ["bordercolor"] = Theme.AxisLine,
        ["buttons"] = new JsonArray(
            Button("Play", null, Animation(frameMilliseconds, fromCurrent: true)),
            Button("Pause", new JsonArray((JsonNode?)null), Animation(0, fromCurrent: false))),
    };

    private static JsonObject Button(string name, JsonNode? frame, JsonObject animation) => new()
    {
        ["label"] = name,
        ["method"] = "animate",
        ["args"] = new JsonArray(frame, animation),
    };

    private static JsonObject Animation(int milliseconds, bool fromCurrent) => new()
    {
        ["mode"] = "immediate",
        ["fromcurrent"] = fromCurrent,
        ["frame"] = new JsonObject { ["duration"] = milliseconds, ["redraw"] = true },
        ["transition"] = new JsonObject { ["duration"] = 0 },
    };

    private JsonObject Slider(double below) => new()
    {
        ["active"] = 0,
        ["x"] = 0,
        ["len"] = 1,
        ["y"] = 0,
        ["yanchor"] = "top",
        ["pad"] = new JsonObject { ["t"] = below + 20 },
        ["bgcolor"] = "rgba(128,128,128,0.3)",
        ["activebgcolor"] = Palette.Colour(0),
        ["bordercolor"] = Theme.AxisLine,
        ["tickcolor"] = Theme.AxisLine,
        ["currentvalue"] = new JsonObject { ["prefix"] = Label.Escape(label) + " = ", ["xanchor"] = "right", ["font"] = new JsonObject { ["size"] = Theme.FontSize } },
        ["steps"] = new JsonArray([.. frames.Select(frame => new JsonObject
        {
            ["label"] = Label.Escape(frame.Name),
            ["value"] = frame.Name,
            ["method"] = "animate",
            ["args"] = new JsonArray(new JsonArray(JsonValue.Create(frame.Name)), Animation(0, fromCurrent: false)),
        })]),
    };
}
