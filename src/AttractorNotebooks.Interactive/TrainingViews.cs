using System.Globalization;
using AttractorNotebooks.Figures;
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
        Table table = Table.From(all, ("epoch", e => e.Epoch), ("loss", e => e.Loss),
            ("masked similarity", e => e.MaskedSimilarity), ("seconds", e => e.Seconds));
        return new(all.Length == 0 ? "No epochs yet." : table.ToString())
        {
            Figure = all.Length == 0 ? null : TrainingFigure.Of(all),
        };
    }

    public static View Of(IEnumerable<TransformerEpoch> epochs)
    {
        TransformerEpoch[] all = [.. epochs];
        Table table = Table.From(all, ("epoch", e => e.Epoch), ("loss", e => e.Loss), ("error", e => e.Error),
            ("at t", e => e.At), ("seconds", e => e.Seconds));
        return new(all.Length == 0 ? "No epochs yet." : table.ToString())
        {
            Figure = all.Length == 0 ? null : TrainingFigure.Of(all),
        };
    }

    /// <summary>A card: settings and provenance as its heading, the training curve and the map of the couplings.</summary>
    public static View Of(TrainedNetwork network)
    {
        string[] lines = [.. Lines(network)];
        HeatmapFigure[] maps = [.. network.Heads.Select((head, k) =>
            ModelViews.Map(head, network.Heads.Count == 1 ? "Couplings" : Invariant($"Couplings of head {k + 1}")))];
        Figure[] panels = network.Reports.Count == 0 ? maps : [TrainingFigure.Similarity(network.Reports), .. maps];
        return new(string.Join('\n', lines)) { Figure = Figure.Grid(2, panels).Titled(string.Join('\n', lines)) };
    }

    private static IEnumerable<string> Lines(TrainedNetwork network)
    {
        TrainingPlan plan = network.Plan;
        LearningSettings learning = plan.Learning;
        string rule = learning.Normalized is null ? "Local rule" : "Normalized rule";
        string tokens = learning.Tokens == TokenChoice.All ? "all tokens" : "one token a batch";
        yield return ModelViews.Text(network.Couplings);
        yield return Invariant($"Patches of {plan.Patch} x {plan.Patch} pixels, embedding {plan.Embedding}");
        yield return Invariant($"Trained for {network.Epochs} of {plan.Epochs} epochs on {network.Provenance}");
        yield return Invariant($"{rule}, {Of(learning.Attention)}, {tokens}; {learning.Optimizer.Kind}, ")
            + Invariant($"learning rate {learning.Optimizer.LearningRate}, batches of {learning.BatchSize}, seed {plan.Seed}");
        yield return Invariant($"Recall: {Of(network.Recall.Attention)}, update {network.Recall.Update.Name}");
    }

    private static string Of(AttentionSettings attention) =>
        Invariant($"lambda {attention.Lambda}, ")
            + (attention.Clamp is double clamp ? "clamp " + clamp.ToString(CultureInfo.InvariantCulture) : "no clamp");
}
