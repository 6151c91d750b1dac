using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AttractorNotebooks.Plotly;
using AttractorNotebooks.Sequences;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor sequence</c>: learn a text by the local rule, write on, and score texts.</summary>
internal static class SequenceCommand
{
    // A text that nobody reads to its end.
    private const int LongestSample = 1_000_000;

    public static Command Create() =>
        new("sequence", "Learn the characters of a text by the local rule, without backpropagation; draw texts and score them.")
        {
            Train(), Sample(), Score(),
        };

    private static Command Train()
    {
        SequenceSettings usual = new();
        Argument<FileInfo?> file = new("file")
        {
            Description = "A UTF-8 text, its last tenth held out; the prose of this toolkit's chapters if absent.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        SequenceOptions options = new(usual);
        Option<int?> threads = CommonOptions.Threads();
        Option<FileInfo> output = new("--out") { Description = "Where the result goes (safetensors).", Required = true };
        Option<bool> resume = new("--resume") { Description = "Go on from FILE.checkpoint, which an interrupted run leaves behind." };
        FigureOption figure = new();
        Option<bool> json = CommonOptions.Json();
        Command command = new("train", "Learn a text; every epoch is measured on its last tenth, which nothing is learnt from.")
        {
            file, threads, output, resume, figure.Option, json,
        };
        foreach (Option option in options.All) command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            SequenceSettings settings = options.Read(parsed).Validated();
            string? drawing = figure.Require(parsed);
            SequenceText text = parsed.GetValue(file) is FileInfo given ? SequenceText.Read(given.FullName) : SequenceText.Chapters;
            WorkerPool workers = new(parsed.GetValue(threads));
            TrainingLoop.Run(
                parsed.GetRequiredValue(output).FullName,
                parsed.GetValue(resume),
                checkpoint => checkpoint is null
                    ? SequenceTraining.Start(settings, text, workers)
                    : SequenceTraining.Resume(checkpoint, settings, text, workers),
                $"{"epoch",5} {"bits per character",18} {"seconds",8}",
                Line,
                new Reporter(parsed.GetValue(json)),
                cancellation,
                epochs => FigureOption.Write(drawing, () => Curve(epochs)));
            return Task.CompletedTask;
        });
        return command;
    }

    private static LineChart Curve(IReadOnlyList<SequenceEpoch> epochs) => Figure.Lines("Held-out text")
        .Add("local rule", epochs.Select(epoch => epoch.Epoch), epochs.Select(epoch => epoch.BitsPerCharacter))
        .XAxis("epoch").YAxis("bits per character");

    private static Command Sample()
    {
        Argument<FileInfo> file = Trained();
        Option<int> length = new NumberRange(0, LongestSample).Whole("--length", 400);
        length.Description = "Characters to draw.";
        Option<double> temperature = new NumberRange(0.01, 100).Real("--temperature", 1);
        temperature.Description = "1 draws what was learnt; less draws what is likelier.";
        Option<string> start = new("--start") { Description = "What stands before the text.", DefaultValueFactory = _ => "" };
        Option<int> seed = CommonOptions.Seed();
        Option<bool> json = CommonOptions.Json();
        Command command = new("sample", "Draw a text, character by character, each from its exact distribution given those before it.")
        {
            file, length, temperature, start, seed, json,
        };
        command.SetAction(parsed =>
        {
            TrainedSequence sequence = TrainedSequence.Load(parsed.GetRequiredValue(file).FullName);
            string text = sequence.Sample(
                parsed.GetValue(length), parsed.GetValue(temperature), parsed.GetValue(seed), parsed.GetRequiredValue(start));
            new Reporter(parsed.GetValue(json)).Result(new { text }, text);
        });
        return command;
    }

    private static Command Score()
    {
        Argument<FileInfo> file = Trained();
        Argument<FileInfo?> of = new("text")
        {
            Description = "A UTF-8 text; the prose of this toolkit's chapters if absent.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<int?> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json();
        Command command = new("score", "Measure how many bits a character of a text costs, all of it and its last tenth.")
        {
            file, of, threads, json,
        };
        command.SetAction(parsed =>
        {
            TrainedSequence sequence = TrainedSequence.Load(parsed.GetRequiredValue(file).FullName);
            SequenceText text = parsed.GetValue(of) is FileInfo given ? SequenceText.Read(given.FullName) : SequenceText.Chapters;
            Stopwatch watch = Stopwatch.StartNew();
            double[] bits = sequence.Score(text, 0, new WorkerPool(parsed.GetValue(threads)));
            var result = new
            {
                Characters = bits.Length,
                BitsPerCharacter = bits.Average(),
                LastTenth = bits.Skip(text.HeldOutStart).Average(),
                Uniform = Math.Log2(sequence.Alphabet.Count),
                Seconds = watch.Elapsed.TotalSeconds,
            };
            new Reporter(parsed.GetValue(json)).Result(result, string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Characters} characters: {result.BitsPerCharacter:0.000} bits each, {result.LastTenth:0.000} in the last "
                + $"tenth; {result.Uniform:0.000} if all characters were alike."));
        });
        return command;
    }

    private static Argument<FileInfo> Trained() => new("file") { Description = "What sequence train wrote." };

    private static string Line(SequenceEpoch epoch) =>
        string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch,5} {epoch.BitsPerCharacter,18:0.0000} {epoch.Seconds,8:0.00}");
}
