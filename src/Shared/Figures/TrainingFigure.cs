using AttractorNotebooks.Learning;
using AttractorNotebooks.Plotly;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Figures;

/// <summary>Training as a figure: what is measured of every epoch.</summary>
internal static class TrainingFigure
{
    /// <summary>Couplings: the similarity of masked pixels, and the loss.</summary>
    public static Figure Of(IReadOnlyList<EpochReport> epochs) =>
        Figure.Grid(2, Similarity(epochs), Curve("Loss", "loss", epochs.Select(e => e.Epoch), epochs.Select(e => e.Loss)));

    /// <summary>A transformer: the error on test images, and the loss.</summary>
    public static Figure Of(IReadOnlyList<TransformerEpoch> epochs) => Figure.Grid(2,
        Curve("Error on test images", "MSE", epochs.Select(e => e.Epoch), epochs.Select(e => e.Error)),
        Curve("Loss", "loss", epochs.Select(e => e.Epoch), epochs.Select(e => e.Loss)));

    /// <summary>The similarity of masked pixels.</summary>
    public static LineChart Similarity(IReadOnlyList<EpochReport> epochs) =>
        Curve("Recalled of masked pixels", "masked similarity, 1 - MSE",
            epochs.Select(e => e.Epoch), epochs.Select(e => e.MaskedSimilarity));

    private static LineChart Curve(string title, string yTitle, IEnumerable<int> epochs, IEnumerable<double> values) =>
        Figure.Lines(title).Add(yTitle, epochs, values).XAxis("epoch").YAxis(yTitle);
}
