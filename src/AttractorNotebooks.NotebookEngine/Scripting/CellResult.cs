namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>How a cell ended.</summary>
/// <param name="Error">Why it ended early; null when it ran to its end.</param>
/// <param name="HasValue">Whether its last expression is to be displayed.</param>
/// <param name="Value">The value of the last expression.</param>
internal sealed record CellResult(CellError? Error, bool HasValue = false, object? Value = null);
