using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Engine;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Running;

/// <summary>Executes notebooks headless, each in a process of its own.</summary>
/// <param name="cellTimeout">How long one cell may run.</param>
/// <param name="environment">Variables that the notebooks see beside those of this process.</param>
public sealed class NotebookRunner(TimeSpan cellTimeout, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Names the data that notebooks are to use: <c>mnist</c>, <c>generated</c> or a folder.</summary>
    public const string DataVariable = "ATTRACTOR_DATA";

    /// <summary>How long a cell that ran out of time may take to stop before its process is ended.</summary>
    private static readonly TimeSpan StopTime = 3 * ScriptSession.Grace;

    // The engine keeps to the limits by itself; what comes past it, through native code, is cut a little later.
    private static readonly OutputLimits Limits = OutputLimits.Default with
    {
        CellText = OutputLimits.Default.CellText + 100_000,
        CellDisplays = OutputLimits.Default.CellDisplays + 100_000,
    };

    /// <summary>Executes the notebook at <paramref name="path"/> in its folder. The file itself is left as it is.</summary>
    /// <exception cref="InvalidDataException">The file is not a readable notebook.</exception>
    /// <exception cref="IOException">The file cannot be read, or the engine does not start.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped; no process is left.</exception>
    public async Task<NotebookRun> RunAsync(string path, IProgress<CellProgress>? progress, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Notebook notebook = await Notebook.LoadAsync(path, cancellation).ConfigureAwait(false);
        CellMarks.Check(notebook);
        List<NotebookCell> cells = [.. notebook.Cells.Where(cell => cell.IsCode && !string.IsNullOrWhiteSpace(cell.Source) && !CellMarks.IsSkipped(cell))];
        List<(NotebookCell Cell, JsonArray Outputs)> kept = [.. notebook.Cells.Where(cell => cell.IsCode && CellMarks.IsSkipped(cell)).Select(cell => (cell, (JsonArray)cell.Outputs.DeepClone()))];
        notebook.ClearOutputs();
        foreach ((NotebookCell cell, JsonArray outputs) in kept) cell.Json["outputs"] = outputs;
        notebook.DescribeKernel();

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        MachinePaths paths = new(folder, environment.GetValueOrDefault(DataVariable) is { } data && Path.IsPathRooted(data) ? data : null);
        OutputCollector collector = new(Limits);
        EngineProcess engine = await EngineProcess.StartAsync(folder, environment, cancellation).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            for (int i = 0; i < cells.Count; i++)
            {
                progress?.Report(new CellProgress(i + 1, cells.Count, null, null, cells[i].Source));
                Stopwatch cellClock = Stopwatch.StartNew();
                collector.StartCell(cells[i].Outputs, i + 1);
                await RunCellAsync(engine, collector, CellMarks.Code(cells[i]), i + 1, cancellation).ConfigureAwait(false);
                collector.EndCell();
                cells[i].ExecutionCount = i + 1;
                paths.Remove(cells[i].Outputs);
                progress?.Report(new CellProgress(i + 1, cells.Count, cellClock.Elapsed, collector.Error, cells[i].Source));
                if (collector.Error is not null && !(CellMarks.MayFail(cells[i]) && collector.Error.Name is not ("Crash" or "Timeout"))) return new NotebookRun(notebook, cells.Count, i + 1, collector.Error, clock.Elapsed);
            }
        }

        notebook.MarkExecuted();
        return new NotebookRun(notebook, cells.Count, null, null, clock.Elapsed);
    }

    private async Task RunCellAsync(EngineProcess engine, OutputCollector collector, string source, int number, CancellationToken cancellation)
    {
        Task execution = engine.ExecuteAsync(source, number, collector.Receive);
        bool isOverdue = !await EndsWithinAsync(execution, cellTimeout, cancellation).ConfigureAwait(false);
        if (isOverdue)
        {
            cancellation.ThrowIfCancellationRequested();
            await engine.InterruptAsync().ConfigureAwait(false);
            if (!await EndsWithinAsync(execution, StopTime, cancellation).ConfigureAwait(false)) engine.Kill();
        }

        try
        {
            await execution.ConfigureAwait(false);
        }
        catch (EngineCrashedException crash) when (!isOverdue)
        {
            collector.SetError(new CellError("Crash", crash.Message, [crash.Message, .. crash.ErrorLines]));
        }
        catch (EngineCrashedException)
        {
            // Ended above, by force.
        }

        if (!isOverdue) return;
        string message = string.Create(CultureInfo.InvariantCulture, $"The cell was stopped: it ran longer than {cellTimeout.TotalSeconds:0.###} s. Give it more time with --timeout.");
        collector.SetError(new CellError("Timeout", message, [message]));
    }

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan time, CancellationToken cancellation)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bool ended = await Task.WhenAny(task, Task.Delay(time, waiting.Token)).ConfigureAwait(false) == task;
        await waiting.CancelAsync().ConfigureAwait(false);
        return ended;
    }
}
