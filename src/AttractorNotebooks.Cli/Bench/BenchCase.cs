namespace AttractorNotebooks.Cli.Bench;

/// <summary>Something to be timed: what to do once, and how many floating-point operations that is.</summary>
internal sealed record BenchCase(Action Run, double Operations, int StepsPerRun);
