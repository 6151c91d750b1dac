namespace AttractorNotebooks.Cli.Tests.Slurm;

/// <summary>A test on a real Slurm cluster of this machine; skipped, with the reason, where it cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SlurmFactAttribute : FactAttribute
{
    public SlurmFactAttribute() => Skip = SlurmCluster.Missing;
}
