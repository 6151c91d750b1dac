using System.Text.Json.Nodes;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>What notebooks and cells say they are written in.</summary>
internal static class NotebookLanguage
{
    /// <summary>Names that mean C#, and those that leave it to the cells.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase) { "c#", "csharp", "cs", ".net", "dotnet",
        "polyglot-notebook", "dotnet-interactive" };

    private static readonly Dictionary<string, string> KnownNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fsharp"] = "F#",
        [".net-fsharp"] = "F#",
        ["pwsh"] = "PowerShell",
        ["powershell"] = "PowerShell",
        [".net-powershell"] = "PowerShell",
        ["html"] = "HTML",
        ["javascript"] = "JavaScript",
        ["mermaid"] = "Mermaid",
        ["sql"] = "SQL",
        ["kql"] = "KQL",
        ["http"] = "HTTP",
        ["python"] = "Python",
        ["python2"] = "Python",
        ["python3"] = "Python",
        ["ir"] = "R",
        ["julia"] = "Julia",
        ["markdown"] = "Markdown",
    };

    /// <summary>The magic command of a language that a kernel here has besides C#; null for all others.</summary>
    public static string? CommandOf(string language) => language is "HTML" or "JavaScript" or "Markdown"
        ? "#!" + language.ToLowerInvariant() : null;

    /// <summary>The notebook's language when it is another than C#; null when it is C#, or not said.</summary>
    public static string? OfNotebook(JsonObject metadata)
    {
        JsonObject? kernel = metadata["kernelspec"] as JsonObject;
        string? kernelName = MultilineText.AsString(kernel?["name"]);
        string? byKernel = kernelName is not null && KnownNames.ContainsKey(kernelName) ? kernelName : null;
        return Foreign(
            Text(metadata, "polyglot_notebook", "kernelInfo", "defaultKernelName")
            ?? MultilineText.AsString(kernel?["language"])
            ?? byKernel
            ?? Text(metadata, "language_info", "name"));
    }

    /// <summary>The language a cell is marked with when it is another than C#; null when it is C#, or not said.</summary>
    public static string? OfCell(JsonObject metadata) => Foreign(
        Text(metadata, "polyglot_notebook", "kernelName") ?? Text(metadata, "dotnet_interactive", "language")
        ?? Text(metadata, "vscode", "languageId"));

    private static string? Foreign(string? name) =>
        string.IsNullOrWhiteSpace(name) || Own.Contains(name) ? null : KnownNames.GetValueOrDefault(name, JsonText.Printable(name));

    private static string? Text(JsonObject root, params ReadOnlySpan<string> path)
    {
        JsonNode? node = root;
        foreach (string name in path) node = (node as JsonObject)?[name];
        return MultilineText.AsString(node);
    }
}
