namespace AttractorNotebooks.NotebookEngine.Tests.Chapters;

/// <summary>A row of a closing table.</summary>
/// <param name="Name">What the row is about.</param>
/// <param name="Here">The value computed by the notebook, as it stands there.</param>
/// <param name="Verdict">Whether it reproduces what was published.</param>
internal sealed record ClosingRow(string Name, string Here, string Verdict);
