using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Sweeps;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Tests.Learning;

/// <summary>Files and scripts written before names were changed are still read; new files hold the new names.</summary>
public class OldNamesTests
{
    [Fact]
    public void Plans_with_the_old_spelling_are_read_and_written_with_the_new_one()
    {
        string now = SettingsJson.Write(TrainingPresets.Normalized);
        Assert.Contains("\"normalized\"", now, StringComparison.Ordinal);
        Assert.Contains("\"hidden_fraction\"", now, StringComparison.Ordinal);
        string then = now.Replace("\"normalized\"", "\"normalised\"", StringComparison.Ordinal)
            .Replace("\"hidden_fraction\"", "\"hidden_share\"", StringComparison.Ordinal);
        Assert.Equal(TrainingPresets.Normalized, SettingsJson.Read<TrainingPlan>(then));
        string published = SettingsJson.Write(new TrainingPlan()).Replace("\"normalized\"", "\"normalised\"", StringComparison.Ordinal);
        Assert.Equal(new TrainingPlan(), SettingsJson.Read<TrainingPlan>(published));
    }

    [Fact]
    public void One_strength_of_an_old_plan_becomes_fraction_or_deviation()
    {
        TransformerPlan plan = SettingsJson.Read<TransformerPlan>("""{"task": "noise", "strength": 0.5}""");
        Assert.Equal((RecallTask.Noise, 0.5), (plan.Task, plan.NoiseSigma));
        Assert.Equal(0.2, SettingsJson.Read<TransformerPlan>("""{"strength": 0.2}""").MaskFraction);
        Assert.DoesNotContain("strength", SettingsJson.Write(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Sweeps_take_old_names_of_settings_and_presets()
    {
        Experiment experiment = new() { Training = TrainingPresets.Find("normalised")! };
        Assert.Equal(0.25, experiment.With("training.learning.normalised.hidden_share", 0.25).Training.Learning.Normalized!.HiddenFraction);
        Experiment weaker = experiment.With("recall.strength", 0.1);
        Assert.Equal((0.1, 0.1), (weaker.Recall.MaskFraction, weaker.Recall.NoiseSigma));
        Assert.DoesNotContain("recall.strength", Experiment.SettingNames);
        Assert.Equal([0.1, 0.2],
            Sweep.Of(new Experiment()).Vary("recall.strength", 0.1, 0.2).Points.Select(point => point.Experiment.Recall.MaskFraction));
    }
}
