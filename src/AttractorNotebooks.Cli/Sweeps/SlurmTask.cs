namespace AttractorNotebooks.Cli.Sweeps;

/// <summary>A task of an array job, as squeue knows it.</summary>
internal sealed record SlurmTask(string Task, string State, string Node);
