using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AttractorNotebooks.Cli.Sweeps;
using AttractorNotebooks.Files;
using AttractorNotebooks.Sweeps;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor sweep</c>: a grid of experiments, here or on a scheduler.</summary>
internal static class SweepCommand
{
    private const int MostTasks = 16;

    public static Command Create()
    {
        Argument<FileInfo?> specification =
            new("specification")
            {
                Description = "JSON: preset, settings, grid, measures. Not needed with --status and --collect.",
                Arity = ArgumentArity.ZeroOrOne
            };
        Option<DirectoryInfo> folder =
            new("--out")
            {
                Description = "The folder that points are kept in. Several processes and machines may share it; a sweep that "
                + "was stopped or killed goes on.",
                Required = true
            };
        Option<string?> submit =
            new("--submit")
            {
                Description =
            "Submit an array job to this scheduler instead of working here: slurm. Partition, time and account come from sbatch's own "
                + "variables, for example SBATCH_PARTITION."
            };
        submit.AcceptOnlyFromAmong("slurm");
        Option<int?> tasks = new NumberRange(1, 10_000).Whole("--tasks");
        tasks.Description = $"With --submit: tasks of the array, which share the points; one a point, but at most {MostTasks}, if absent.";
        Option<bool> status = new("--status") { Description = "Say how far the sweep in the folder is, and its jobs." };
        Option<bool> collect = new("--collect")
        {
            Description =
            "Write the table of the points that are finished; exit code 1 where some are missing."
        };
        Option<FileInfo?> longTable = new("--long")
        {
            Description = "Write tidy data too, one row an image and measure, as FILE.csv or FILE.parquet; here or with --collect.",
        };
        longTable.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string name }] && Path.GetExtension(name).ToLowerInvariant() is not (".csv" or ".parquet"))
                result.AddError($"--long must name a file that ends in .csv or .parquet, not '{name}'.");
        });
        Option<bool> dryRun = new("--dry-run")
        {
            Description =
                "Compute nothing but a trial point, and say how many points and networks there are, how long they would take, and how "
                + "much memory and disk. Nothing is written.",
        };
        Option<int?> threads = CommonOptions.Threads();
        threads.Description = "Points to compute side by side; one a processor if absent. With --submit: processors of a task, 1 if "
            + "absent.";
        Option<double> lease = new NumberRange(0, 86_400, Above: true).Real("--lease", new SweepOptions().Lease.TotalSeconds);
        lease.Description = "Seconds without a sign of life after which another worker is taken for dead; the same for all who share "
            + "the folder.";
        Option<bool> json = CommonOptions.Json();
        Command command = new("sweep",
            "Compute a grid of experiments, each point once, and make a table of it (results.csv in the folder).")
        {
            specification, folder, submit, tasks, status, collect, longTable, dryRun, threads, lease, json,
        };
        command.Validators.Add(result =>
        {
            Check(result, specification, submit, tasks, status, collect);
            bool tidies = CommonOptions.IsGiven(result, longTable), submits = CommonOptions.IsGiven(result, submit);
            if (tidies && (result.GetValue(status) || submits))
                result.AddError("--long belongs to a sweep that is computed here, or to --collect.");
            if (result.GetValue(dryRun) && (result.GetValue(status) || result.GetValue(collect) || tidies || submits))
                result.AddError("--dry-run computes nothing that --long, --submit, --status or --collect could use; leave it or them out.");
        });
        command.SetAction((parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(folder).FullName;
            string? tidy = parsed.GetValue(longTable)?.FullName;
            Reporter reporter = new(parsed.GetValue(json));
            // Away from the thread that listens for Ctrl-C.
            return Task.Run(() =>
            {
                if (parsed.GetValue(status)) return SweepResults.Status(path, reporter);
                if (parsed.GetValue(collect)) return SweepResults.Collect(path, tidy, reporter);
                Sweep sweep = Sweep.Read(parsed.GetRequiredValue(specification)!.FullName);
                if (parsed.GetValue(dryRun))
                {
                    SweepEstimate estimate = sweep.Estimate(path, Options(parsed.GetValue(threads), parsed.GetValue(lease)), cancellation);
                    reporter.Result(new
                    {
                        estimate.Points,
                        estimate.Missing,
                        estimate.Networks,
                        TrainingSeconds = Math.Round(estimate.Training.TotalSeconds, 1),
                        RecallSeconds = Math.Round(estimate.Recall.TotalSeconds, 1),
                        estimate.MemoryBytes,
                        estimate.DiskBytes,
                        estimate.Trial,
                    }, estimate.ToString());
                    return 0;
                }
                if (parsed.GetValue(submit) is null)
                    return Run(sweep, path, Options(parsed.GetValue(threads), parsed.GetValue(lease)), tidy, reporter,
                        cancellation);
                int processors = parsed.GetValue(threads) ?? 1, count = parsed.GetValue(tasks) ?? Math.Min(sweep.Points.Count, MostTasks);
                SweepFolder.Prepare(sweep, path, cancellation);
                string[] worker =
                [
                    "sweep", SweepFolder.SpecificationIn(path), "--out", path, "--json", "--threads", Text(processors), "--lease",
                    Text(parsed.GetValue(lease)),
                ];
                string job = Slurm.Submit(path, "attractor-sweep", worker, count, processors);
                reporter.Result(new { Job = job, Tasks = count, Points = sweep.Points.Count },
                    $"Job {job}: {count} tasks for {sweep.Points.Count} points. Follow it with --out {path} --status; then --collect.");
                return 0;
            }, CancellationToken.None);
        });
        return command;
    }

    private static int Run(Sweep sweep, string folder, SweepOptions options, string? longTable, Reporter reporter,
        CancellationToken cancellation)
    {
        if (longTable is not null) AtomicFile.RequireWritable(longTable);
        try
        {
            SweepTable table = LiveProgress.Run("sweeping", progress => sweep.Run(folder, report =>
            {
                progress.Report(report.Done / (double)report.Points);
                if (report.Kind == SweepEvent.Opened) Reporter.Remark(report.What);
                else reporter.Result(new
                {
                    @Event = report.Kind,
                    report.What,
                    report.Done,
                    report.Points,
                    Seconds = Math.Round(report.Seconds, 3),
                    Left = report.Left is TimeSpan left ? Math.Round(left.TotalSeconds, 1) : (double?)null,
                    report.Error
                }, report.ToString());
            }, options, cancellation));
            return SweepResults.Write(folder, table, sweep.Points.Count, longTable, reporter);
        }
        catch (OperationCanceledException)
        {
            Reporter.Remark($"What is finished is kept in {folder}; the same command goes on.");
            throw;
        }
        catch (UnfinishedSweepException)
        {
            SweepResults.Collect(folder, longTable, reporter);
            throw;
        }
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static SweepOptions Options(int? threads, double lease) => new() { Threads = threads, Lease = TimeSpan.FromSeconds(lease) };

    private static void Check(CommandResult result, Argument<FileInfo?> specification, Option<string?> submit, Option<int?> tasks,
        Option<bool> status, Option<bool> collect)
    {
        bool given = result.GetResult(specification) is { Tokens.Count: > 0 }, submits = CommonOptions.IsGiven(result, submit);
        bool looks = result.GetValue(status), collects = result.GetValue(collect);
        if ((looks ? 1 : 0) + (collects ? 1 : 0) + (submits ? 1 : 0) > 1) result.AddError("Give one of --submit, --status and --collect.");
        else if (!given && !looks && !collects) result.AddError("Name the file that specifies the sweep.");
        if (!submits && CommonOptions.IsGiven(result, tasks)) result.AddError("--tasks belongs to --submit.");
    }
}
