using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>
/// A Jupyter notebook (nbformat 4; read 3 and 4.0 to 4.x, written as 4.5). Everything this program does not know stays as it stands in the
/// file.
/// </summary>
public sealed class Notebook
{
    private const string OwnMetadata = "attractor";

    private readonly JsonLayout _layout;

    private Notebook(JsonObject json, JsonLayout layout, string name)
    {
        _layout = layout;
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

    /// <summary>The language of the code when it is another than C#; null when it is C#, or not said.</summary>
    public string? ForeignLanguage => NotebookLanguage.OfNotebook(Metadata);

    /// <summary>A hash of the code as it stands.</summary>
    public string SourceHash =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', Cells.Where(cell => cell.IsCode).Select(cell => cell.Source)))));

    /// <summary>The hash of the code that the outputs stem from; null when it is not known.</summary>
    public string? ExecutedSource
    {
        get => MultilineText.Join((Metadata[OwnMetadata] as JsonObject)?["executed_source"]);
        private set => Metadata[OwnMetadata] = new JsonObject { ["executed_source"] = value };
    }

    /// <summary>Notes that the outputs stem from the code as it stands.</summary>
    public void MarkExecuted() => ExecutedSource = SourceHash;

    /// <summary>Takes away the outputs and what was noted about them.</summary>
    /// <param name="keepSkipped">Whether cells that are not to be executed keep theirs.</param>
    public void ClearOutputs(bool keepSkipped = false)
    {
        foreach (NotebookCell cell in Cells.Where(cell => !(keepSkipped && cell.IsSkipped))) cell.ClearOutputs();
        Metadata.Remove(OwnMetadata);
    }

    /// <summary>Reads a notebook file: <c>.ipynb</c>, or <c>.dib</c>.</summary>
    /// <exception cref="InvalidDataException">Not JSON, not a notebook, or of a version that is not read here.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<Notebook> LoadAsync(string path, CancellationToken cancellation = default) =>
        Parse(await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false), path);

    /// <summary>Reads a notebook from <paramref name="text"/>; <paramref name="path"/> names it in errors.</summary>
    /// <exception cref="InvalidDataException">Not JSON, not a notebook, or of a version that is not read here.</exception>
    public static Notebook Parse(string text, string path) => Parse(Encoding.UTF8.GetBytes(text), path);

    /// <summary>Reads a notebook from the bytes of a file; <paramref name="path"/> names it in errors.</summary>
    /// <exception cref="InvalidDataException">Not UTF-8, not JSON, not a notebook, or of a version that is not read here.</exception>
    public static Notebook Parse(ReadOnlySpan<byte> text, string path)
    {
        try
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (!IsDib(path)) return new Notebook(NotebookReader.Read(text, out JsonLayout layout), layout, name);
            string written = JupyterJson.Write(DibFile.Read(text));
            return new Notebook(NotebookReader.Read(Encoding.UTF8.GetBytes(written), out JsonLayout jupyter), jupyter, name);
        }
        catch (FormatException error)
        {
            throw new InvalidDataException($"{path} is not a readable notebook: {error.Message}.", error);
        }
    }

    /// <summary>Whether a file's name says that it is a notebook without outputs.</summary>
    public static bool IsDib(string path) => path.EndsWith(DibFile.Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Says which kernel the notebook is for, in the words that .NET Interactive and Jupyter use. What else is said there stays.
    /// </summary>
    public void DescribeKernel()
    {
        Set("kernelspec", ("display_name", ".NET (C#)"), ("language", "C#"), ("name", ".net-csharp"));
        Set("language_info", ("file_extension", ".cs"), ("mimetype", "text/x-csharp"), ("name", "C#"), ("pygments_lexer", "csharp"));
    }

    /// <summary>The notebook as text, laid out as the file is that it was read from: by Jupyter, as a rule.</summary>
    public string ToText() => JupyterJson.Write(Json, _layout);

    /// <summary>Writes the notebook, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public Task SaveAsync(string path, CancellationToken cancellation = default) => WholeFile.WriteAsync(path, ToText(), cancellation);

    private void Set(string name, params ReadOnlySpan<(string Name, string Value)> members)
    {
        if (Metadata[name] is not JsonObject description) Metadata[name] = description = [];
        foreach ((string member, string value) in members) description[member] = value;
    }
}
