using System.IO.Compression;

namespace AttractorNotebooks.NotebookEngine.Tests;

/// <summary>Makes small packages for notebooks to restore.</summary>
internal static class PackageBuilder
{
    /// <summary>Writes a package of version 1.0.0 into a folder.</summary>
    /// <param name="folder">The folder, which can be named as a source.</param>
    /// <param name="name">The package's name.</param>
    /// <param name="files">What it holds: places inside it, and the files to put there.</param>
    public static void Build(string folder, string name, params (string Place, string File)[] files)
    {
        Directory.CreateDirectory(folder);
        using ZipArchive package = ZipFile.Open(Path.Combine(folder, $"{name}.1.0.0.nupkg"), ZipArchiveMode.Create);
        using (StreamWriter description = new(package.CreateEntry($"{name}.nuspec").Open()))
        {
            description.Write($"""
                <?xml version="1.0" encoding="utf-8"?>
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata><id>{name}</id><version>1.0.0</version><authors>tests</authors><description>A package of a test.</description></metadata>
                </package>
                """);
        }

        foreach ((string place, string file) in files) package.CreateEntryFromFile(file, place);
    }
}
