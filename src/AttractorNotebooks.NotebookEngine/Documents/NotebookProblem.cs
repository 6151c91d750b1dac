namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>Something that a notebook should not have.</summary>
/// <param name="Cell">The cell, counted from 1 with the prose; null when it is the notebook as a whole.</param>
/// <param name="Message">What is wrong, and the way out.</param>
public sealed record NotebookProblem(int? Cell, string Message);
