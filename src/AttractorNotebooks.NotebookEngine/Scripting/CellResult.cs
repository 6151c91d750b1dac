using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>How a cell ended.</summary>
/// <param name="Error">Why it ended early; null when it ran to its end.</param>
/// <param name="Value">The value of the last expression.</param>
/// <param name="Formatted">What to display of it; null when there is nothing to display.</param>
internal sealed record CellResult(CellError? Error, object? Value = null, IReadOnlyList<FormattedValue>? Formatted = null);
