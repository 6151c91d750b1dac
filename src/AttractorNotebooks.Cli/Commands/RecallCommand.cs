using System.CommandLine;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor recall</c>: corrupt images and let a trained network recall them.</summary>
internal static class RecallCommand
{
    // The mean-field iteration of noisy images has settled by then.
    private const int NoiseSteps = 30;

    public static Command Create()
    {
        Argument<FileInfo> file = new("file") { Description = "Trained couplings or a transformer, as written by train." };
        Option<RecallTask> task = WordOption.Create("--task", RecallTask.Mask);
        task.Description = "mask: tokens are missing; noise: every pixel is disturbed. For a transformer, what it was trained on if "
            + "absent.";
        Option<double?> strength = CommonOptions.Strength();
        Option<int> steps = new NumberRange(0, RecallPlan.MostSteps).Whole("--steps", 100);
        steps.Description = "Iterations; for a transformer of fixed depth 1 if absent.";
        Option<int> images = NumberRange.Count.Whole("--images", 256);
        images.Description = "How many images.";
        Option<string> split = new("--split") { Description = "test or train.", DefaultValueFactory = _ => "test" };
        split.AcceptOnlyFromAmong("test", "train");
        DataOptions data = new();
        Option<double?> lambda = new NumberRange(0, AttentionSettings.LargestLambda, Above: true).Real("--lambda");
        lambda.Description = "Inverse temperature; the file's if absent.";
        Option<double?> g = new NumberRange(0, 1).Real("--g");
        g.Description = "g of the retention update; the file's update if absent.";
        Option<string?> update =
            new("--update")
            {
                Description =
            "The update: residual, 'retention G', 'leaky GAMMA' or 'printed GAMMA'; the file's if absent."
            };
        Option<MaskMode?> maskMode = WordOption.Create<MaskMode>("--mask-mode");
        maskMode.Description = "How long the mask counts; the file's if absent.";
        Option<UpdateOrder?> order = WordOption.Create<UpdateOrder>("--order");
        order.Description = "Synchronous, or one token at a time; the file's if absent.";
        Option<bool?> layerNorm =
            new("--layer-norm") { Description = "Whether attention sees the state layer-normalized; the file's if absent." };
        Option<bool> predict = new("--predict")
        {
            Description =
            "Restore by the exact densities of couplings of the normalized rule instead of the dynamics; for masks one step if --steps "
                + "is absent."
        };
        Option<CouplingStorage?> storage = ConvertCommand.Storage();
        storage.Description += " The file's if absent.";
        Option<bool> map = new("--map")
        {
            Description = "Leave couplings in the file and read what is needed when it is needed: for those larger than memory.",
        };
        Option<int> seed = CommonOptions.Seed();
        Option<int?> threads = CommonOptions.Threads();
        RecallOutputs.Choice outputs = new();
        Command command = new("recall",
            "Corrupt images, run the dynamics, and measure every step against the originals, beside simple baselines.")
        {
            file, task, strength, steps, images, split, lambda, g, update, maskMode, order, layerNorm, predict, storage, map, seed,
                threads,
        };
        foreach (Option option in outputs.Options) command.Options.Add(option);
        CorruptionOptions corruption = new();
        foreach (Option option in corruption.Options) command.Options.Add(option);
        data.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(file).FullName;
            RecallOutputs asked = outputs.Read(parsed);
            if (TrainedTransformer.IsIn(path))
            {
                ComparatorRecall.RefuseOptions(parsed, path, lambda, g, update, maskMode, order, layerNorm, predict, storage, map);
                TrainedTransformer transformer = TrainedTransformer.Load(path);
                asked.RefuseAttention($"'{path}' holds a transformer");
                RecallPlan own = asked.Keep(
                    ComparatorRecall.Plan(parsed, transformer.Plan, task, strength, steps, seed, corruption),
                    transformer.Tokenizer, parsed.GetValue(images));
                DigitData opened = await data.OpenAsync(parsed, cancellation, transformer.Preparation).ConfigureAwait(false);
                ComparatorRecall.Run(transformer, Chosen(parsed, opened), opened.Train, own, new WorkerPool(parsed.GetValue(threads)),
                    asked, cancellation);
                return;
            }
            TrainedNetwork network = TrainedNetwork.Load(path, parsed.GetValue(map));
            network = network.Stored(parsed.GetValue(storage) ?? network.Storage);
            DynamicsSettings dynamics = network.Recall;
            if (parsed.GetValue(lambda) is double newLambda)
                dynamics = dynamics with { Attention = dynamics.Attention with { Lambda = newLambda } };
            if (parsed.GetValue(g) is double newG) dynamics = dynamics with { Update = UpdateRule.Retain(newG) };
            if (parsed.GetValue(update) is string newUpdate)
            {
                if (parsed.GetValue(g) is not null) throw new ArgumentException("--g is the retention update; leave out --g or --update.");
                dynamics = dynamics with { Update = UpdateRule.Parse(newUpdate) };
            }
            if (parsed.GetValue(maskMode) is MaskMode newMode) dynamics = dynamics with { MaskMode = newMode };
            if (parsed.GetValue(order) is UpdateOrder newOrder) dynamics = dynamics with { Order = newOrder };
            if (parsed.GetValue(layerNorm) is bool newNorm) dynamics = dynamics with { LayerNorm = newNorm };
            RecallTask chosen = parsed.GetValue(task);
            CommonOptions.RequireStrength(chosen, parsed.GetValue(strength));
            RecallPlan plan = new()
            {
                Task = chosen,
                MaskFraction = parsed.GetValue(strength) ?? 0.3,
                NoiseSigma = parsed.GetValue(strength) ?? 0.7,
                Law = corruption.Law(parsed, new CorruptionLaw()),
                Steps = parsed.GetValue(steps),
                Dynamics = dynamics with { Seed = parsed.GetValue(seed) },
                Seed = parsed.GetValue(seed),
            };
            bool predicts = parsed.GetValue(predict);
            if (predicts)
            {
                if (network.Plan.Learning.Normalized == null)
                    throw new ArgumentException($"'{path}' was trained by the local rule, which gives no densities to --predict by; "
                        + "train with --rule normalized.");
                foreach (Option option in new Option[] { lambda, g, update, maskMode, order, layerNorm })
                    if (CommonOptions.IsGiven(parsed, option))
                        throw new ArgumentException($"{option.Name} belongs to the dynamics; leave it out, or --predict.");
                if (!CommonOptions.IsGiven(parsed, steps)) plan = plan with { Steps = chosen == RecallTask.Mask ? 1 : NoiseSteps };
            }
            if (predicts) asked.RefuseAttention("--predict restores by densities");
            plan = asked.Keep(plan, network.Tokenizer, parsed.GetValue(images));
            DigitData digits = await data.OpenAsync(parsed, cancellation, network.Preparation).ConfigureAwait(false);
            Run(network, Chosen(parsed, digits), digits.Train, plan, predicts, new WorkerPool(parsed.GetValue(threads)), asked,
                cancellation);
        });
        return command;

        ImageSet Chosen(ParseResult parsed, DigitData digits) =>
            (parsed.GetValue(split) == "train" ? digits.Train : digits.Test).Take(parsed.GetValue(images));
    }

    private static void Run(TrainedNetwork network, ImageSet images, ImageSet train, RecallPlan plan, bool predicts, WorkerPool workers,
        RecallOutputs outputs, CancellationToken cancellation)
    {
        RecallResult result = LiveProgress.Run("recalling", progress =>
            predicts
                ? PredictionExperiment.Run(network, images, plan, train, workers, new StepProgress(progress, plan.Steps), cancellation)
                : RecallExperiment.Run(network, images, plan, workers, new StepProgress(progress, plan.Steps), cancellation));
        outputs.Write(result, train, predicts ? null : network, workers, cancellation);
    }

    private sealed class StepProgress(IProgress<double> share, int steps) : IProgress<int>
    {
        public void Report(int value) => share.Report(value / (double)steps);
    }
}
