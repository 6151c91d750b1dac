using System.Text.Json;
using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Sweeps;
using AttractorNotebooks.Transformers;
using AttractorNotebooks.Verification;

namespace AttractorNotebooks.Interactive.Tests;

public sealed class ViewsTests
{
    [Fact]
    public void An_image_set_shows_its_first_images_with_their_labels()
    {
        ImageSet test = Samples.Digits.Test;
        Assert.Equal(Enumerable.Range(0, 10).Select(k => $"{test.Label(k)}"), Shown.Names(test, "image"));
        Assert.Equal(test.ToString(), Shown.Bundle(test)[Shown.Plain]);
    }

    [Fact]
    public void Images_without_labels_in_color_or_none_at_all_show_what_there_is()
    {
        ImageSet color = new("two", "here", 2, 3, 3, Enumerable.Repeat(0.5f, 36).ToArray(), []);
        Assert.Equal(2, Shown.Traces(color).Length);
        Assert.Contains("0 images", Shown.Bundle(color.Take(0))[Shown.Html], StringComparison.Ordinal);
    }

    [Fact]
    public void Digits_show_their_description_and_test_images()
    {
        Assert.Equal(10, Shown.Traces(Samples.Digits).Length);
        Assert.Contains(Samples.Digits.Description, Shown.Bundle(Samples.Digits)[Shown.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public void Couplings_are_a_map_of_block_sizes_with_the_number_of_tokens_and_the_RMS()
    {
        JsonElement map = Assert.Single(Shown.Traces(Samples.Network.Couplings));
        float[] norms = CouplingMaps.Norms(Samples.Network.Couplings);
        double[] shown = [.. map.GetProperty("z").EnumerateArray().SelectMany(row => row.EnumerateArray())
            .Select(value => value.GetDouble())];
        Assert.Equal(norms.Select(norm => (double)norm), shown, (norm, value) => Math.Abs(norm - value) <= 2e-4 * norms.Max());
        string text = Shown.Bundle(Samples.Network.Couplings)[Shown.Plain];
        Assert.Contains("16 tokens of 8 components", text, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"RMS {Samples.Network.Couplings.RootMeanSquare():G3}"), text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_embedding_is_its_matrix()
    {
        JsonElement map = Assert.Single(Shown.Traces(Samples.Network.Tokenizer.Embedding));
        Assert.Equal((8, 98), (map.GetProperty("z").GetArrayLength(), map.GetProperty("z")[0].GetArrayLength()));
    }

    [Fact]
    public void A_trained_network_is_a_card_of_settings_provenance_curve_and_map()
    {
        using JsonDocument figure = JsonDocument.Parse(Shown.Bundle(Samples.Network)[Shown.Plotly]);
        string heading = figure.RootElement.GetProperty("layout").GetProperty("title").GetProperty("text").GetString()!,
            text = Shown.Bundle(Samples.Network)[Shown.Plain];
        foreach (string part in new[] { "16 tokens of 8 components", "40 of generated train", "3 of 3 epochs", "lambda 5",
            "retention 0.5" })
        {
            Assert.Contains(part, heading.Replace("<br>", " ", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains(part, text, StringComparison.Ordinal);
        }
        Assert.Equal(["scatter", "heatmap"], Shown.Traces(Samples.Network).Select(trace => trace.GetProperty("type").GetString()));
    }

    [Fact]
    public void A_network_whose_file_knows_no_curve_still_shows_its_map()
    {
        TrainedNetwork network = Samples.Network, old = new(network.Couplings, network.Tokenizer, network.Plan, network.Epochs,
            network.Provenance);
        Assert.Contains("|J_ij|", Shown.Bundle(old)[Shown.Html], StringComparison.Ordinal);
    }

    [Fact]
    public void Epoch_reports_are_curves_and_none_is_said_in_words()
    {
        JsonElement[] curves = Shown.Traces(Samples.Network.Reports.ToList());
        Assert.Equal(Samples.Network.Reports.Select(report => report.MaskedSimilarity), curves[0].GetProperty("y").EnumerateArray()
            .Select(y => y.GetDouble()), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(2, Shown.Traces(new[] { new TransformerEpoch(1, 0.2, 0.1, 1, 2), new TransformerEpoch(2, 0.1, 0.05, 1, 2) }).Length);
        Assert.Contains("No epochs yet.", Shown.Bundle(new List<EpochReport>())[Shown.Html], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RecallTask.Mask, 0.3, "background")]
    [InlineData(RecallTask.Noise, 0.7, "median of 3 x 3 pixels")]
    public void A_recall_is_its_error_curve_with_baselines_and_images_over_time(RecallTask task, double strength, string baseline)
    {
        RecallResult result = Samples.Recall(task, strength);
        // Originals, what goes in, and t = 1, 5, 20, 23.
        Assert.Equal(6 * RecallExperiment.ImagesShown, Shown.Names(result, "image").Count());
        JsonElement curve = Shown.Traces(result).Single(trace => trace.TryGetProperty("name", out JsonElement name)
            && name.GetString()!.StartsWith("MSE", StringComparison.Ordinal));
        Assert.Equal(result.Errors.Select(error => error.Mean), curve.GetProperty("y").EnumerateArray().Select(y => y.GetDouble()),
            (a, b) => Math.Abs(a - b) < 1e-5);
        Dictionary<string, string> bundle = Shown.Bundle(result);
        foreach (string form in new[] { Shown.Plotly, Shown.Html, Shown.Plain })
            Assert.Contains(baseline, bundle[form], StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_that_the_plan_keeps_are_among_the_images()
    {
        Assert.Contains("t = 7", Shown.Names(Samples.Recall(RecallTask.Mask, 0.3, 7), "image").Select(name => name!.Split(',')[0]));
    }

    [Fact]
    public void An_error_curve_marks_its_minimum()
    {
        ErrorCurve curve = new([0.3, 0.1, 0.2]);
        Assert.Contains("0.1 at t = 2", Shown.Bundle(curve)[Shown.Plain], StringComparison.Ordinal);
        Assert.Equal(["MSE", "smallest"], Shown.Names(curve, "scatter"));
    }

    [Fact]
    public void The_check_of_test_vectors_is_computed_once_and_says_whether_all_is_right()
    {
        string file = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "vectors")).Order().First();
        int computed = 0;
        IEnumerable<TensorCheck> Check()
        {
            computed++;
            foreach (TensorCheck check in TestVectors.Check(file)) yield return check;
        }
        Dictionary<string, string> bundle = Shown.Bundle(Check());
        Assert.Equal(1, computed);
        Assert.Equal([Shown.Html, Shown.Plain], bundle.Keys.Order());
        Assert.All(bundle.Values, form => Assert.Contains("within their tolerances", form, StringComparison.Ordinal));
        Dictionary<string, string> wrong = Shown.Bundle(new[] { new TensorCheck("good", 0, 0, true), new TensorCheck("bad", 1, 1, false) });
        Assert.All(wrong.Values, form => Assert.Contains("1 of 2 outside their tolerances", form, StringComparison.Ordinal));
    }

    [Fact]
    public void A_sweep_is_its_table_with_intervals()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Experiment experiment = new()
            {
                Data = new DataChoice { Source = "generated", Images = 10 },
                Training = Samples.Network.Plan with { Examples = 20, Epochs = 1 },
                Recall = new RecallPlan { Steps = 2 }
            };
            SweepTable table = Sweep.Of(experiment).Vary("seed", 1, 2).Measure(Measures.Mse(1)).Run(folder);
            Dictionary<string, string> bundle = Shown.Bundle(table);
            Assert.Equal([Shown.Html, Shown.Plain], bundle.Keys.Order());
            string interval = FormattableString.Invariant($"{table.Rows[1].Of("mse_1").Mean:G4} [");
            Assert.All(bundle.Values, form => Assert.Contains(interval, form, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
