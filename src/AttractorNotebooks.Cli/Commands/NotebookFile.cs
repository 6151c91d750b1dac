namespace AttractorNotebooks.Cli.Commands;

/// <summary>A notebook named on the command line.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="RelativePath">Its path below the folder that was named, or its name: where results go below their folder.</param>
internal sealed record NotebookFile(string Path, string RelativePath);
