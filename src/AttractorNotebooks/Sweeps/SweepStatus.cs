namespace AttractorNotebooks.Sweeps;

/// <summary>How far a sweep is.</summary>
/// <param name="Points">Points in all.</param>
/// <param name="Done">Finished ones.</param>
/// <param name="Running">
/// Claimed by somebody who gave a sign of life within the usual lease, as far as the clocks of the machines agree.
/// </param>
/// <param name="Silent">Claimed by somebody who did not: another worker takes them over.</param>
public sealed record SweepStatus(int Points, int Done, int Running, int Silent);
