using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Engine;
using AttractorNotebooks.NotebookEngine.Running;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Tests;

/// <summary>Talks to an engine in a process of its own, as front ends do.</summary>
public sealed class EngineConversation : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly OutputCollector collector = new(OutputLimits.Session);
    private EngineProcess? engine;
    private int count;

    public TemporaryFolder Folder => folder;

    internal EngineProcess Engine => engine!;

    internal CellError? Error => collector.Error;

    public async Task InitializeAsync() => engine = await EngineProcess.StartAsync(folder.Path, new Dictionary<string, string>(), default);

    public async Task DisposeAsync() => await Engine.DisposeAsync();

    public void Dispose() => folder.Dispose();

    /// <summary>Runs a cell; its outputs as a notebook would hold them.</summary>
    public async Task<JsonArray> RunAsync(string code)
    {
        JsonArray outputs = [];
        collector.StartCell(outputs, ++count);
        await Engine.ExecuteAsync(code, count, collector.Receive);
        collector.EndCell();
        return outputs;
    }

    /// <summary>
    /// Runs a cell that must not fail, and says what it showed in short: streams as they are, results by their richest text.
    /// </summary>
    public async Task<string> ShowAsync(string code)
    {
        JsonArray outputs = await RunAsync(code);
        Assert.True(Error is null, Error is null ? "" : string.Join('\n', Error.Lines));
        return string.Join('|', outputs.Select(output => Short((JsonObject)output!)));
    }

    /// <summary>Runs a cell that must fail.</summary>
    internal async Task<CellError> FailAsync(string code)
    {
        await RunAsync(code);
        return Error ?? throw new InvalidOperationException("The cell did not fail.");
    }

    private static string Short(JsonObject output) => output["data"] is JsonObject data
        ? CellOutput.Text(data, data.ContainsKey("text/html") ? "text/html" : "text/plain") ?? ""
        : $"{output["name"]}: {MultilineText.Join(output["text"])}";
}
