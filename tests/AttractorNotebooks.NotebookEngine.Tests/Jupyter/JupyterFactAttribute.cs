using AttractorNotebooks.NotebookEngine.Jupyter;

namespace AttractorNotebooks.NotebookEngine.Tests.Jupyter;

/// <summary>A test that needs Jupyter; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JupyterFactAttribute : FactAttribute
{
    public JupyterFactAttribute() => Skip = JupyterTheoryAttribute.Reason;
}

/// <summary>Several tests that need Jupyter.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JupyterTheoryAttribute : TheoryAttribute
{
    public JupyterTheoryAttribute() => Skip = Reason;

    internal static string? Reason { get; } = FindReason();

    private static string? FindReason()
    {
        try
        {
            JupyterEnvironment.FindAsync(null, default).GetAwaiter().GetResult();
            return null;
        }
        catch (IOException error)
        {
            return error.Message;
        }
    }
}
