using System.Text;
using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Engine;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Running;

/// <summary>Gathers what the engine says about cells into the outputs that a notebook file holds.</summary>
internal sealed class OutputCollector(OutputLimits limits)
{
    private const int SettleAfter = 100_000;

    private readonly OutputMeter meter = new(limits);
    private readonly Dictionary<string, List<JsonObject>> displays = new(StringComparer.Ordinal);
    private readonly StringBuilder stream = new();
    private JsonArray outputs = [];
    private string? streamName;
    private int executionCount;
    private int settledLength;

    /// <summary>The error that ended the cell; null when none did.</summary>
    public CellError? Error { get; private set; }

    /// <summary>A new cell begins, whose outputs go to <paramref name="target"/>.</summary>
    public void StartCell(JsonArray target, int number)
    {
        outputs = target;
        executionCount = number;
        Error = null;
        meter.StartCell();
    }

    /// <summary>The cell has ended.</summary>
    public void EndCell() => EndStream();

    /// <summary>Takes a message about the cell.</summary>
    public void Receive(EngineMessage message)
    {
        switch (message.Type)
        {
            case EngineMessageType.Stream:
                AddText(message.Name ?? "stdout", message.Text ?? "");
                break;
            case EngineMessageType.Display when message.Data is not null && Allow(message.Data):
                AddDisplay(CellOutput.Display(message.Data), message.DisplayId);
                break;
            case EngineMessageType.Update when message.Data is not null && Allow(message.Data):
                Update(message.Data, message.DisplayId);
                break;
            case EngineMessageType.Result when message.Data is not null && Allow(message.Data):
                AddDisplay(CellOutput.Result(message.Data, executionCount), null);
                break;
            case EngineMessageType.Error:
                SetError(new CellError(message.Name ?? "Error", message.Text ?? "", message.Lines ?? []));
                break;
            default:
                break;
        }
    }

    /// <summary>Ends the cell with an error; replaces one that is there.</summary>
    public void SetError(CellError error)
    {
        EndStream();
        if (Error is not null) outputs.RemoveAt(outputs.Count - 1);
        Error = error;
        outputs.Add((JsonNode)CellOutput.Error(error.Name, error.Message, error.Lines));
    }

    private bool Allow(JsonObject data)
    {
        bool allowed = meter.AllowDisplay(data.ToJsonString().Length, out string? notice);
        if (notice is not null) AddText("stderr", notice, isNotice: true);
        return allowed;
    }

    private void AddText(string name, string text, bool isNotice = false)
    {
        string? notice = null;
        int allowed = isNotice ? text.Length : meter.AllowText(text, out notice);
        if (allowed > 0)
        {
            if (streamName != name) EndStream();
            streamName = name;
            stream.Append(text, 0, allowed);
            // A progress display that goes on for hours keeps its last state only.
            if (stream.Length > settledLength + SettleAfter) Settle();
        }

        if (notice is not null) AddText("stderr", notice, isNotice: true);
    }

    private void Settle()
    {
        string settled = TerminalText.Shorten(stream.ToString());
        stream.Clear().Append(settled);
        settledLength = settled.Length;
    }

    private void EndStream()
    {
        settledLength = 0;
        if (streamName is not null) outputs.Add((JsonNode)CellOutput.Stream(streamName, TerminalText.Settle(stream.ToString())));
        streamName = null;
        stream.Clear();
    }

    private void AddDisplay(JsonObject output, string? id)
    {
        EndStream();
        outputs.Add((JsonNode)output);
        if (id is null) return;
        if (!displays.TryGetValue(id, out List<JsonObject>? places)) displays.Add(id, places = []);
        places.Add(output);
    }

    private void Update(JsonObject data, string? id)
    {
        if (id is null || !displays.TryGetValue(id, out List<JsonObject>? places)) return;
        foreach (JsonObject place in places) place["data"] = CellOutput.Display(data)["data"]!.DeepClone();
    }
}
