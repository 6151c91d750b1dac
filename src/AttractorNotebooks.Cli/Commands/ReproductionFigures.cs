using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Plotly;
using AttractorNotebooks.Reproductions;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>The published curves and pictures beside ours.</summary>
/// <param name="work">What computed the results.</param>
/// <param name="results">The rows and aims.</param>
internal sealed class ReproductionFigures(FigureReproduction work, Reproduction results)
{
    /// <summary>Whether curves were computed.</summary>
    public bool HasCurves => work.Panels.Count > 0;

    /// <summary>Whether pictures were held against the published ones.</summary>
    public bool HasPictures => results.Rows.Any(row => row.What.Contains("picture", StringComparison.Ordinal));

    /// <summary>Whatever was computed, as one figure.</summary>
    public Figure All() => Figure.Grid(2,
    [
        .. work.Panels.Select(Curves),
        .. HasPictures ? PictureFigures() : [],
        .. work.Epochs.Count > 0 ? [Training()] : Array.Empty<Figure>(),
    ]);

    /// <summary>A panel a task: error against iterations.</summary>
    public Figure Curves() => Figure.Grid(2, [.. work.Panels.Select(Curves)]).Titled("Error against iterations");

    /// <summary>A panel a task: the digits at t = 5 and t = 100.</summary>
    public Figure Pictures() => Figure.Grid(2, PictureFigures());

    /// <summary>What a panel is called.</summary>
    public static string Name(PanelCurves curves) => curves.Panel.Recall.Task == RecallTask.Mask ? "masked" : "noise";

    private ImageFigure[] PictureFigures() => [Pictures("masked", RecallTask.Mask), Pictures("noise", RecallTask.Noise)];

    private LineChart Training() => Figure.Lines("training")
        .Points("published", PublishedCurves.Training.Epochs, PublishedCurves.Training.Similarities)
        .Add("here", work.Epochs.Select(epoch => epoch.Epoch), work.Epochs.Select(epoch => epoch.MaskedSimilarity))
        .XAxis("epoch").YAxis("1 - MSE on masked pixels");

    private static IEnumerable<int> Times(ErrorCurve curve) => Enumerable.Range(1, curve.Steps);

    private static LineChart Curves(PanelCurves curves) => Figure.Lines(Name(curves))
        .Add("bare, published", curves.Panel.Bare.T, curves.Panel.Bare.Mse, curves.Panel.Bare.Low, curves.Panel.Bare.High)
        .Add("bare, here", Times(curves.Bare), curves.Bare.Mse)
        .Add("block repeated, published", curves.Panel.Repeated.T, curves.Panel.Repeated.Mse)
        .Add("block repeated, here", Times(curves.Repeated), curves.Repeated.Mse)
        .XAxis("iteration t", log: true).YAxis("MSE over all pixels", log: true);

    private ImageFigure Pictures(string title, RecallTask task)
    {
        TrainedNetwork network = work.Learn(TrainingPresets.FigurePictures);
        RecallResult here = work.FromPublished(task, network);
        (int Digit, int T)[] places = [(0, 5), (0, 100), (1, 5), (1, 100)];
        return Figure.Images(title, network.Tokenizer.Grid.Height, network.Tokenizer.Grid.Width)
            .Row("published", places.SelectMany(place =>
                PublishedImages.Find(task, PublishedImages.Bare, place.Digit, $"t{place.T}").Pixels))
            .Row("here", places.SelectMany(place => here.ImagesAt(place.T, place.Digit)))
            .ColumnTitles("0, t = 5", "t = 100", "1, t = 5", "t = 100");
    }
}
