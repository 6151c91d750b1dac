using AttractorNotebooks.Sweeps;

namespace AttractorNotebooks.Cli.Sweeps;

/// <summary>What can be said of a sweep's folder without computing.</summary>
internal static class SweepResults
{
    /// <summary>Writes the table of what is finished.</summary>
    /// <returns>The exit code: 1 where points are missing.</returns>
    public static int Collect(string folder, string? longTable, Reporter reporter)
    {
        SweepFolder sweep = SweepFolder.Open(folder);
        return Write(folder, sweep.Collect(), sweep.Status().Points, longTable, reporter);
    }

    /// <summary>Writes a table.</summary>
    /// <returns>The exit code: 1 where points are missing.</returns>
    public static int Write(string folder, SweepTable table, int points, string? longTable, Reporter reporter)
    {
        string path = SweepFolder.TableIn(folder);
        table.WriteCsv(path);
        if (longTable is not null) table.WriteLong(longTable);
        int missing = points - table.Rows.Count;
        reporter.Result(new { Table = path, Long = longTable, Points = table.Rows.Count, Missing = missing },
            $"{table.Rows.Count} points -> {path}{(longTable is null ? "" : $", {longTable}")}");
        if (missing > 0) Reporter.Remark($"{missing} of {table.Rows.Count + missing} points are missing.");
        return missing > 0 ? 1 : 0;
    }

    public static int Status(string folder, Reporter reporter)
    {
        SweepStatus status = SweepFolder.Open(folder).Status();
        IReadOnlyList<SlurmTask> tasks = Slurm.TasksOf(folder);
        reporter.Result(new { status.Points, status.Done, status.Running, status.Silent, Tasks = tasks },
            $"{status.Done} of {status.Points} points are finished, {status.Running} are being computed"
                + $"{(status.Silent > 0 ? $", {status.Silent} were being computed by workers that gave no sign of life since" : "")}.");
        foreach (SlurmTask task in tasks)
            reporter.Text($"  task {task.Task}: {task.State.ToLowerInvariant()}{(task.Node.Length > 0 ? $" on {task.Node}" : "")}");
        return 0;
    }
}
