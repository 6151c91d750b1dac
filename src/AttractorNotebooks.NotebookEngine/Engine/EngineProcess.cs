using System.Diagnostics;
using System.Text;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>A front end's side of the process that runs one notebook's code.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    /// <summary>The longest message that is read; a longer one is replaced by a notice.</summary>
    private const int LongestMessage = 64_000_000;
    private const int KeptErrorLines = 30;
    private static readonly string[] LastWords = ["Process terminated.", "Unhandled exception.", "Stack overflow.", "Fatal error."];
    /// <summary>
    /// Only a process that hangs takes so long; one that ends is noticed at once, and a busy machine needs a minute or two.
    /// </summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(2);
    /// <summary>What an ended process has written is read in no time, unless another one keeps its pipes open.</summary>
    private static readonly TimeSpan PipeTime = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly Queue<string> errorLines = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;
    private volatile Request? pending;
    private volatile EngineCrashedException? crashed;
    private int lastId;

    private EngineProcess(Process process)
    {
        this.process = process;
        reading = Task.Run(ReadAsync);
    }

    /// <summary>Starts an engine.</summary>
    /// <param name="workingDirectory">The notebook's folder.</param>
    /// <param name="environment">Variables that its code sees beside those of this process.</param>
    /// <param name="cancellation">Stops waiting for it.</param>
    /// <exception cref="IOException">It did not start.</exception>
    public static async Task<EngineProcess> StartAsync(string workingDirectory, IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellation)
    {
        ProcessStartInfo start = new(DotnetHost.Path, [typeof(EngineProcess).Assembly.Location])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        EngineProcess engine = new(Process.Start(start) ?? throw new IOException("The notebook engine could not be started."));
        try
        {
            await engine.ready.Task.WaitAsync(StartTime, cancellation).ConfigureAwait(false);
            return engine;
        }
        catch (Exception error)
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            if (error is TimeoutException)
                throw new IOException($"The notebook engine did not get ready within {StartTime.TotalMinutes:0} minutes.", error);
            throw;
        }
    }

    /// <summary>Runs a cell and hands on every message about it, the last of which is <see cref="EngineMessageType.Done"/>.</summary>
    /// <exception cref="EngineCrashedException">The process ended before the cell did.</exception>
    public async Task ExecuteAsync(string code, int executionCount, Action<EngineMessage> receive)
    {
        Request request = new(++lastId, receive);
        pending = request;
        await SendAsync(new EngineMessage(EngineMessageType.Execute) { Id = request.Id, Code = code, Number = executionCount })
            .ConfigureAwait(false);
        if (crashed is { } crash) throw crash;
        await request.Done.Task.ConfigureAwait(false);
    }

    /// <summary>Asks the running cell to stop.</summary>
    public Task InterruptAsync() => SendAsync(new EngineMessage(EngineMessageType.Interrupt));

    /// <summary>Ends the process at once, with everything it started.</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        ProcessGroup.End(process.Id);
    }

    /// <summary>Ends the process, if need be by force.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A broken pipe: it has ended already.
        }

        using CancellationTokenSource patience = new(ShutdownTime);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }

        await reading.ConfigureAwait(false);
        process.Dispose();
    }

    private async Task SendAsync(EngineMessage message)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(message.ToLine()).ConfigureAwait(false);
            await process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The pipe is broken because the process has ended; the reading side knows how and says so.
        }
    }

    private async Task ReadAsync()
    {
        Task read = Task.WhenAll(Task.Run(ReadMessagesAsync), Task.Run(ReadErrorsAsync));
        await process.WaitForExitAsync().ConfigureAwait(false);
        // What a cell started and left running ends with its engine; it would hold the pipes open.
        ProcessGroup.End(process.Id);
        await Task.WhenAny(read, Task.Delay(PipeTime)).ConfigureAwait(false);
        EngineCrashedException crash = new(process.ExitCode, LastErrorLines());
        crashed = crash;
        ready.TrySetException(crash);
        pending?.Done.TrySetException(crash);
        // Nobody may be waiting for either.
        _ = ready.Task.Exception;
        _ = pending?.Done.Task.Exception;
    }

    private async Task ReadMessagesAsync()
    {
        MessageReader messages = new(process.StandardOutput, LongestMessage);
        while (await messages.ReadAsync().ConfigureAwait(false) is { } message)
        {
            if (message.Type == EngineMessageType.Ready) ready.TrySetResult();
            Request? request = pending;
            if (request is null) continue;
            lock (request) request.Receive(message);
            if (message.Type != EngineMessageType.Done || request.Id != message.Id) continue;
            await Task.WhenAny(request.ErrorsRead.Task, Task.Delay(PipeTime)).ConfigureAwait(false);
            pending = null;
            request.Done.TrySetResult();
        }
    }

    /// <summary>What other processes write to standard error is shown; the runtime's own last words are kept for the error.</summary>
    private async Task ReadErrorsAsync()
    {
        bool isLast = false;
        while (await process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            // The engine says there, too, when it is done with a request.
            string[] parts = line.Split(EngineMessage.Separator, 2);
            isLast |= LastWords.Any(words => line.StartsWith(words, StringComparison.Ordinal));
            if (parts[0].Length > 0 || parts.Length == 1) AddErrorLine(parts[0], isShown: !isLast);
            if (parts.Length > 1 && pending is { } request) request.ErrorsRead.TrySetResult();
        }
    }

    private void AddErrorLine(string line, bool isShown)
    {
        lock (errorLines)
        {
            errorLines.Enqueue(line);
            if (errorLines.Count > KeptErrorLines) errorLines.Dequeue();
        }

        if (!isShown || pending is not { } request) return;
        lock (request) request.Receive(new EngineMessage(EngineMessageType.Stream) { Name = "stderr", Text = line + '\n' });
    }

    private string[] LastErrorLines()
    {
        lock (errorLines) return [.. errorLines];
    }

    private sealed record Request(int Id, Action<EngineMessage> Receive)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource ErrorsRead { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
