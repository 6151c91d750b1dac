using System.CommandLine;
using System.Globalization;
using AttractorNotebooks.Cli.Sweeps;
using AttractorNotebooks.Data;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Sweeps;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>
/// <c>attractor train --rows | --tasks</c>: rows of J that learn apart, in one process each, or as tasks on a shared folder.
/// </summary>
internal sealed class RowOptions
{
    private readonly Option<bool> _perRow = new("--per-row")
    {
        Description = "Clip gradients and keep the root mean square row by row of J, so that rows learn apart.",
    };

    private readonly Option<string?> _rows = new("--rows")
    {
        Description = "Train only the rows FIRST:END of J, for example 0:49, apart from all others (--per-row goes without saying); "
            + "attractor join makes a network of the parts.",
    };

    private readonly Option<int?> _tasks = new NumberRange(1, 10_000).Whole("--tasks");

    private readonly Option<string?> _submit = new("--submit")
    {
        Description = "With --tasks: submit an array job of so many tasks to this scheduler instead of working here: slurm. Partition, "
            + "time and account come from sbatch's own variables, for example SBATCH_PARTITION; --threads are processors of a task, 1 if "
            + "absent.",
    };

    private readonly Option<double> _lease = new NumberRange(0, 86_400, Above: true).Real("--lease", new SweepOptions().Lease.TotalSeconds);

    public RowOptions()
    {
        _tasks.Description = "Train all rows in so many parts in the folder that --out names, and join them to J.safetensors "
            + "there. Several processes and machines may share the folder; work that was stopped or killed goes on from its last epoch.";
        _submit.AcceptOnlyFromAmong("slurm");
        _lease.Description = "With --tasks: seconds without a sign of life after which another worker is taken for dead.";
    }

    /// <summary>All of them.</summary>
    public IEnumerable<Option> Options => [_perRow, _rows, _tasks, _submit, _lease];

    /// <summary>Whether rows are to learn apart.</summary>
    public bool Apart(ParseResult parsed) => parsed.GetValue(_perRow) || AreAsked(parsed);

    /// <summary>Whether parts of J are to be trained.</summary>
    public bool AreAsked(ParseResult parsed) => parsed.GetValue(_rows) is not null || parsed.GetValue(_tasks) is not null;

    /// <summary>Trains some rows, or all in parts, where that is asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="plan">What to do.</param>
    /// <param name="digits">Images to train on.</param>
    /// <param name="output">The file, or the folder of all parts.</param>
    /// <param name="resume">Whether to go on from a checkpoint.</param>
    /// <param name="threads">Threads; null if not given.</param>
    /// <param name="reporter">Where it is told.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Whether it was asked for.</returns>
    public bool Run(ParseResult parsed, TrainingPlan plan, DigitData digits, string output, bool resume, int? threads, Reporter reporter,
        CancellationToken cancellation)
    {
        if (parsed.GetValue(_tasks) is int tasks)
        {
            if (Rows(parsed) is not null) throw new ArgumentException("--rows trains one part, --tasks all; leave one of the two out.");
            if (resume) throw new ArgumentException("With --tasks the work goes on by itself; leave --resume out.");
            RowFolder folder = new(output, plan, tasks, digits);
            if (parsed.GetValue(_submit) is null) Work(folder, threads, parsed.GetValue(_lease), reporter, cancellation);
            else Submit(parsed, folder, output, threads ?? 1, reporter);
            return true;
        }
        if (parsed.GetValue(_submit) is not null) throw new ArgumentException("--submit needs --tasks: how many parts the rows make.");
        if (Rows(parsed) is not RowRange rows) return false;
        WorkerPool workers = new(threads);
        TrainingLoop.Run(
            output,
            resume,
            checkpoint => checkpoint is null
                ? RowTraining.Start(plan, rows, digits, workers)
                : RowTraining.Resume(checkpoint, plan, rows, digits, workers),
            $"{"epoch",5} {"loss",9} {"seconds",8}",
            Line,
            reporter,
            cancellation);
        return true;
    }

    private static void Work(RowFolder folder, int? threads, double lease, Reporter reporter, CancellationToken cancellation)
    {
        folder.Run(
            (part, epoch) => reporter.Result(
                new { Part = part, Rows = folder.Parts[part].ToString(), epoch.Epoch, epoch.Loss, epoch.Seconds },
                $"part {part} {Line(epoch)}"),
            new WorkerPool(threads), TimeSpan.FromSeconds(lease), cancellation);
        Reporter.Remark($"Wrote {folder.Network}");
    }

    private void Submit(ParseResult parsed, RowFolder folder, string path, int processors, Reporter reporter)
    {
        // A task is this very command without the scheduler; all of them work on the folder.
        List<string> command = [.. parsed.Tokens.Select(token => token.Value)];
        command.RemoveRange(command.IndexOf(_submit.Name), 2);
        if (!command.Contains("--threads")) command.AddRange(["--threads", processors.ToString(CultureInfo.InvariantCulture)]);
        string job = Slurm.Submit(path, "attractor-rows", command, folder.Parts.Count, processors);
        reporter.Result(new { Job = job, Tasks = folder.Parts.Count },
            $"Job {job}: {folder.Parts.Count} tasks. When all are done, {folder.Network} is there; their logs are in {path}/slurm.");
    }

    private RowRange? Rows(ParseResult parsed) => parsed.GetValue(_rows) is string rows ? RowRange.Parse(rows) : null;

    private static string Line(RowEpochReport epoch) =>
        string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch,5} {epoch.Loss,9:0.0000} {epoch.Seconds,8:0.00}");
}
