namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>Why a cell ended early, in words for the reader.</summary>
/// <param name="Name">The kind: an exception's type or <c>CompilationError</c>.</param>
/// <param name="Message">What went wrong, in a sentence.</param>
/// <param name="Lines">The full account, with the places in the cells.</param>
public sealed record CellError(string Name, string Message, IReadOnlyList<string> Lines)
{
    /// <summary>The reader has stopped it.</summary>
    public static CellError Interrupted { get; } =
        new("Interrupted", "The cell was stopped before it had finished.",
            ["The cell was stopped before it had finished. Variables keep the values they had."]);
}
