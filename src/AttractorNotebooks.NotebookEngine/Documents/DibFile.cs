using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Microsoft.DotNet.Interactive.Documents;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>Polyglot notebooks without outputs (<c>.dib</c>), read as notebooks.</summary>
internal static class DibFile
{
    /// <summary>What the names of these files end in.</summary>
    public const string Ending = ".dib";

    private static readonly string[] Languages = ["csharp", "fsharp", "pwsh", "html", "javascript", "mermaid", "markdown", "sql", "kql",
        "http", "value"];

    /// <summary>The notebook that <paramref name="bytes"/> hold, in format 4.5 but for the cells' ids.</summary>
    /// <exception cref="FormatException">It is not in UTF-8.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes)) throw new FormatException("it is not in UTF-8; save it as UTF-8");
        string text = Encoding.UTF8.GetString(bytes).TrimStart('\ufeff');
        KernelInfoCollection kernels = [];
        foreach (string language in Languages) kernels.Add(new KernelInfo(language, language, []));
        kernels.DefaultKernelName = "csharp";
        InteractiveDocument document = CodeSubmission.Parse(text, kernels);
        return new JsonObject
        {
            ["cells"] = new JsonArray([.. document.Elements.Where(element => element.Contents.Trim().Length > 0).Select(Cell)]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
    }

    private static JsonObject Cell(InteractiveDocumentElement element)
    {
        bool isProse = element.KernelName == "markdown";
        JsonObject cell = new()
        {
            ["cell_type"] = isProse ? "markdown" : "code",
            ["metadata"] = isProse || element.KernelName is null or "csharp"
                ? [] : new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = element.KernelName } },
            ["source"] = MultilineText.Split(element.Contents.ReplaceLineEndings("\n")),
        };
        return cell;
    }
}
