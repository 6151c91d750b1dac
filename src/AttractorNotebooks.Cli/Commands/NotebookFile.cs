namespace AttractorNotebooks.Cli.Commands;

/// <summary>A notebook named on the command line.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="RelativePath">Its path below the folder that was named, or its name: where results go below their folder.</param>
internal sealed record NotebookFile(string Path, string RelativePath)
{
    /// <summary>The folder it lies in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>Its page in a site: the relative path without ending.</summary>
    public string PagePath => System.IO.Path.ChangeExtension(RelativePath, null).Replace('\\', '/');
}
