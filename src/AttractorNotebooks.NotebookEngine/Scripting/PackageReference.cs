using System.Text.RegularExpressions;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>A package named by <c>#r "nuget: Name, Version"</c>.</summary>
/// <param name="Name">The package.</param>
/// <param name="Version">The version, or a range as NuGet writes it; <c>*</c> is the newest.</param>
internal sealed partial record PackageReference(string Name, string Version)
{
    private const string Prefix = "nuget:";

    /// <summary>Whether the text of a <c>#r</c> means a package at all.</summary>
    public static bool IsPackage(string reference) => reference.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the text of a <c>#r</c>.</summary>
    /// <exception cref="ArgumentException">It names no package.</exception>
    public static PackageReference Parse(string reference)
    {
        string[] parts = reference.Trim()[Prefix.Length..].Split(',', 2, StringSplitOptions.TrimEntries);
        string version = parts.Length > 1 && parts[1].Length > 0 ? parts[1] : "*";
        if (!ValidName().IsMatch(parts[0]) || !ValidVersion().IsMatch(version))
        {
            throw new ArgumentException($"#r \"{reference}\" names no package. Write #r \"nuget: Name, Version\", for example #r \"nuget: "
                + $"MathNet.Numerics, 5.0.0\".");
        }

        return new PackageReference(parts[0], version);
    }

    [GeneratedRegex(@"^\w[\w.-]*$")]
    private static partial Regex ValidName();

    [GeneratedRegex(@"^[\w.*+,\[\]() -]+$")]
    private static partial Regex ValidVersion();
}
