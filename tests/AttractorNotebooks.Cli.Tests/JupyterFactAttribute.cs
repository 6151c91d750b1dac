using AttractorNotebooks.Kernel.Jupyter;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>A test that needs Jupyter; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class JupyterFactAttribute : FactAttribute
{
    public JupyterFactAttribute() => Skip = Reason;

    public static string? Reason { get; } = FindReason();

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
