using System.CommandLine;
using System.Globalization;
using AttractorNotebooks.Comparators;
using AttractorNotebooks.Data;
using AttractorNotebooks.Kernels;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor train</c>: learn couplings by the local rule, or a transformer by backpropagation.</summary>
internal static class TrainCommand
{
    private static readonly TrainingPlan Published = new();

    public static Command Create()
    {
        Option<string> data = CommonOptions.Data();
        Option<string> rule = new("--rule") { Description = "The learning rule.", DefaultValueFactory = _ => "local" };
        rule.AcceptOnlyFromAmong("local");
        Option<TokenChoice> tokens = new("--tokens") { Description = "random: one random token learns from a batch, as published; all: every token does.", DefaultValueFactory = _ => Published.Learning.Tokens };
        Option<int> examples = new("--examples") { Description = "Training images, as many of each class.", DefaultValueFactory = _ => Published.Examples };
        Option<int> epochs = new("--epochs") { Description = "Passes over the training images.", DefaultValueFactory = _ => Published.Epochs };
        Option<int> patch = new("--patch") { Description = "Side of a patch in pixels; must divide the image.", DefaultValueFactory = _ => Published.Patch };
        Option<int> dim = new("--dim") { Description = "Components d of a token.", DefaultValueFactory = _ => Published.Dim };
        Option<EmbeddingKind> embedding = new("--embedding") { Description = "The fixed embedding.", DefaultValueFactory = _ => Published.Embedding };
        Option<int> embeddingSeed = new("--embedding-seed") { Description = "Seed of a random embedding.", DefaultValueFactory = _ => Published.EmbeddingSeed };
        Option<double> lambda = new("--lambda") { Description = "Inverse temperature while learning.", DefaultValueFactory = _ => Published.Learning.Attention.Lambda };
        Option<double> rate = new("--rate") { Description = "Learning rate at the start.", DefaultValueFactory = _ => Published.Learning.Optimizer.LearningRate };
        Option<OptimizerKind> optimizer = new("--optimizer") { Description = "How a gradient becomes a change.", DefaultValueFactory = _ => Published.Learning.Optimizer.Kind };
        Option<int> batch = new("--batch") { Description = "Images of a batch.", DefaultValueFactory = _ => Published.Learning.BatchSize };
        Option<int> patience = new("--patience") { Description = "Stop when the masked overlap has not grown for so many epochs; 0 for never.", DefaultValueFactory = _ => Published.Patience };
        Option<int> seed = CommonOptions.Seed();
        Option<int?> threads = CommonOptions.Threads();
        Option<FileInfo> output = new("--out") { Description = "Where the result goes (safetensors).", Required = true };
        Option<bool> resume = new("--resume") { Description = "Go on from FILE.checkpoint, which every epoch and an interrupted run leave behind." };
        Option<bool> json = CommonOptions.Json();
        ComparatorTraining comparators = new();
        Command command = new("train", "Train couplings by the local rule, where the defaults are the published run, or a transformer to compare them with.")
        {
            data, rule, tokens, examples, epochs, patch, dim, embedding, embeddingSeed, lambda, rate, optimizer, batch, patience, seed, threads, output, resume, json,
        };
        foreach (Option option in comparators.Options) command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (comparators.IsAskedFor(parsed, [rule, tokens, dim, embedding, embeddingSeed, lambda, optimizer, patience]))
            {
                TransformerPlan transformer = comparators.Plan(parsed, examples, epochs, patch, rate, batch, seed);
                DigitData images = await CommonOptions.OpenAsync(parsed.GetRequiredValue(data), cancellation).ConfigureAwait(false);
                ComparatorTraining.Run(transformer, images, new WorkTeam(parsed.GetValue(threads)), parsed.GetRequiredValue(output).FullName, parsed.GetValue(resume), new Reporter(parsed.GetValue(json)), cancellation);
                return;
            }
            TrainingPlan plan = new()
            {
                Examples = parsed.GetValue(examples),
                Epochs = parsed.GetValue(epochs),
                Patch = parsed.GetValue(patch),
                Dim = parsed.GetValue(dim),
                Embedding = parsed.GetValue(embedding),
                EmbeddingSeed = parsed.GetValue(embeddingSeed),
                Patience = parsed.GetValue(patience),
                Learning = new LearningSettings
                {
                    Attention = new AttentionSettings(parsed.GetValue(lambda)),
                    Tokens = parsed.GetValue(tokens),
                    BatchSize = parsed.GetValue(batch),
                    Optimizer = new OptimizerSettings { LearningRate = parsed.GetValue(rate), Kind = parsed.GetValue(optimizer) },
                    Seed = parsed.GetValue(seed),
                },
            };
            plan.Validated();
            DigitData digits = await CommonOptions.OpenAsync(parsed.GetRequiredValue(data), cancellation).ConfigureAwait(false);
            Run(plan, digits, new WorkTeam(parsed.GetValue(threads)), parsed.GetRequiredValue(output).FullName, parsed.GetValue(resume), new Reporter(parsed.GetValue(json)), cancellation);
        });
        return command;
    }

    private static void Run(TrainingPlan plan, DigitData digits, WorkTeam team, string output, bool resume, Reporter reporter, CancellationToken cancellation)
    {
        string checkpoint = output + ".checkpoint";
        // An output that cannot be written is told before the work, not after it.
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        if (resume && !File.Exists(checkpoint)) throw new FileNotFoundException($"There is no '{checkpoint}' to resume from; leave out --resume to start anew.");
        TrainingSession session = resume ? TrainingSession.Resume(checkpoint, plan, digits, team) : TrainingSession.Start(plan, digits, team);
        reporter.Text($"{"epoch",5} {"loss",9} {"masked overlap",15} {"seconds",8}");
        try
        {
            LiveProgress.Run("training", progress => session.Run(
                epoch =>
                {
                    reporter.Result(epoch, string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch,5} {epoch.Loss,9:0.0000} {epoch.MaskedOverlap,15:0.0000} {epoch.Seconds,8:0.00}"));
                    if (!session.Finished) session.Save(checkpoint);
                },
                progress,
                cancellation));
        }
        catch (OperationCanceledException)
        {
            session.Save(checkpoint);
            Reporter.Remark($"Stopped in epoch {session.Epoch + 1}; go on with --resume (state kept in {checkpoint}).");
            throw;
        }
        session.Network.Save(output);
        File.Delete(checkpoint);
        Reporter.Remark($"Wrote {output}");
    }
}
