using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>A notebook named on the command line.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="RelativePath">Its path below the folder that was named, or its name.</param>
internal sealed record NotebookFile(string Path, string RelativePath)
{
    /// <summary>The folder it lies in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>Where the executed notebook goes below the folder for results.</summary>
    public string ResultPath => System.IO.Path.ChangeExtension(RelativePath, ".ipynb");

    /// <summary>Its page in a site: the relative path without ending.</summary>
    public string PagePath => System.IO.Path.ChangeExtension(RelativePath, null).Replace('\\', '/');

    /// <summary>Refuses files that have no place for outputs.</summary>
    /// <exception cref="ArgumentException">It is a <c>.dib</c> file.</exception>
    public void RequireOutputs()
    {
        if (Notebook.IsDib(Path))
            throw new ArgumentException($"{Path} cannot hold outputs: a .dib file is only read. Run it without --in-place; the notebook "
                + "with its outputs goes to --out.");
    }
}
