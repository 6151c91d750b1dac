using System.Text.Json.Nodes;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>A displayed value in its mime types.</summary>
/// <param name="Data">The mime types and what stands for the value in each.</param>
/// <param name="Id">Identifies the place it is shown at.</param>
/// <param name="IsUpdate">Whether it replaces what was shown there.</param>
internal sealed record DisplayOutput(JsonObject Data, string Id, bool IsUpdate);
