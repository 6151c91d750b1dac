using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>Answers the requests of a front end, one at a time; interrupts are heard at once.</summary>
internal sealed class EngineServer : IDisposable
{
    private readonly Stream output;
    private readonly Lock gate = new();
    private readonly OutputMeter meter = new(OutputLimits.Default);
    private readonly ConsoleCapture console;
    private readonly ScriptSession session;
    private readonly CellRunner cells;
    private int current;

    /// <param name="output">Where messages go.</param>
    /// <param name="workingDirectory">The notebook's folder.</param>
    public EngineServer(Stream output, string workingDirectory)
    {
        this.output = output;
        console = new ConsoleCapture(SendText);
        session = new ScriptSession(workingDirectory) { Remark = text => console.Error.WriteLine(text) };
        cells = new CellRunner(session, workingDirectory, SendResult);
    }

    /// <summary>Serves until the front end says so or goes away.</summary>
    public async Task RunAsync(TextReader input)
    {
        Console.SetOut(console.Output);
        Console.SetError(console.Error);
        // Requests come on standard input: a cell that reads the console finds it at its end instead of taking them away.
        Console.SetIn(TextReader.Null);
        NotebookFunctions.Target = SendDisplay;

        Channel<EngineMessage> requests = Channel.CreateUnbounded<EngineMessage>();
        _ = Task.Run(() => ReadAsync(input, requests.Writer));
        await session.WarmUpAsync().ConfigureAwait(false);
        Send(new EngineMessage(EngineMessageType.Ready));
        await foreach (EngineMessage request in requests.Reader.ReadAllAsync().ConfigureAwait(false)) await AnswerAsync(request).ConfigureAwait(false);
    }

    public void Dispose()
    {
        session.Dispose();
        console.Dispose();
    }

    private async Task ReadAsync(TextReader input, ChannelWriter<EngineMessage> requests)
    {
        while (await input.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            EngineMessage? request = EngineMessage.Parse(line);
            if (request is null) continue;
            if (request.Type == EngineMessageType.Shutdown) break;
            if (request.Type == EngineMessageType.Interrupt) session.Interrupt();
            else await requests.WriteAsync(request).ConfigureAwait(false);
        }

        // The front end is gone or wants to be: no cell, not even one that never ends, may keep this process alive.
        session.Dispose();
        Environment.Exit(0);
    }

    private async Task AnswerAsync(EngineMessage request)
    {
        current = request.Id;
        try
        {
            switch (request.Type)
            {
                case EngineMessageType.Execute:
                    await ExecuteAsync(request).ConfigureAwait(false);
                    break;
                case EngineMessageType.Complete:
                    Completions completions = session.Complete(request.Code ?? "", request.Number ?? 0);
                    Answer(new EngineMessage(EngineMessageType.Answer) { Lines = completions.Names, Start = completions.Start, End = completions.End });
                    break;
                case EngineMessageType.Inspect:
                    string? text = session.Inspect(request.Code ?? "", request.Number ?? 0);
                    Answer(new EngineMessage(EngineMessageType.Answer) { Data = text is null ? null : new JsonObject { ["text/plain"] = text } });
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

        Send(new EngineMessage(EngineMessageType.Done) { Id = request.Id });
    }

    private async Task ExecuteAsync(EngineMessage request)
    {
        meter.StartCell();
        CellError? error = await cells.RunAsync(request.Code ?? "", $"cell [{request.Number ?? request.Id}]").ConfigureAwait(false);
        console.Flush();
        if (error is not null) Fail(error);
    }

    private void Fail(CellError error) => Answer(new EngineMessage(EngineMessageType.Error) { Name = error.Name, Text = error.Message, Lines = error.Lines });

    private void Answer(EngineMessage message) => Send(message with { Id = current });

    private void SendResult(JsonObject data)
    {
        console.Flush();
        SendIfAllowed(new EngineMessage(EngineMessageType.Result) { Id = current, Data = data });
    }

    private void SendDisplay(DisplayOutput display)
    {
        console.Flush();
        SendIfAllowed(new EngineMessage(display.IsUpdate ? EngineMessageType.Update : EngineMessageType.Display)
        {
            Id = current,
            Data = display.Data,
            DisplayId = display.Id,
        });
    }

    private void SendIfAllowed(EngineMessage message)
    {
        string line = message.ToLine();
        string? notice;
        bool allowed;
        lock (gate) allowed = meter.AllowDisplay(line.Length, out notice);
        if (allowed) SendLine(line);
        if (notice is not null) Send(new EngineMessage(EngineMessageType.Stream) { Id = current, Name = "stderr", Text = notice });
    }

    private void SendText(string name, string text)
    {
        string? notice;
        int allowed;
        lock (gate) allowed = meter.AllowText(text.Length, out notice);
        if (allowed > 0) Send(new EngineMessage(EngineMessageType.Stream) { Id = current, Name = name, Text = text[..allowed] });
        if (notice is not null) Send(new EngineMessage(EngineMessageType.Stream) { Id = current, Name = "stderr", Text = notice });
    }

    private void Send(EngineMessage message) => SendLine(message.ToLine());

    private void SendLine(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"{EngineMessage.Separator}{line}\n");
        lock (gate)
        {
            output.Write(bytes);
            output.Flush();
        }
    }
}
