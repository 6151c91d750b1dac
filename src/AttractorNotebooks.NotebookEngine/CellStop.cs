using System.ComponentModel;

namespace AttractorNotebooks.NotebookEngine;

/// <summary>
/// What the loops and lambdas of a cell call to learn that the cell has been stopped. The engine writes these calls; nobody else needs to.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellStop
{
    /// <summary>Cancelled while a cell is being ended.</summary>
    internal static CancellationToken Token { get; set; }

    /// <summary>Goes on, or ends the cell that has been stopped.</summary>
    /// <exception cref="OperationCanceledException">The cell has been stopped.</exception>
    public static void Check() => Token.ThrowIfCancellationRequested();

    /// <summary>As <see cref="Check()"/>, and hands <paramref name="value"/> on.</summary>
    /// <exception cref="OperationCanceledException">The cell has been stopped.</exception>
    public static T Check<T>(T value)
    {
        Token.ThrowIfCancellationRequested();
        return value;
    }
}
