namespace AttractorNotebooks.Cli.Bench;

/// <summary>Something to be timed: what to do once, how many floating-point operations that is, and how many bytes of J it reads.</summary>
internal sealed record BenchCase(Action Run, double Operations, int StepsPerRun, long CouplingBytes = 0);
