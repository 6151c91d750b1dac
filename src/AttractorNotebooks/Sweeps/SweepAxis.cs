using System.Text.Json.Nodes;

namespace AttractorNotebooks.Sweeps;

/// <summary>A setting that a grid varies, and its values.</summary>
internal sealed record SweepAxis(string Name, IReadOnlyList<JsonNode?> Values);
