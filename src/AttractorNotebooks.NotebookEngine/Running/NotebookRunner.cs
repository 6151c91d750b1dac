using System.Diagnostics;
using System.Globalization;
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

    private const string CrashName = "Crash";
    private const string TimeoutName = "Timeout";

    /// <summary>
    /// Tells figures that their pictures are drawn after the run, and that none is to bring plotly.js along into the file.
    /// </summary>
    private static readonly KeyValuePair<string, string> BareFigures = new("ATTRACTOR_FIGURES", "bare");

    /// <summary>How long a cell that ran out of time may take to stop before its process is ended.</summary>
    private static readonly TimeSpan StopTime = 3 * ScriptSession.Grace;

    // The engine keeps to the limits by itself; what comes past it, through native code, is cut a little later.
    private static readonly OutputLimits Limits = OutputLimits.Default with
    {
        CellText = OutputLimits.Default.CellText + 100_000,
        CellDisplays = OutputLimits.Default.CellDisplays + 100_000,
    };

    /// <summary>Reads a notebook that is to be executed.</summary>
    /// <exception cref="InvalidDataException">The file is not a readable notebook, or it is written in another language than
    /// C#.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<Notebook> ReadAsync(string path, CancellationToken cancellation)
    {
        Notebook notebook = await Notebook.LoadAsync(path, cancellation).ConfigureAwait(false);
        if (notebook.ForeignLanguage is { } language)
            throw new InvalidDataException($"{path} is written in {language}, and only C# is run here.");
        for (int i = 0; i < notebook.Cells.Count; i++)
        {
            if (!notebook.Cells[i].IsRun || notebook.Cells[i].MissingLanguage is not { } other) continue;
            throw new InvalidDataException($"{path}, cell {i + 1} is written in {other}, and only C#, HTML, JavaScript and Markdown are "
                + $"run here; the tag skip-execution leaves a cell out.");
        }

        return notebook;
    }

    /// <summary>Executes the notebook at <paramref name="path"/> in its folder. The file itself is left as it is.</summary>
    /// <exception cref="InvalidDataException">The file is not a readable notebook, or it is written in another language than
    /// C#.</exception>
    /// <exception cref="IOException">The file cannot be read, or the engine does not start.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped; no process is left.</exception>
    public async Task<NotebookRun> RunAsync(string path, IProgress<CellProgress>? progress, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Notebook notebook = await ReadAsync(path, cancellation).ConfigureAwait(false);
        notebook.ClearOutputs(keepSkipped: true);
        notebook.DescribeKernel();
        List<NotebookCell> cells = [.. notebook.Cells.Where(cell => cell.IsRun)];

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        MachinePaths paths = new(folder, environment.GetValueOrDefault(DataVariable) is { } data && Path.IsPathRooted(data) ? data : null);
        OutputCollector collector = new(Limits);
        EngineProcess engine = await EngineProcess.StartAsync(folder, new Dictionary<string, string>([.. environment, BareFigures]),
            cancellation).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            for (int i = 0; i < cells.Count; i++)
            {
                progress?.Report(new CellProgress(i + 1, cells.Count, null, null, cells[i].Source));
                Stopwatch cellClock = Stopwatch.StartNew();
                collector.StartCell(cells[i].Outputs, i + 1);
                await RunCellAsync(engine, collector, cells[i].Code, i + 1, cancellation).ConfigureAwait(false);
                collector.EndCell();
                cells[i].ExecutionCount = i + 1;
                cells[i].WasExecuted = true;
                paths.Remove(cells[i].Outputs);
                bool isWanted = cells[i].MayFail && collector.Error?.Name is not (CrashName or TimeoutName);
                CellError? error = isWanted ? null : collector.Error;
                progress?.Report(new CellProgress(i + 1, cells.Count, cellClock.Elapsed, error, cells[i].Source));
                if (error is not null) return new NotebookRun(notebook, cells.Count, i + 1, error, clock.Elapsed);
            }
        }

        notebook.MarkExecuted();
        return new NotebookRun(notebook, cells.Count, null, null, clock.Elapsed);
    }

    private async Task RunCellAsync(EngineProcess engine, OutputCollector collector, string source, int number,
        CancellationToken cancellation)
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
            collector.SetError(new CellError(CrashName, crash.Message, [crash.Message, .. crash.ErrorLines]));
        }
        catch (EngineCrashedException)
        {
            // Ended above, by force.
        }

        if (!isOverdue) return;
        string message = string.Create(CultureInfo.InvariantCulture,
            $"The cell was stopped: it ran longer than {cellTimeout.TotalSeconds:0.###} s. Give it more time with --timeout.");
        collector.SetError(new CellError(TimeoutName, message, [message]));
    }

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan time, CancellationToken cancellation)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bool ended = await Task.WhenAny(task, Task.Delay(time, waiting.Token)).ConfigureAwait(false) == task;
        await waiting.CancelAsync().ConfigureAwait(false);
        return ended;
    }
}
