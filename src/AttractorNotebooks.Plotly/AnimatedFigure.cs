using AttractorNotebooks.Plotly.Drawing;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace AttractorNotebooks.Plotly;

/// <summary>A figure over time: frames with play, pause and a slider.</summary>
public sealed record AnimatedFigure : Figure
{
    private readonly IReadOnlyList<(string Name, Figure Figure)> _frames;
    private readonly string _label;
    private int _frameMilliseconds = 250;

    internal AnimatedFigure(string title, string label, IReadOnlyList<(string Name, Figure Figure)> frames)
        : base(title)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (frames.Count == 0) throw new ArgumentException("An animation needs at least one frame.", nameof(frames));
        if (frames.Any(frame => frame.Figure is AnimatedFigure))
            throw new ArgumentException("A frame can't be an animation itself.", nameof(frames));
        (_label, _frames) = (label, frames);
    }

    /// <summary>Returns the animation at another pace.</summary>
    /// <param name="milliseconds">How long a frame stands, 20 to 10 000.</param>
    public AnimatedFigure Pace(int milliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, 20);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, 10_000);
        return this with { _frameMilliseconds = milliseconds };
    }

    internal override bool UnifiedHover => _frames[0].Figure.UnifiedHover;

    internal override Figure Still => Grid(0).Titled(Title);

    internal override Margins MarginsAround(double width, bool narrow) => Grid(0).MarginsAround(width, narrow);

    internal override double InnerHeight(double innerWidth, bool narrow) => Grid(0).InnerHeight(innerWidth, narrow);

    internal override void Draw(Canvas canvas, Area plot) => Grid(0).Draw(canvas, plot);

    private protected override double ControlHeight => 96;

    private protected override void AddControls(Layout layout, double legendRoom) =>
        layout.With(("updatemenus", new[] { Buttons(legendRoom) }), ("sliders", new[] { Steps(legendRoom) }));

    // A frame is a panel under the animation's own title.
    private GridFigure Grid(int frame) => new("", 1, [_frames[frame].Figure]);

    /// <summary>Frames carry only what changes: for each trace, the attributes that are not the same in all frames.</summary>
    private protected override IReadOnlyList<Frame> Frames()
    {
        Canvas[] drawn = [.. Enumerable.Range(0, _frames.Count).Select(DrawFrame)];
        RequireOneBuild(drawn);
        Dictionary<string, string>[][] texts = [.. drawn.Select(canvas => canvas.Traces.Select(Attributes).ToArray())];
        List<(int Trace, string[] Names)> changing = [];
        for (int trace = 0; trace < texts[0].Length; trace++)
        {
            Dictionary<string, string> first = texts[0][trace];
            string[] names = [.. first.Keys.Where(name => texts.Any(frame => frame[trace].GetValueOrDefault(name) != first[name]))];
            if (names.Length > 0) changing.Add((trace, names));
        }

        return [.. drawn.Select((canvas, frame) => Objects.New<Frame>(
            ("name", _frames[frame].Name),
            ("traces", changing.Select(change => change.Trace).ToArray()),
            ("data", changing.Select(change => Part(canvas.Traces[change.Trace], change.Names)).ToArray())))];
    }

    private Canvas DrawFrame(int frame) =>
        new AnimatedFigure(Title, _label, [_frames[frame]]) { PixelHeight = PixelHeight }.LayOut(Canvas.Wide);

    private void RequireOneBuild(Canvas[] drawn)
    {
        for (int frame = 1; frame < drawn.Length; frame++)
        {
            if (drawn[frame].Traces.Count != drawn[0].Traces.Count)
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"Frame \"{_frames[frame].Name}\" has {drawn[frame].Traces.Count} traces, but frame \"{_frames[0].Name}\" has ")
                    + FormattableString.Invariant($"{drawn[0].Traces.Count}: all frames must have the same panels and curves."));
            if (Colors(drawn[frame]) != Colors(drawn[0]))
                throw new ArgumentException($"Frame \"{_frames[frame].Name}\" has another range of colors than frame "
                    + $"\"{_frames[0].Name}\": give the heatmap a fixed Range(low, high).");
        }

        static string Colors(Canvas canvas) => string.Concat(ChartJson.Properties(canvas.Layout)
            .Where(property => property.Name.StartsWith("coloraxis", StringComparison.Ordinal))
            .Select(property => ChartJson.Write(property.Value)));
    }

    private static Dictionary<string, string> Attributes(Trace trace) =>
        ChartJson.Properties(trace).ToDictionary(property => property.Name, property => ChartJson.Write(property.Value));

    /// <summary>Some attributes of a trace, and its type, for Plotly to check them against.</summary>
    private static Trace2D Part(Trace trace, string[] names) =>
        Objects.Trace(trace.type, [.. ChartJson.Properties(trace).Where(property => names.Contains(property.Name))]);

    private UpdateMenu Buttons(double below) => Objects.New<UpdateMenu>(
        ("type", "buttons"),
        ("direction", "left"),
        ("showactive", false),
        ("x", 0),
        ("xanchor", "left"),
        ("y", 0),
        ("yanchor", "top"),
        ("pad", Objects.New<Padding>(("t", below + 6))),
        ("bgcolor", "rgba(128,128,128,0.15)"),
        ("bordercolor", Theme.AxisLine),
        ("buttons", new[]
        {
            Button("Play", null, Animation(_frameMilliseconds, fromCurrent: true)),
            Button("Pause", new object?[] { null }, Animation(0, fromCurrent: false)),
        }));

    private static UpdateMenuButton Button(string name, object? frame, DynamicObj.DynamicObj animation) =>
        Objects.New<UpdateMenuButton>(("label", name), ("method", "animate"), ("args", new[] { frame, animation }));

    private static DynamicObj.DynamicObj Animation(int milliseconds, bool fromCurrent) => Objects.New(
        ("mode", "immediate"),
        ("fromcurrent", fromCurrent),
        ("frame", Objects.New(("duration", milliseconds), ("redraw", true))),
        ("transition", Objects.New(("duration", 0))));

    private Slider Steps(double below) => Objects.New<Slider>(
        ("active", 0),
        ("x", 0),
        ("len", 1),
        ("y", 0),
        ("yanchor", "top"),
        ("pad", Objects.New<Padding>(("t", below + 20))),
        ("bgcolor", "rgba(128,128,128,0.3)"),
        ("activebgcolor", Palette.Color(0)),
        ("bordercolor", Theme.AxisLine),
        ("tickcolor", Theme.AxisLine),
        ("currentvalue", Objects.New<SliderCurrentValue>(
            ("prefix", Label.Escape(_label) + " = "),
            ("xanchor", "right"),
            ("font", Objects.New<Font>(("size", Theme.FontSize))))),
        ("steps", _frames.Select(frame => Objects.New<SliderStep>(
            ("label", Label.Escape(frame.Name)),
            ("value", frame.Name),
            ("method", "animate"),
            ("args", new object[] { new[] { frame.Name }, Animation(0, fromCurrent: false) }))).ToArray()));
}
