namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>What could stand at the cursor.</summary>
/// <param name="Start">Where the word begins that a completion replaces, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Names">The candidates, in order.</param>
internal sealed record Completions(int Start, int End, IReadOnlyList<string> Names);
