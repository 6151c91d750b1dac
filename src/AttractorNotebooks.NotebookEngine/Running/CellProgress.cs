using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Running;

/// <summary>A code cell has ended, or is about to begin.</summary>
/// <param name="Cell">Its number among the notebook's code cells, from 1.</param>
/// <param name="Cells">How many code cells there are.</param>
/// <param name="Time">How long it ran; null when it begins.</param>
/// <param name="Error">Why it ended early; null when it did not.</param>
/// <param name="Source">The text of the cell.</param>
public sealed record CellProgress(int Cell, int Cells, TimeSpan? Time, CellError? Error, string Source);
