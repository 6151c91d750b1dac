using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Kernels;

/// <summary>Carries why code failed through .NET Interactive's events, which know a message only.</summary>
internal sealed class CellFailedException(CellError error) : Exception(error.Message)
{
    /// <summary>The full account.</summary>
    public CellError Error { get; } = error;
}
