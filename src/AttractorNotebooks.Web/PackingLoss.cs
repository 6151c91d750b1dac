using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Web;

/// <summary>What it costs to carry couplings with few bits: how far error curves move.</summary>
internal static class PackingLoss
{
    private const int Images = 32;
    private const int Steps = 100;
    private const int Predictions = 3;

    /// <summary>The largest relative change of the mean MSE at any step, in words.</summary>
    public static string Measure(TrainedNetwork network, PackedNetwork packed, DigitData digits)
    {
        if (packed.Bits == PackedNetwork.Float32) return "Nothing is lost.";
        ImageSet images = digits.Test.Take(Math.Min(Images, digits.Test.Count));
        bool predicts = network.Heads.Count > 1;
        RecallPlan plan = new() { Steps = predicts ? Predictions : Steps };
        double[] before = Curve(network),
            after = Curve(new(packed.Unpack(), network.Tokenizer, network.Plan, network.Epochs, network.Provenance, network.Recall));
        double largest = before.Zip(after, (from, to) => Math.Abs(to - from) / from).Max();
        string what = predicts ? "iterated predictions" : "steps";
        return string.Create(CultureInfo.InvariantCulture,
            $"That changes the mean error of {images.Count} test images with 30 % of their patches hidden by at most {100 * largest:0.##} "
            + $"% at any of {plan.Steps} {what}.");

        double[] Curve(TrainedNetwork each)
        {
            RecallResult result = predicts ? PredictionExperiment.Run(each, images, plan) : RecallExperiment.Run(each, images, plan);
            return [.. result.Trajectory.Errors.Select(errors => errors.Average())];
        }
    }
}
