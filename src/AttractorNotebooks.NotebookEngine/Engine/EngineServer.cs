using System.Reactive.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using AttractorNotebooks.NotebookEngine.Kernels;
using AttractorNotebooks.NotebookEngine.Running;
using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>Answers the requests of a front end, one at a time; interrupts and answers of the reader are heard at once.</summary>
internal sealed class EngineServer : IDisposable
{
    private static readonly byte[] MarkOfErrors = [(byte)EngineMessage.Separator, (byte)'\n'];

    private readonly Stream _output;
    private readonly Stream _errors = StandardStreams.Error();
    private readonly Lock _gate = new();
    private readonly OutputMeter _meter = new(OutputLimits.Session);
    private readonly ConsoleCapture _console;
    private readonly ScriptSession _session;
    private readonly CompositeKernel _root;
    private readonly CellRunner _cells;
    private readonly PosixSignalRegistration _interruptSignal;
    private readonly Queue<CancellationTokenSource> _cellsToRun = new();
    private TaskCompletionSource<string>? _question;
    private bool _hasReader;
    private bool _isRaised;
    private int _current;

    /// <param name="output">Where messages go.</param>
    /// <param name="workingDirectory">The notebook's folder.</param>
    public EngineServer(Stream output, string workingDirectory)
    {
        _output = output;
        _console = new ConsoleCapture(SendText);
        _session = new ScriptSession(workingDirectory) { Remark = text => _console.Error.WriteLine(text) };
        CSharpKernel csharp = new(_session);
        DisplayRouter.Take(display => SendDisplay(display.FormattedValues, display.Value, display.DisplayId, display.IsUpdated));
        _root = KernelFactory.Create(csharp, _session, AskAsync);
        _root.KernelEvents.OfType<DisplayEvent>().Subscribe(SendEvent);
        ExtensionLoader extensions = new(_session.Context);
        _session.PackageAdded = package => extensions.LoadAsync(package, _root);
        _cells = new CellRunner(_root, csharp, workingDirectory);
        // Ctrl-C stops the cell, never the session, whether or not the cell listens to it.
        _interruptSignal = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            // One of our own comes late, when the cell it was meant for may have ended.
            if (!Interlocked.Exchange(ref _isRaised, false)) CancelCell();
        });
        // A cell may end the process: what it wrote before that is still shown.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _console.Flush();
    }

    /// <summary>Serves until the front end says so or goes away.</summary>
    public async Task RunAsync(TextReader input)
    {
        // The package swaps the console for the time of a command, unless somebody has it: from here on that is this server.
        Microsoft.DotNet.Interactive.Utility.ConsoleOutput.Subscribe(_ => System.Reactive.Disposables.Disposable.Empty);
        Console.SetOut(_console.Output);
        Console.SetError(_console.Error);
        // Requests come on standard input: what a cell reads comes from the reader.
        Console.SetIn(new ConsoleInput(() => AskAsync("", false).GetAwaiter().GetResult()));

        Channel<EngineMessage> requests = Channel.CreateUnbounded<EngineMessage>();
        // A thread of its own: a cell may keep the thread pool busy, and is to be stopped all the same.
        new Thread(() => Read(input, requests.Writer)) { IsBackground = true, Name = "requests" }.Start();
        await _session.WarmUpAsync().ConfigureAwait(false);
        Send(new EngineMessage(EngineMessageType.Ready));
        await foreach (EngineMessage request in requests.Reader.ReadAllAsync().ConfigureAwait(false))
            await AnswerAsync(request).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _interruptSignal.Dispose();
        _session.Dispose();
        _console.Dispose();
        _errors.Dispose();
    }

    private void Read(TextReader input, ChannelWriter<EngineMessage> requests)
    {
        while (input.ReadLine() is { } line)
        {
            EngineMessage? request = EngineMessage.Parse(line);
            if (request is null) continue;
            if (request.Type == EngineMessageType.Shutdown) break;
            if (request.Type == EngineMessageType.Interrupt) Interrupt();
            else if (request.Type == EngineMessageType.Input) _question?.TrySetResult(request.Text ?? "");
            else
            {
                // An interrupt that comes after the request is meant for it, though it may not have begun.
                if (request.Type == EngineMessageType.Execute) lock (_cellsToRun) _cellsToRun.Enqueue(new CancellationTokenSource());
                requests.TryWrite(request);
            }
        }

        // The front end is gone or wants to be: no cell, not even one that never ends, may keep this process alive.
        _session.Dispose();
        ProcessGroup.EndOwn();
        Environment.Exit(0);
    }

    /// <summary>
    /// Stops the running cell: first as Ctrl-C does, which code can hear through <see cref="Console.CancelKeyPress"/> or
    /// <see cref="PosixSignalRegistration"/>; after <see cref="ScriptSession.Grace"/> it is broken off.
    /// </summary>
    private void Interrupt()
    {
        lock (_cellsToRun)
        {
            if (_cellsToRun.Count == 0) return;
        }

        // Windows has no way to send a process the key without sending it to every other one on its console.
        if (!OperatingSystem.IsWindows())
        {
            _isRaised = true;
            ProcessGroup.RaiseInterrupt();
        }

        // Whoever started this process may have told it to ignore the signal.
        CancelCell();
    }

    private void CancelCell()
    {
        CancellationTokenSource? cell;
        lock (_cellsToRun) _cellsToRun.TryPeek(out cell);
        cell?.Cancel();
    }

    private async Task AnswerAsync(EngineMessage request)
    {
        _current = request.Id;
        try
        {
            switch (request.Type)
            {
                case EngineMessageType.Execute:
                    await ExecuteAsync(request).ConfigureAwait(false);
                    break;
                case EngineMessageType.Complete:
                    Completions completions = await CompleteAsync(request.Code ?? "", request.Number ?? 0).ConfigureAwait(false);
                    Answer(new EngineMessage(EngineMessageType.Answer)
                    {
                        Lines = completions.Names,
                        Start = completions.Start,
                        End = completions.End
                    });
                    break;
                case EngineMessageType.Inspect:
                    string? text = await InspectAsync(request.Code ?? "", request.Number ?? 0).ConfigureAwait(false);
                    Answer(new EngineMessage(EngineMessageType.Answer)
                    {
                        Data = text is null
                        ? null : new JsonObject { ["text/plain"] = text }
                    });
                    break;
                case EngineMessageType.IsComplete:
                    (string status, string indent) = CodeAssistant.IsComplete(request.Code ?? "");
                    Answer(new EngineMessage(EngineMessageType.Answer) { Name = status, Text = indent });
                    break;
                default:
                    break;
            }
        }
        catch (Exception defect)
        {
            // Ours, not the notebook's: told with everything that helps to find it, and the session goes on.
            Fail(new CellError("EngineError", $"The notebook engine failed: {defect.Message}", defect.ToString().Split('\n')));
        }

        // What other processes wrote to standard error before this is shown with the cell.
        _errors.Write(MarkOfErrors);
        Send(new EngineMessage(EngineMessageType.Done) { Id = request.Id });
    }

    private async Task ExecuteAsync(EngineMessage request)
    {
        _meter.StartCell();
        _hasReader = request.Flag ?? false;
        CancellationTokenSource cell;
        lock (_cellsToRun) cell = _cellsToRun.Peek();
        _session.Stop = cell.Token;
        CellError? error;
        try
        {
            error = await _cells.RunAsync(request.Code ?? "", $"cell [{request.Number ?? request.Id}]", cell.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cell.IsCancellationRequested)
        {
            error = CellError.Interrupted;
        }
        finally
        {
            lock (_cellsToRun) _cellsToRun.Dequeue();
            _session.Stop = CancellationToken.None;
        }

        _console.Flush();
        if (error is not null) Fail(error);
    }

    /// <summary>
    /// Magic commands are completed by the package, code by the session: it sees the whole cell, with the libraries that it loads.
    /// </summary>
    private async Task<Completions> CompleteAsync(string code, int cursor)
    {
        TextPosition text = new(code);
        if (!CellParts.IsCommand(text.LineAt(cursor))) return _session.Complete(code, cursor);
        KernelCommandResult result = await _root.SendAsync(new RequestCompletions(code, text.Place(cursor)), CancellationToken.None)
            .ConfigureAwait(false);
        if (result.Events.OfType<CompletionsProduced>().FirstOrDefault() is not { } found) return new Completions(cursor, cursor, []);
        int start = found.LinePositionSpan is { } span ? text.Offset(span.Start) : cursor;
        string prefix = code[start..cursor];
        return new Completions(start, cursor, [.. found.Completions.Select(item => item.InsertText ?? item.DisplayText)
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Distinct()]);
    }

    private async Task<string?> InspectAsync(string code, int cursor)
    {
        TextPosition text = new(code);
        if (!CellParts.IsCommand(text.LineAt(cursor))) return _session.Inspect(code, cursor);
        KernelCommandResult result = await _root.SendAsync(new RequestHoverText(code, text.Place(cursor)), CancellationToken.None)
            .ConfigureAwait(false);
        return result.Events.OfType<HoverTextProduced>().FirstOrDefault()?.Content.FirstOrDefault()?.Value;
    }

    /// <summary>Asks the reader for a line.</summary>
    /// <exception cref="InvalidOperationException">There is no reader.</exception>
    private async Task<string> AskAsync(string prompt, bool isSecret)
    {
        if (!_hasReader) throw new InvalidOperationException("The cell asks for input, and there is no reader to answer: the notebook "
            + "runs headless, or its front end takes no input. Run it in Jupyter, or read from a file or a variable.");
        _console.Flush();
        TaskCompletionSource<string> question = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _question = question;
        Answer(new EngineMessage(EngineMessageType.Input) { Text = prompt, Flag = isSecret });
        return await question.Task.WaitAsync(_session.Stop).ConfigureAwait(false);
    }

    private void Fail(CellError error) =>
        Answer(new EngineMessage(EngineMessageType.Error) { Name = error.Name, Text = error.Message, Lines = error.Lines });

    private void Answer(EngineMessage message) => Send(message with { Id = _current });

    private void SendEvent(DisplayEvent display)
    {
        switch (display)
        {
            case ReturnValueProduced result:
                _console.Flush();
                SendIfAllowed(new EngineMessage(EngineMessageType.Result)
                {
                    Id = _current,
                    Data = ValueFormatter.ToBundle(result.FormattedValues)
                });
                break;
            case DisplayedValueProduced shown:
                SendDisplay([.. shown.FormattedValues], shown.Value, shown.ValueId ?? Guid.NewGuid().ToString(), isUpdate: false);
                break;
            case DisplayedValueUpdated updated:
                SendDisplay([.. updated.FormattedValues], updated.Value, updated.ValueId, isUpdate: true);
                break;
            case ErrorProduced error:
                _console.Error.WriteLine(error.Message);
                break;
            default:
                break;
        }
    }

    private void SendDisplay(IReadOnlyList<FormattedValue> formatted, object? value, string id, bool isUpdate)
    {
        _console.Flush();
        SendIfAllowed(new EngineMessage(isUpdate ? EngineMessageType.Update : EngineMessageType.Display)
        {
            Id = _current,
            Data = ValueFormatter.ToBundle(ValueFormatter.WithText(formatted, value)),
            DisplayId = id,
        });
    }

    private void SendIfAllowed(EngineMessage message)
    {
        string line = message.ToLine();
        string? notice;
        bool allowed;
        lock (_gate) allowed = _meter.AllowDisplay(line.Length, out notice);
        if (allowed) SendLine(line);
        if (notice is not null) Send(new EngineMessage(EngineMessageType.Stream) { Id = _current, Name = "stderr", Text = notice });
    }

    private void SendText(string name, string text)
    {
        text = TerminalText.Shorten(text);
        string? notice;
        int allowed;
        lock (_gate) allowed = _meter.AllowText(text, out notice);
        if (allowed > 0) Send(new EngineMessage(EngineMessageType.Stream) { Id = _current, Name = name, Text = text[..allowed] });
        if (notice is not null) Send(new EngineMessage(EngineMessageType.Stream) { Id = _current, Name = "stderr", Text = notice });
    }

    private void Send(EngineMessage message) => SendLine(message.ToLine());

    private void SendLine(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"{EngineMessage.Separator}{line}\n");
        lock (_gate)
        {
            _output.Write(bytes);
            _output.Flush();
        }
    }
}
