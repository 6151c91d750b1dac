using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Files;
using AttractorNotebooks.Reproductions;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor reproduce</c>: the published results beside ours, with verdicts.</summary>
internal static class ReproduceCommand
{
    private const string Everything = "all";

    public static Command Create()
    {
        Argument<string> part = new("part")
        {
            Description = "training: the published training curve; figure: the curves of the results figure; images: its pictures; all.",
            DefaultValueFactory = _ => Everything,
        };
        part.AcceptOnlyFromAmong("training", "figure", "images", Everything);
        Option<int> images = NumberRange.Count.Whole("--images", 256);
        images.Description = "Test images of a curve.";
        Option<int> examples = NumberRange.Count.Whole("--examples", 10_000);
        examples.Description =
            "Training images of every network, as many of each class; fewer are quicker, and no longer what was published.";
        DataOptions data = new();
        Option<int> seed = CommonOptions.Seed();
        Option<int?> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json();
        Option<FileInfo?> report = new("--report")
        {
            Description = "Also write it all as one HTML page: figures, tables, settings, machine and times.",
        };
        FigureOption figure = new();
        Command command = new("reproduce", "Train, recall, and hold the results against the published ones: a row each, with a verdict.")
        {
            part, images, examples, seed, threads, json, report, figure.Option,
        };
        data.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            // Asked before the work, not after it.
            string? page = parsed.GetValue(report)?.FullName;
            if (page is not null) AtomicFile.RequireWritable(page);
            string? drawing = figure.Require(parsed);
            DigitData digits = await data.OpenAsync(parsed, cancellation).ConfigureAwait(false);
            WorkerPool workers = new(parsed.GetValue(threads));
            FigureReproduction reproduction =
                new(digits, parsed.GetValue(images), parsed.GetValue(seed), parsed.GetValue(examples), workers);
            Stopwatch clock = Stopwatch.StartNew();
            Reporter reporter = new(parsed.GetValue(json));
            Reproduction results = Run(reproduction, parsed.GetRequiredValue(part), reporter, cancellation);
            FigureOption.Write(drawing, new ReproductionFigures(reproduction, results).All,
                twoColumns: parsed.GetRequiredValue(part) == Everything);
            if (page is null) return;
            (string, string)[] settings =
            [
                ("part", parsed.GetRequiredValue(part)), ("seed", Text(parsed.GetValue(seed))),
                ("test images of a curve", Text(parsed.GetValue(images))),
                ("training images of a network", Text(parsed.GetValue(examples))), ("threads", Text(workers.Threads)),
                ("seconds", Text(Math.Round(clock.Elapsed.TotalSeconds))), ("version", Version),
            ];
            new ReproductionReport(reproduction, results, digits, settings).Save(page);
            Reporter.Remark($"Wrote {page}");
        });
        return command;
    }

    private static string Version { get; } =
        typeof(ReproduceCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static Reproduction Run(FigureReproduction reproduction, string part, Reporter reporter, CancellationToken cancellation)
    {
        (string Part, string Title, Func<IProgress<double>, Reproduction> Work)[] parts =
        [
            ("training", "published training run", progress => reproduction.Training(progress, cancellation)),
            ("figure", "curves", progress => reproduction.Curves(progress, cancellation)),
            ("images", "pictures", progress => reproduction.Pictures(progress, cancellation)),
        ];
        reporter.Text($"{"what",-62} {"published",10} {"here",10} {"distance",9} reproduced");
        Reproduction all = new();
        foreach ((string name, string title, Func<IProgress<double>, Reproduction> work) in parts)
        {
            if (part != name && part != Everything) continue;
            Reproduction results = LiveProgress.Run(title, work);
            foreach (ReproductionRow row in results.Rows) reporter.Result(row, Line(row));
            all.Add(results);
        }
        reporter.Text("");
        foreach (Aim aim in all.Aims) reporter.Text(Line(aim));
        string[] counts = [.. Enum.GetValues<Reproduced>().Reverse().Select(verdict => $"{Count(verdict)} {Word(verdict)}")];
        Reporter.Remark($"{all.Rows.Count} results: {string.Join(", ", counts)}.");
        return all;

        int Count(Reproduced verdict) => all.Rows.Count(row => row.Reproduced == verdict);
    }

    private static string Line(ReproductionRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.What,-62} {row.Published,10:G4} {row.Here,10:G4} {row.Distance,9:0.000} {Word(row.Reproduced)}");

    private static string Line(Aim aim) => string.Create(
        CultureInfo.InvariantCulture,
        $"{"aim: " + aim.Name,-62} {aim.Range,21} {aim.Value,9:G4} {(aim.Reached ? "reached" : "not reached")}");

    private static string Word(Reproduced verdict) => verdict.ToString().ToLowerInvariant();
}
