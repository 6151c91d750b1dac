namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>What a part of a cell is to the engine.</summary>
internal enum CellPartKind
{
    /// <summary>Code to run.</summary>
    CSharp,

    /// <summary>Markup to show as it is.</summary>
    Html,

    /// <summary>Prose to render.</summary>
    Markdown,

    /// <summary>A file whose code is to be run: its path.</summary>
    Import,

    /// <summary>A wish for the list of magic commands.</summary>
    ListCommands,
}
