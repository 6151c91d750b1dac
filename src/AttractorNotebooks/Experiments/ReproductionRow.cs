namespace AttractorNotebooks.Experiments;

/// <summary>A published result beside ours.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Published">The published number; null for a whole curve or picture.</param>
/// <param name="Here">Ours.</param>
/// <param name="Distance">|log(here / published)|; for a curve the weighted mean of it, for a picture the mean squared difference of
/// levels.</param>
/// <param name="Reproduced">The verdict.</param>
public sealed record ReproductionRow(string What, double? Published, double? Here, double Distance, Reproduced Reproduced);
