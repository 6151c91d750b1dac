using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Running;

/// <summary>A notebook that was executed, to its end or up to the cell that failed.</summary>
/// <param name="Notebook">The notebook with its outputs.</param>
/// <param name="Cells">How many code cells it has.</param>
/// <param name="FailedCell">The number of the code cell that failed, from 1; null when none did.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Time">How long all of it took.</param>
public sealed record NotebookRun(Notebook Notebook, int Cells, int? FailedCell, CellError? Error, TimeSpan Time);
