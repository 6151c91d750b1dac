using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Running;

/// <summary>What a notebook's metadata says about how its cells are run: the tags that nbclient heeds, and the languages of .NET Interactive.</summary>
internal static class CellMarks
{
    /// <summary>Where editors of .NET Interactive note a cell's language: now, and in older notebooks.</summary>
    private static readonly (string Group, string Name)[] LanguageMarks = [("polyglot_notebook", "kernelName"), ("dotnet_interactive", "language")];

    /// <summary>Makes sure that a notebook is one for this kernel.</summary>
    /// <exception cref="InvalidDataException">Its metadata names another language.</exception>
    public static void Check(Notebook notebook)
    {
        string? language = Text(notebook.Metadata["kernelspec"], "language") ?? Text(notebook.Metadata["language_info"], "name");
        string? kernel = Text(notebook.Metadata["kernelspec"], "name");
        if (language is null || IsCSharp(language) || kernel?.StartsWith(".net-", StringComparison.Ordinal) == true) return;
        throw new InvalidDataException($"{notebook.Name} is a notebook in {language}{(kernel is null ? "" : $" for the kernel {kernel}")}; only notebooks in C# can be run here.");
    }

    /// <summary>Whether a cell is left out.</summary>
    public static bool IsSkipped(NotebookCell cell) => HasTag(cell, "skip-execution");

    /// <summary>Whether a cell may fail without ending the run.</summary>
    public static bool MayFail(NotebookCell cell) => HasTag(cell, "raises-exception");

    /// <summary>What to run: the cell's source, behind the magic command of its language where that is not C#.</summary>
    public static string Code(NotebookCell cell)
    {
        string? language = LanguageMarks.Select(mark => Text(cell.Metadata[mark.Group], mark.Name)).FirstOrDefault(name => name is not null);
        return language is null || IsCSharp(language) ? cell.Source : $"#!{language}\n{cell.Source}";
    }

    private static bool IsCSharp(string language) => language.ToUpperInvariant() is "C#" or "CSHARP";

    private static bool HasTag(NotebookCell cell, string tag) =>
        cell.Metadata["tags"] is JsonArray tags && tags.Any(item => item is JsonValue value && value.TryGetValue(out string? text) && text == tag);

    private static string? Text(JsonNode? group, string name) =>
        group is JsonObject members && members[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
