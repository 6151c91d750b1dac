using System.Globalization;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>The process that ran a notebook's code ended by itself.</summary>
internal sealed class EngineCrashedException(int exitCode, IReadOnlyList<string> errorLines)
    : IOException(string.Create(CultureInfo.InvariantCulture,
        $"The process that ran the notebook ended with exit code {exitCode}. Its variables are lost."))
{
    /// <summary>The last lines that the process wrote to standard error.</summary>
    public IReadOnlyList<string> ErrorLines { get; } = errorLines;

    public override string ToString() => string.Join('\n', [base.ToString(), .. ErrorLines]);
}
