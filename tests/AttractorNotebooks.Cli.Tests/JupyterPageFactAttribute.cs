using AttractorNotebooks.NotebookEngine.Tests.Jupyter;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>A test of Jupyter's notebook page in a real browser; skipped, with the reason, where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class JupyterPageFactAttribute : FactAttribute
{
    public JupyterPageFactAttribute() => Skip = JupyterTheoryAttribute.Reason ?? RealBrowser.Missing ?? JupyterServer.Missing;
}
