namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>What packages brought along, with everything they need.</summary>
/// <param name="Assemblies">Managed libraries.</param>
/// <param name="NativeFiles">Native libraries for this machine.</param>
internal sealed record RestoredPackages(IReadOnlyList<string> Assemblies, IReadOnlyList<string> NativeFiles);
