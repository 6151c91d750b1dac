namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>What packages brought along, with everything they need.</summary>
/// <param name="Packages">All of them, in the versions that were found.</param>
/// <param name="Assemblies">Managed libraries.</param>
/// <param name="NativeFiles">Native libraries for this machine.</param>
internal sealed record RestoredPackages(IReadOnlyList<RestoredPackage> Packages, IReadOnlyList<string> Assemblies,
    IReadOnlyList<string> NativeFiles)
{
    /// <summary>The version that was found of a package; null when the runtime stands for it.</summary>
    public string? VersionOf(string name) =>
        Packages.FirstOrDefault(package => package.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Version;
}

/// <summary>A package and the folder that holds it.</summary>
internal sealed record RestoredPackage(string Name, string Version, string Folder);
