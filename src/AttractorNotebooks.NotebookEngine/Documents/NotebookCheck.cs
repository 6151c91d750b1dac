using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>Finds what a notebook must not have when others are to read it.</summary>
public static partial class NotebookCheck
{
    /// <summary>The largest file, in bytes: what GitHub still shows and a clone still bears.</summary>
    public const int LargestFile = 3_000_000;

    // In the page that .NET Interactive's own kernel puts before its first output.
    private const string AddressProbe = "probeAddresses(";

    /// <summary>What is wrong with an executed notebook; empty when nothing is.</summary>
    public static IReadOnlyList<NotebookProblem> Run(Notebook notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        List<NotebookProblem> problems = [];
        if (notebook.ForeignLanguage is { } language)
        {
            Add(problems, null, $"It is written in {language}, and only C# is checked and run here.");
            return problems;
        }

        CheckMetadata(notebook, problems);
        CheckExecution(notebook, problems);
        for (int i = 0; i < notebook.Cells.Count; i++) CheckCell(notebook.Cells[i], i + 1, problems);
        int size = Encoding.UTF8.GetByteCount(notebook.ToText());
        if (size > LargestFile)
            Add(problems, null, string.Create(CultureInfo.InvariantCulture,
                $"The file has {size / 1e6:0.0} MB, and {LargestFile / 1e6:0.0} MB is the most: show less, or coarser."));
        return problems;
    }

    private static void CheckMetadata(Notebook notebook, List<NotebookProblem> problems)
    {
        string? kernel = MultilineText.AsString((notebook.Metadata["kernelspec"] as JsonObject)?["name"]);
        string? language = MultilineText.AsString((notebook.Metadata["language_info"] as JsonObject)?["name"]);
        if (kernel != ".net-csharp" || language != "C#") Add(problems, null, $"It is for the kernel \"{kernel}\" and the language "
            + $"\"{language}\" instead of .net-csharp and C#; attractor run --in-place puts that right.");
    }

    private static void CheckExecution(Notebook notebook, List<NotebookProblem> problems)
    {
        int expected = 1;
        for (int i = 0; i < notebook.Cells.Count; i++)
        {
            NotebookCell cell = notebook.Cells[i];
            if (!cell.IsRun || cell.MissingLanguage is not null) continue;
            if (cell.ExecutionCount != expected)
            {
                string count = cell.ExecutionCount is { } number ? $"has the execution count {number} instead of {expected}"
                    : "has not been executed";
                Add(problems, i + 1, $"It {count}: run the notebook from top to bottom.");
                return;
            }

            expected++;
        }

        if (notebook.ExecutedSource != notebook.SourceHash)
            Add(problems, null, "The code has changed since its outputs were made: run it again with attractor run --in-place.");
    }

    private static void CheckCell(NotebookCell cell, int number, List<NotebookProblem> problems)
    {
        if (MachinePath().Match(cell.Source) is { Success: true } inSource)
            Add(problems, number, $"It names a place that only one machine has: {inSource.Value}");
        if (!cell.IsCode) return;
        if (cell.IsRun && cell.MissingLanguage is { } language) Add(problems, number, $"It is written in {language}, and only C#, HTML, "
            + $"JavaScript and Markdown are run here; the tag skip-execution leaves a cell out.");
        foreach (JsonObject output in cell.Outputs.OfType<JsonObject>())
        {
            if (MultilineText.AsString(output["output_type"]) == "error" && !cell.MayFail)
                Add(problems, number,
                    $"It ended with an error: {MultilineText.AsString(output["ename"])}: "
                    + $"{MultilineText.AsString(output["evalue"])?.Split('\n')[0]}");
            if (FindMachinePath(output) is { } path) Add(problems, number, $"Its output names a place that only one machine has: {path}");
            if (output["data"] is not JsonObject data) continue;
            if (CellOutput.Text(data, "text/html")?.Contains(AddressProbe, StringComparison.Ordinal) == true)
                Add(problems, number, "Its output is the greeting of .NET Interactive's kernel, which names this machine's network "
                    + "addresses: run it with attractor run --in-place.");
            if (data[CellOutput.PlotlyType] is null) continue;
            bool hasPicture = data["image/png"] is not null
                && CellOutput.Text(data, "text/html")?.Contains("<img", StringComparison.Ordinal) != false;
            if (!hasPicture) Add(problems, number, "Its figure has no static picture, so that nothing is seen of it where scripts are "
                + "stripped: run it where a browser is installed.");
        }
    }

    private static string? FindMachinePath(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(member => member.Key.StartsWith("image/", StringComparison.Ordinal)
            ? null : FindMachinePath(member.Value)).FirstOrDefault(path => path is not null),
        JsonArray items => items.Select(FindMachinePath).FirstOrDefault(path => path is not null),
        JsonValue value when MultilineText.AsString(value) is { } text && MachinePath().Match(text) is { Success: true } match =>
            match.Value,
        _ => null,
    };

    private static void Add(List<NotebookProblem> problems, int? cell, string message) => problems.Add(new NotebookProblem(cell, message));

    /// <summary>Somebody's home folder or a temporary one, on Linux, macOS or Windows.</summary>
    [GeneratedRegex(@"(?<![\w.~-])(/(home|Users)/[\w.-]+/[\w.-]+|/(root|tmp|var/folders)/[\w.-]+|[A-Za-z]:\\Users\\[\w.-]+)")]
    private static partial Regex MachinePath();
}
