using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>
/// A Jupyter notebook (nbformat 4; read 4.0 to 4.x, written as 4.5). Everything this program does not know stays in place.
/// </summary>
public sealed class Notebook
{
    private const int Major = 4;
    private const int MinorWithIds = 5;
    private const string OwnMetadata = "attractor";

    private Notebook(JsonObject json, string name)
    {
        Json = json;
        Name = name;
        Cells = [.. ((JsonArray)json["cells"]!).Select(cell => new NotebookCell((JsonObject)cell!))];
    }

    /// <summary>The notebook as it stands in the file.</summary>
    public JsonObject Json { get; }

    /// <summary>The file's name without folder and ending.</summary>
    public string Name { get; }

    /// <summary>The cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells { get; }

    /// <summary>What the notebook keeps about itself: kernel, language.</summary>
    public JsonObject Metadata => (JsonObject)Json["metadata"]!;

    /// <summary>A hash of the code as it stands.</summary>
    public string SourceHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', Cells.Where(cell => cell.IsCode).Select(cell => cell.Source)))));

    /// <summary>The hash of the code that the outputs stem from; null when it is not known.</summary>
    public string? ExecutedSource
    {
        get => MultilineText.Join((Metadata[OwnMetadata] as JsonObject)?["executed_source"]);
        private set => Metadata[OwnMetadata] = new JsonObject { ["executed_source"] = value };
    }

    /// <summary>Notes that the outputs stem from the code as it stands.</summary>
    public void MarkExecuted() => ExecutedSource = SourceHash;

    /// <summary>Takes away all outputs and what was noted about them.</summary>
    public void ClearOutputs()
    {
        foreach (NotebookCell cell in Cells) cell.ClearOutputs();
        Metadata.Remove(OwnMetadata);
    }

    /// <summary>Reads a notebook file.</summary>
    /// <exception cref="InvalidDataException">Not JSON, not a notebook, or of a version that is not read here.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<Notebook> LoadAsync(string path, CancellationToken cancellation = default) =>
        Parse(await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false), path);

    /// <summary>Reads a notebook from <paramref name="text"/>; <paramref name="path"/> names it in errors.</summary>
    /// <exception cref="InvalidDataException">Not JSON, not a notebook, or of a version that is not read here.</exception>
    public static Notebook Parse(string text, string path)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"{path} is not a readable notebook: its JSON breaks off or is malformed at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.", error);
        }

        JsonObject json = root as JsonObject ?? throw Invalid(path, "the file holds no JSON object");
        int major = Number(json, "nbformat") ?? throw Invalid(path, "it has no number \"nbformat\"");
        if (major != Major)
        {
            throw Invalid(path, $"it has format {major}, and only format {Major} is read; convert it with `jupyter nbconvert --to notebook --nbformat {Major}`");
        }

        int minor = Number(json, "nbformat_minor") ?? throw Invalid(path, "it has no number \"nbformat_minor\"");
        json["metadata"] ??= new JsonObject();
        if (json["metadata"] is not JsonObject) throw Invalid(path, "\"metadata\" is not an object");
        if (json["cells"] is not JsonArray cells) throw Invalid(path, "it has no list \"cells\"");

        HashSet<string> ids = new(StringComparer.Ordinal);
        for (int i = 0; i < cells.Count; i++) Normalise(cells[i], i, ids, path);
        if (minor < MinorWithIds) json["nbformat_minor"] = MinorWithIds;
        return new Notebook(json, Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>Says which kernel the notebook is for, in the words that .NET Interactive and Jupyter use.</summary>
    public void DescribeKernel()
    {
        Metadata["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" };
        Metadata["language_info"] = new JsonObject
        {
            ["file_extension"] = ".cs",
            ["mimetype"] = "text/x-csharp",
            ["name"] = "C#",
            ["pygments_lexer"] = "csharp",
        };
    }

    /// <summary>The notebook as text, formatted as Jupyter formats it.</summary>
    public string ToText() => JupyterJson.Write(Json);

    /// <summary>Writes the notebook, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public Task SaveAsync(string path, CancellationToken cancellation = default) => WholeFile.WriteAsync(path, ToText(), cancellation);

    /// <summary>Checks one cell and gives it what format 4.5 asks for.</summary>
    private static void Normalise(JsonNode? node, int index, HashSet<string> ids, string path)
    {
        string where = $"cell {index + 1}";
        if (node is not JsonObject cell) throw Invalid(path, $"{where} is not an object");
        string? kind = MultilineText.Join(cell["cell_type"]);
        if (kind is not ("code" or "markdown" or "raw")) throw Invalid(path, $"{where} has the type \"{kind}\"; known are code, markdown and raw");
        string source = MultilineText.Join(cell["source"]) ?? throw Invalid(path, $"{where} has no text \"source\"");
        cell["source"] = MultilineText.Split(source);
        cell["metadata"] ??= new JsonObject();
        if (cell["metadata"] is not JsonObject) throw Invalid(path, $"{where} has a \"metadata\" that is not an object");
        if (kind == "code")
        {
            cell["outputs"] ??= new JsonArray();
            if (cell["outputs"] is not JsonArray outputs || outputs.Any(output => output is not JsonObject))
            {
                throw Invalid(path, $"{where} has \"outputs\" that are not a list of objects");
            }

            if (cell["execution_count"] is { } count && count.GetValueKind() != JsonValueKind.Number) throw Invalid(path, $"{where} has an \"execution_count\" that is no number");
            cell["execution_count"] ??= null;
        }

        if (MultilineText.Join(cell["id"]) is not string id || !ids.Add(id)) cell["id"] = NewId(source, index, ids);
    }

    /// <summary>An identifier for a cell that has none: it depends on the text alone, so that the same file gets the same ids.</summary>
    private static string NewId(string source, int index, HashSet<string> ids)
    {
        for (int attempt = 0; ; attempt++)
        {
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{index}/{attempt}/{source}"));
            string id = Convert.ToHexStringLower(hash.AsSpan(0, 4));
            if (ids.Add(id)) return id;
        }
    }

    private static int? Number(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue(out int number) ? number : null;

    private static InvalidDataException Invalid(string path, string reason) => new($"{path} is not a readable notebook: {reason}.");
}
