using System.CommandLine;
using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Figures;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor train --model transformer|repeated</c>: the comparators, trained by backpropagation.</summary>
internal sealed class ComparatorTraining
{
    private const string Bare = "attention";

    private readonly Option<string> _model = new("--model")
    {
        Description = "attention: bare self-attention, by the local rule; transformer: four blocks, by backpropagation; repeated: one "
            + "block, repeated, by backpropagation. "
            + "Of the options on training, a transformer takes --examples, --epochs, --patch, --rate, --batch and has its own defaults "
                + "for them.",
        DefaultValueFactory = _ => Bare,
    };

    private readonly Option<RecallTask> _task = WordOption.Create("--task", RecallTask.Mask);
    private readonly Option<double?> _strength = CommonOptions.Strength();

    /// <summary>How images are corrupted.</summary>
    public CorruptionOptions Corruption { get; } = new();

    public ComparatorTraining()
    {
        _model.AcceptOnlyFromAmong(Bare, "transformer", "repeated");
        _task.Description = "What a transformer learns to undo: mask or noise.";
    }

    /// <summary>The options that transformers take beside those of couplings, and the one that asks for them.</summary>
    public IEnumerable<Option> Options => [_model, _task, _strength, .. Corruption.Options];

    /// <summary>Whether a transformer is asked for.</summary>
    /// <exception cref="ArgumentException">An option of the other kind of model was given.</exception>
    public bool IsAskedFor(ParseResult parsed, IEnumerable<Option> ofTheLocalRule)
    {
        bool asked = parsed.GetValue(_model) != Bare;
        foreach (Option option in asked ? ofTheLocalRule : [_task, _strength, .. Corruption.OfCorruption])
            if (CommonOptions.IsGiven(parsed, option))
                throw new ArgumentException($"{option.Name} does not belong to --model {parsed.GetValue(_model)}; leave it out.");
        return asked;
    }

    /// <summary>The plan that the options say; where they are silent, the preset of the model.</summary>
    public TransformerPlan Plan(ParseResult parsed, Option<int?> examples, Option<int?> epochs, Option<int?> patch, Option<double?> rate,
        Option<int?> batch, Option<int> seed)
    {
        RecallTask task = parsed.GetValue(_task);
        TransformerPlan preset = parsed.GetValue(_model) == "repeated" ? TransformerPlan.Repeated(task) : TransformerPlan.Standard(task);
        CommonOptions.RequireStrength(task, parsed.GetValue(_strength));
        return (preset with
        {
            MaskFraction = parsed.GetValue(_strength) ?? preset.MaskFraction,
            NoiseSigma = parsed.GetValue(_strength) ?? preset.NoiseSigma,
            Law = Corruption.Law(parsed, preset.Law),
            Examples = parsed.GetValue(examples) ?? preset.Examples,
            Epochs = parsed.GetValue(epochs) ?? preset.Epochs,
            Patch = parsed.GetValue(patch) ?? preset.Patch,
            BatchSize = parsed.GetValue(batch) ?? preset.BatchSize,
            Optimizer = preset.Optimizer with { LearningRate = parsed.GetValue(rate) ?? preset.Optimizer.LearningRate },
            Seed = parsed.GetValue(seed),
        }).Validated();
    }

    /// <summary>Trains and writes the file.</summary>
    public static void Run(
        TransformerPlan plan, DigitData digits, WorkerPool workers, string output, bool resume, Reporter reporter,
            string? figure, CancellationToken cancellation) =>
        TrainingLoop.Run(
            output,
            resume,
            checkpoint => checkpoint is null
                ? TransformerTraining.Start(plan, digits, workers)
                : TransformerTraining.Resume(checkpoint, plan, digits, workers),
            $"{"epoch",5} {"loss",9} {"test mse",9} {"at t",5} {"seconds",8}",
            Line,
            reporter,
            cancellation,
            epochs => FigureOption.Write(figure, () => TrainingFigure.Of(epochs)));

    private static string Line(TransformerEpoch epoch) => string.Create(
        CultureInfo.InvariantCulture,
        $"{epoch.Epoch,5} {epoch.Loss,9:0.0000} {epoch.Error,9:0.0000} {epoch.At,5} {epoch.Seconds,8:0.00}");
}
