namespace AttractorNotebooks.Sequences;

/// <summary>One source that a token hears.</summary>
/// <param name="Distance">How many characters before the token it ends, from 1.</param>
/// <param name="Length">How many characters it has.</param>
public sealed record HeardSource(int Distance, int Length);
