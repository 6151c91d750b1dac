using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Tests;

public class AnimatedFigureTests
{
    [Fact]
    public void Frames_carry_only_what_changes()
    {
        JsonArray frames = Samples.Animation.Read()["frames"]!.AsArray();

        Assert.Equal(["0", "1", "2", "3"], frames.Select(frame => (string?)frame!["name"]));
        // Trace 0 is the image and 2 the moving marker; the curve, 1, stands still.
        Assert.All(frames, frame => Assert.Equal([0, 2], frame!["traces"].Numbers()));
        Assert.All(frames, frame => Assert.Equal(["type", "source"], frame!["data"]![0]!.AsObject().Select(pair => pair.Key)));
        Assert.All(frames, frame => Assert.Equal(["type", "x", "y"], frame!["data"]![1]!.AsObject().Select(pair => pair.Key)));
    }

    [Fact]
    public void The_slider_has_a_step_for_every_frame_and_buttons_play_and_pause()
    {
        JsonObject layout = Samples.Animation.Layout();

        Assert.Equal(["0", "1", "2", "3"], layout["sliders"]![0]!["steps"]!.AsArray().Select(step => (string?)step!["args"]![0]![0]));
        Assert.Equal(["Play", "Pause"], layout["updatemenus"]![0]!["buttons"]!.AsArray().Select(button => (string?)button!["label"]));
        Assert.Equal(400, (double)Samples.Animation.Pace(400)
            .Layout()["updatemenus"]![0]!["buttons"]![0]!["args"]![1]!["frame"]!["duration"]!);
    }

    [Fact]
    public void Frames_of_different_build_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Figure.Animate("", [0, 1], t => Enumerable.Range(0, t + 1)
                .Aggregate(Figure.Lines(""), (chart, index) => chart.Add($"{index}", [1.0]))).ToJson());
        Assert.Contains("Frame \"1\" has 2 traces, but frame \"0\" has 1", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<ArgumentException>(() => Figure.Animate("", [1, 2], t => Figure.Heatmap("", new[,] { { 0.0, t } })).ToJson());
        Assert.Contains("Range(low, high)", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Figure.Animate("", Array.Empty<int>(), _ => Samples.Lines));
    }
}
