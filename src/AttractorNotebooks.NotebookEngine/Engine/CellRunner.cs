using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Scripting;
using AttractorNotebooks.NotebookEngine.Site;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>Runs a whole cell: its code and its magic commands.</summary>
/// <param name="session">Runs the code.</param>
/// <param name="workingDirectory">The folder that paths in <c>#!import</c> start from.</param>
/// <param name="showResult">Gets the value of the last expression in its mime types.</param>
internal sealed class CellRunner(ScriptSession session, string workingDirectory, Action<JsonObject> showResult)
{
    /// <summary>Files may import files; a circle of them must end.</summary>
    private const int DeepestImport = 20;

    /// <summary>Runs a cell; the reason why it ended early, or null when it did not.</summary>
    public async Task<CellError?> RunAsync(string code, string cellName)
    {
        Stopwatch clock = Stopwatch.StartNew();
        (CellError? error, bool isTimed) = await RunPartsAsync(code, cellName, workingDirectory, 0).ConfigureAwait(false);
        if (isTimed) NotebookFunctions.display(string.Create(CultureInfo.InvariantCulture, $"Wall time: {clock.Elapsed.TotalMilliseconds:0.###} ms"));
        return error;
    }

    private async Task<(CellError? Error, bool IsTimed)> RunPartsAsync(string code, string cellName, string folder, int depth)
    {
        CellParts cell;
        try
        {
            cell = CellParts.Parse(code);
        }
        catch (ArgumentException error)
        {
            return (new CellError("MagicCommandError", error.Message.Split('\n')[0], $"{cellName}: {error.Message}".Split('\n')), false);
        }

        foreach ((CellPartKind kind, string text) in cell.Parts)
        {
            CellError? error = null;
            switch (kind)
            {
                case CellPartKind.CSharp:
                    error = await RunCodeAsync(text, cellName).ConfigureAwait(false);
                    break;
                case CellPartKind.Html:
                    NotebookFunctions.display(NotebookFunctions.HTML(text));
                    break;
                case CellPartKind.Markdown:
                    NotebookFunctions.display(NotebookFunctions.HTML(Prose.ToHtml(text)));
                    break;
                case CellPartKind.Import:
                    error = await ImportAsync(text, cellName, folder, depth + 1).ConfigureAwait(false);
                    break;
                default:
                    NotebookFunctions.display(CellParts.Help);
                    break;
            }

            if (error is not null) return (error, cell.IsTimed);
        }

        return (null, cell.IsTimed);
    }

    private async Task<CellError?> RunCodeAsync(string code, string cellName)
    {
        CellResult result = await session.RunAsync(code, cellName).ConfigureAwait(false);
        if (!result.HasValue) return result.Error;
        try
        {
            showResult(ValueFormatter.Format(result.Value));
            return null;
        }
        catch (Exception error)
        {
            // Formatting runs the notebook's own code, which may fail like any of it.
            return new CellError(error.GetType().FullName!, error.Message, [$"The value could not be displayed: {error.GetType().FullName}: {error.Message}"]);
        }
    }

    private async Task<CellError?> ImportAsync(string name, string cellName, string folder, int depth)
    {
        string path = Path.GetFullPath(name, folder);
        try
        {
            if (depth > DeepestImport) throw new InvalidDataException($"#!import {name}: files import each other without end.");
            List<(string Name, string Code)> codes = Path.GetExtension(path).ToUpperInvariant() switch
            {
                ".CS" or ".CSX" => [(name, await File.ReadAllTextAsync(path).ConfigureAwait(false))],
                ".IPYNB" => [.. (await Notebook.LoadAsync(path).ConfigureAwait(false)).Cells.Where(cell => cell.IsCode).Select((cell, index) => ($"{name}, code cell {index + 1}", cell.Source))],
                _ => throw new InvalidDataException($"#!import {name}: only .cs, .csx and .ipynb files hold code that can be run here."),
            };
            foreach ((string codeName, string code) in codes)
            {
                (CellError? error, _) = await RunPartsAsync(code, codeName, Path.GetDirectoryName(path)!, depth).ConfigureAwait(false);
                if (error is not null) return error;
            }

            return null;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            string message = error is FileNotFoundException or DirectoryNotFoundException ? $"#!import {name}: there is no such file." : error.Message;
            return new CellError("ImportError", message, [$"{cellName}: {message}"]);
        }
    }
}
