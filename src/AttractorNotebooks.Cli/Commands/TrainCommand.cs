using System.CommandLine;
using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Figures;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor train</c>: learn couplings by the local rule, or a transformer by backpropagation.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        DataOptions data = new();
        Option<string?> rule = new("--rule")
        {
            Description = "The learning rule: local, as published, or normalized, with the exact normalizer. If absent, that of the "
                + "preset.",
        };
        CommonOptions.AcceptWords(rule, "local", "normalized");
        Option<string?> preset = new("--preset")
        {
            Description = "published: the published run; figure, figure-noise, figure-pictures: the settings found for the panels and "
                + "pictures of the published results figure, with those of recall; normalized: every source a head of the exact mixture; "
                + "pooled: heads that each pool all sources. Options given beside it override it. [default: published, or normalized "
                + "where the rule is]",
        };
        CommonOptions.AcceptWords(preset, [.. TrainingPresets.ByName.Keys]);
        Option<TokenChoice?> tokens = WordOption.Create<TokenChoice>("--tokens");
        tokens.Description = Preset(
            "random: one random token learns from a batch, as published; all: every token does.", plan => plan.Learning.Tokens);
        Option<int?> examples = NumberRange.Count.Whole("--examples");
        examples.Description = Preset("Training images, as many of each class.", plan => plan.Examples);
        Option<int?> epochs = new NumberRange(0, 1_000_000).Whole("--epochs");
        epochs.Description = Preset("Passes over the training images.", plan => plan.Epochs);
        Option<int?> patch = new NumberRange(1, 1024).Whole("--patch");
        patch.Description = Preset("Side of a patch in pixels; must divide the image.", plan => plan.Patch);
        Option<int?> dim = new NumberRange(1, 4096).Whole("--dim");
        dim.Description = Preset("Components d of a token.", plan => plan.Dim);
        Option<EmbeddingKind?> embedding = WordOption.Create<EmbeddingKind>("--embedding");
        embedding.Description = Preset("The fixed embedding.", plan => plan.Embedding);
        Option<int?> embeddingSeed = NumberRange.Any.Whole("--embedding-seed");
        embeddingSeed.Description = Preset("Seed of a random embedding.", plan => plan.EmbeddingSeed);
        Option<double?> lambda = new NumberRange(0, AttentionSettings.LargestLambda, Above: true).Real("--lambda");
        lambda.Description = Preset("Inverse temperature while learning.", plan => plan.Learning.Attention.Lambda);
        Option<CouplingStart?> start = WordOption.Create<CouplingStart>("--start");
        start.Description = Preset(
            "Size of the random couplings at the start: U(-0.5, 0.5) over d^2, or over d.", plan => plan.Learning.Start);
        Option<double?> rate = NumberRange.Positive.Real("--rate");
        rate.Description = Preset("Learning rate at the start.", plan => plan.Learning.Optimizer.LearningRate);
        Option<OptimizerKind?> optimizer = WordOption.Create<OptimizerKind>("--optimizer");
        optimizer.Description = Preset("How a gradient becomes a change.", plan => plan.Learning.Optimizer.Kind);
        Option<int?> batch = NumberRange.Count.Whole("--batch");
        batch.Description = Preset("Images of a batch.", plan => plan.Learning.BatchSize);
        RowOptions rows = new();
        Option<int?> patience = new NumberRange(0, 1_000_000).Whole("--patience");
        patience.Description = Preset(
            "Stop when the similarity of masked pixels has not grown for so many epochs; 0 for never.", plan => plan.Patience);
        Option<int?> heads = new NumberRange(1, NormalizedSettings.MostHeads).Whole("--heads");
        heads.Description = "Normalized rule: heads that each pool all sources. [pooled: 4]";
        Option<double?> hidden = new NumberRange(0, 1, Below: true).Real("--hidden");
        hidden.Description = "Normalized rule: chance of a token to be hidden as a source while learning. [normalized: 0.3, pooled: 0.4]";
        Option<double?> prior = NumberRange.NotNegative.Real("--prior");
        prior.Description = "Normalized rule: strength of the normal prior on the fields. [normalized: 0.001, pooled: 0]";
        Option<int?> heldOut = NumberRange.Count.Whole("--held-out");
        heldOut.Description = "Normalized rule: training images held out to choose the epoch that is kept. [512]";
        Option<int> seed = CommonOptions.Seed();
        Option<int?> threads = CommonOptions.Threads();
        Option<FileInfo> output = new("--out")
        {
            Description = "Where the result goes (safetensors); with --tasks a folder.",
            Required = true,
        };
        Option<CouplingStorage?> storage = ConvertCommand.Storage();
        Option<bool> resume = new("--resume") { Description = "Go on from FILE.checkpoint, which an interrupted run leaves behind." };
        Option<bool> json = CommonOptions.Json();
        FigureOption figure = new();
        ComparatorTraining comparators = new();
        Command command = new("train",
            "Train couplings by the local rule, where the defaults are the published run, or a transformer to compare them with.")
        {
            preset, rule, tokens, examples, epochs, patch, dim, embedding, embeddingSeed, lambda, start, rate, optimizer, batch, patience,
            heads, hidden, prior, heldOut, seed, threads, output, storage, resume, figure.Option, json,
        };
        foreach (Option option in (IEnumerable<Option>)[.. rows.Options, .. comparators.Options]) command.Options.Add(option);
        data.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string? drawing = figure.Require(parsed);
            Option[] ofCouplings =
            [
                preset, rule, tokens, dim, embedding, embeddingSeed, lambda, start, optimizer, patience, heads, hidden, prior, heldOut,
                storage, .. rows.Options,
            ];
            if (comparators.IsAskedFor(parsed, ofCouplings))
            {
                TransformerPlan transformer = comparators.Plan(parsed, examples, epochs, patch, rate, batch, seed);
                DigitData images = await data.OpenAsync(parsed, cancellation).ConfigureAwait(false);
                transformer = transformer with
                {
                    Examples = ExamplesOf(parsed.GetValue(examples), transformer.Examples, images.Train.Count),
                };
                ComparatorTraining.Run(transformer, images, new WorkerPool(parsed.GetValue(threads)),
                    parsed.GetRequiredValue(output).FullName, parsed.GetValue(resume), new Reporter(parsed.GetValue(json)), drawing,
                    cancellation);
                return;
            }
            TrainingPlan named = Named(parsed.GetValue(rule), parsed.GetValue(preset));
            LearningSettings learning = named.Learning;
            NormalizedSettings? normalized = learning.Normalized;
            if (normalized is null
                && (parsed.GetValue(heads) ?? parsed.GetValue(heldOut) ?? parsed.GetValue(hidden) ?? parsed.GetValue(prior)) is not null)
                throw new ArgumentException(
                    "--heads, --hidden, --prior and --held-out belong to the normalized rule; add --rule normalized.");
            TrainingPlan plan = named with
            {
                Examples = parsed.GetValue(examples) ?? named.Examples,
                Epochs = parsed.GetValue(epochs) ?? named.Epochs,
                Patch = parsed.GetValue(patch) ?? named.Patch,
                Dim = parsed.GetValue(dim) ?? named.Dim,
                Embedding = parsed.GetValue(embedding) ?? named.Embedding,
                EmbeddingSeed = parsed.GetValue(embeddingSeed) ?? named.EmbeddingSeed,
                Gray = parsed.GetValue(comparators.Corruption.Gray) ?? named.Gray,
                Patience = parsed.GetValue(patience) ?? named.Patience,
                Learning = learning with
                {
                    Attention = learning.Attention with { Lambda = parsed.GetValue(lambda) ?? learning.Attention.Lambda },
                    Start = parsed.GetValue(start) ?? learning.Start,
                    Tokens = parsed.GetValue(tokens) ?? learning.Tokens,
                    PerRow = rows.Apart(parsed) || learning.PerRow,
                    BatchSize = parsed.GetValue(batch) ?? learning.BatchSize,
                    Optimizer = learning.Optimizer with
                    {
                        LearningRate = parsed.GetValue(rate) ?? learning.Optimizer.LearningRate,
                        Kind = parsed.GetValue(optimizer) ?? learning.Optimizer.Kind,
                    },
                    Normalized = normalized is null ? null : normalized with
                    {
                        Heads = parsed.GetValue(heads) ?? normalized.Heads,
                        HiddenFraction = parsed.GetValue(hidden) ?? normalized.HiddenFraction,
                        HeldOut = parsed.GetValue(heldOut) ?? normalized.HeldOut,
                        FieldPrior = parsed.GetValue(prior) ?? normalized.FieldPrior,
                    },
                    Seed = parsed.GetValue(seed),
                },
            };
            plan.Validated();
            DigitData digits = await data.OpenAsync(parsed, cancellation).ConfigureAwait(false);
            int left = digits.Train.Count - (plan.Learning.Normalized?.HeldOut ?? 0);
            plan = plan with { Examples = ExamplesOf(parsed.GetValue(examples), plan.Examples, left) };
            string path = parsed.GetRequiredValue(output).FullName;
            bool resumes = parsed.GetValue(resume);
            Reporter reporter = new(parsed.GetValue(json));
            if (parsed.GetValue(storage) is not null && rows.AreAsked(parsed))
                throw new ArgumentException(
                    "Rows are trained and joined as float32; store the joined network otherwise by attractor convert.");
            if (drawing is not null && rows.AreAsked(parsed))
                throw new ArgumentException("--figure draws the training of a whole network; leave it out with --rows and --tasks.");
            if (rows.Run(parsed, plan, digits, path, resumes, parsed.GetValue(threads), reporter, cancellation)) return;
            WorkerPool workers = new(parsed.GetValue(threads));
            TrainingSession? session = null;
            TrainingLoop.Run(
                path,
                resumes,
                checkpoint =>
                {
                    session = checkpoint is null
                        ? TrainingSession.Start(plan, digits, workers)
                        : TrainingSession.Resume(checkpoint, plan, digits, workers);
                    session.Storage = parsed.GetValue(storage) ?? CouplingStorage.Float32;
                    return session;
                },
                $"{"epoch",5} {"loss",9} {"masked 1 - MSE",15} {"seconds",8}",
                Line,
                reporter,
                cancellation,
                _ => FigureOption.Write(drawing, () => TrainingFigure.Of(session!.Reports)));
        });
        return command;
    }

    private static string Line(EpochReport epoch) => string.Create(
        CultureInfo.InvariantCulture, $"{epoch.Epoch,5} {epoch.Loss,9:0.0000} {epoch.MaskedSimilarity,15:0.0000} {epoch.Seconds,8:0.00}");

    /// <summary>
    /// How many images to learn from: what is asked for, which is refused later if it is too much, or what the preset says as far as
    /// there are.
    /// </summary>
    private static int ExamplesOf(int? asked, int preset, int available)
    {
        if (asked is int count) return count;
        if (available < 1 || available >= preset) return preset;
        Reporter.Remark($"attractor: the preset learns from {preset} images; there are {available}, and all of them are used "
            + "(--examples).");
        return available;
    }

    private static TrainingPlan Named(string? rule, string? preset)
    {
        preset ??= rule == "normalized" ? "normalized" : "published";
        TrainingPlan named = TrainingPresets.ByName[preset];
        string own = named.Learning.Normalized is null ? "local" : "normalized";
        if (rule is not null && rule != own)
            throw new ArgumentException(
                $"The preset '{preset}' learns by the {own} rule, not by the {rule} one; leave one of the two out.");
        return named;
    }

    // Says what an option is where it is not given.
    private static string Preset<T>(string description, Func<TrainingPlan, T> value)
    {
        string[] values = [.. TrainingPresets.ByName.Values.Select(plan => string.Create(CultureInfo.InvariantCulture, $"{value(plan)}"))];
        return values.Distinct().Count() == 1
            ? $"{description} [default: {values[0]}]"
            : $"{description} [{string.Join(", ", TrainingPresets.ByName.Keys.Zip(values, (name, text) => $"{name}: {text}"))}]";
    }
}
