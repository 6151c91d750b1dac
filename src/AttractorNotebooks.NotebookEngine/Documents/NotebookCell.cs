using System.Text.Json.Nodes;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>One cell of a notebook: a view on its JSON, so that whatever is not known here stays as it is.</summary>
public sealed class NotebookCell
{
    internal NotebookCell(JsonObject json) => Json = json;

    /// <summary>The cell as it stands in the file.</summary>
    public JsonObject Json { get; }

    /// <summary><c>code</c>, <c>markdown</c> or <c>raw</c>.</summary>
    public string Kind => (string)Json["cell_type"]!;

    /// <summary>Whether the cell is to be executed.</summary>
    public bool IsCode => Kind == "code";

    /// <summary>Identifies the cell within its notebook: 1 to 64 letters, digits, hyphens and underscores.</summary>
    public string Id => (string)Json["id"]!;

    /// <summary>The text of the cell.</summary>
    public string Source
    {
        get => MultilineText.Join(Json["source"])!;
        set => Json["source"] = MultilineText.Split(value);
    }

    /// <summary>What the cell keeps about itself: tags, folding.</summary>
    public JsonObject Metadata => (JsonObject)Json["metadata"]!;

    /// <summary>The language the cell is marked with when it is another than C#; null when it is C#, or not said.</summary>
    public string? ForeignLanguage => NotebookLanguage.OfCell(Metadata);

    /// <summary>The language the cell is marked with when no kernel here has it.</summary>
    public string? MissingLanguage => ForeignLanguage is { } language && NotebookLanguage.CommandOf(language) is null ? language : null;

    /// <summary>What to run: the source, behind the magic command of its language where that is not C#.</summary>
    internal string Code => ForeignLanguage is { } language && NotebookLanguage.CommandOf(language) is { } command
        ? $"{command}\n{Source}" : Source;

    /// <summary>Whether it was executed since it was read: only such outputs are known to be this program's own.</summary>
    public bool WasExecuted { get; internal set; }

    /// <summary>Whether the cell is to be left as it is: the tag <c>skip-execution</c>.</summary>
    public bool IsSkipped => HasTag("skip-execution");

    /// <summary>Whether the cell has something to run.</summary>
    public bool IsRun => IsCode && !IsSkipped && !string.IsNullOrWhiteSpace(Source);

    /// <summary>Whether an error in this cell is wanted: the tag <c>raises-exception</c>.</summary>
    public bool MayFail => HasTag("raises-exception");

    /// <summary>The outputs of a code cell; see <see cref="CellOutput"/>.</summary>
    public JsonArray Outputs => (JsonArray)Json["outputs"]!;

    /// <summary>The number a code cell got when it was executed, or null when it was not.</summary>
    public int? ExecutionCount
    {
        get => (int?)Json["execution_count"];
        set => Json["execution_count"] = value;
    }

    /// <summary>Takes away the outputs and the execution count of a code cell.</summary>
    public void ClearOutputs()
    {
        if (!IsCode) return;
        Json["outputs"] = new JsonArray();
        ExecutionCount = null;
    }

    private bool HasTag(string tag) => Metadata["tags"] is JsonArray tags && tags.Any(item => MultilineText.AsString(item) == tag);
}
