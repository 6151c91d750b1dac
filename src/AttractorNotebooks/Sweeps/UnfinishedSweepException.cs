namespace AttractorNotebooks.Sweeps;

/// <summary>Some points of a sweep cannot be computed, for example because their training diverges; the others are kept.</summary>
/// <param name="message">Names the first of them and says why.</param>
public sealed class UnfinishedSweepException(string message) : ArgumentException(message);
