using System.Globalization;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Plotly;
using AttractorNotebooks.Transformers;
using static System.FormattableString;

namespace AttractorNotebooks.Interactive;

/// <summary>Training: its curve, and what came of it.</summary>
internal static class TrainingViews
{
    public static View Of(IEnumerable<EpochReport> epochs)
    {
        EpochReport[] all = [.. epochs];
        Table table = Table.From(all, ("epoch", e => e.Epoch), ("loss", e => e.Loss), ("masked similarity", e => e.MaskedSimilarity), ("seconds", e => e.Seconds));
        return new(all.Length == 0 ? "No epochs yet." : table.ToString())
        {
            Figure = all.Length == 0 ? null : Figure.Grid(2, Similarity(all), Curve("Loss", "loss", all.Select(e => e.Epoch), all.Select(e => e.Loss))),
        };
    }

    public static View Of(IEnumerable<TransformerEpoch> epochs)
    {
        TransformerEpoch[] all = [.. epochs];
        Table table = Table.From(all, ("epoch", e => e.Epoch), ("loss", e => e.Loss), ("error", e => e.Error), ("at t", e => e.At), ("seconds", e => e.Seconds));
        int[] numbers = [.. all.Select(e => e.Epoch)];
        return new(all.Length == 0 ? "No epochs yet." : table.ToString())
        {
            Figure = all.Length == 0 ? null : Figure.Grid(2, Curve("Error on test images", "MSE", numbers, all.Select(e => e.Error)), Curve("Loss", "loss", numbers, all.Select(e => e.Loss))),
        };
    }

    /// <summary>A card: settings and provenance, the training curve and the map of the couplings.</summary>
    public static View Of(TrainedNetwork network)
    {
        Table settings = Settings(network);
        HeatmapFigure[] maps = [.. network.Heads.Select((head, k) => ModelViews.Map(head, network.Heads.Count == 1 ? "Couplings" : Invariant($"Couplings of head {k + 1}")))];
        Figure[] panels = network.Reports.Count == 0 ? maps : [Similarity(network.Reports), .. maps];
        return new(settings.ToString()) { Table = settings, Figure = panels.Length == 1 ? panels[0] : Figure.Grid(2, panels) };
    }

    private static Table Settings(TrainedNetwork network)
    {
        TrainingPlan plan = network.Plan;
        LearningSettings learning = plan.Learning;
        Table table = Table.Of("trained network", "")
            .Row("couplings", ModelViews.Text(network.Couplings))
            .Row("tokens", Invariant($"patches of {plan.Patch} x {plan.Patch} pixels of {network.Tokenizer.Grid.Height} x {network.Tokenizer.Grid.Width}, embedding {plan.Embedding}"))
            .Row("trained on", network.Provenance)
            .Row("epochs", Invariant($"{network.Epochs} of {plan.Epochs}, batches of {learning.BatchSize}, seed {plan.Seed}"))
            .Row("rule", Invariant($"{(learning.Normalized is null ? "local rule" : "normalized rule")}, {Of(learning.Attention)}, {(learning.Tokens == TokenChoice.All ? "all tokens" : "one token")} a batch"))
            .Row("optimizer", Invariant($"{learning.Optimizer.Kind}, learning rate {learning.Optimizer.LearningRate}"))
            .Row("recall", Invariant($"{Of(network.Recall.Attention)}, update {network.Recall.Update.Name}"));
        if (network.Heads.Count > 1) table = table.Row("heads", network.Heads.Count);
        return network.Reports.Count == 0 ? table : table.Row("masked similarity", network.Reports[^1].MaskedSimilarity);
    }

    private static string Of(AttentionSettings attention) =>
        Invariant($"lambda {attention.Lambda}, {(attention.Clamp is double clamp ? "clamp " + clamp.ToString(CultureInfo.InvariantCulture) : "no clamp")}");

    private static LineChart Similarity(IReadOnlyList<EpochReport> epochs) =>
        Curve("Recalled of masked pixels", "masked similarity, 1 - MSE", epochs.Select(e => e.Epoch), epochs.Select(e => e.MaskedSimilarity));

    private static LineChart Curve(string title, string yTitle, IEnumerable<int> epochs, IEnumerable<double> values) =>
        Figure.Lines(title).Add(yTitle, epochs, values).XAxis("epoch").YAxis(yTitle);
}
