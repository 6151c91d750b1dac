namespace AttractorNotebooks.NotebookEngine.Jupyter;

/// <summary>A kernel that Jupyter knows.</summary>
/// <param name="Name">What notebooks call it.</param>
/// <param name="DisplayName">What people see.</param>
/// <param name="Folder">Where its description lies.</param>
/// <param name="IsOurs">Whether it is the engine of this project.</param>
public sealed record InstalledKernel(string Name, string DisplayName, string Folder, bool IsOurs);
