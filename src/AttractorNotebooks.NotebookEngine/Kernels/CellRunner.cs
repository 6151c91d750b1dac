using System.Diagnostics;
using System.Globalization;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Running;
using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace AttractorNotebooks.NotebookEngine.Kernels;

/// <summary>Runs a whole cell, its code and its magic commands, by the kernels.</summary>
/// <param name="root">All kernels.</param>
/// <param name="csharp">The one for code.</param>
/// <param name="workingDirectory">The folder that paths in <c>#!import</c> start from.</param>
internal sealed class CellRunner(CompositeKernel root, CSharpKernel csharp, string workingDirectory)
{
    /// <summary>Files may import files; a circle of them must end.</summary>
    private const int DeepestImport = 20;
    private const string Import = "#!import";

    /// <summary>Runs a cell; the reason why it ended early, or null when it did not.</summary>
    public async Task<CellError?> RunAsync(string code, string cellName, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        (CellError? error, bool isTimed) = await RunPartsAsync(code, cellName, workingDirectory, 0, stop).ConfigureAwait(false);
        if (isTimed)
            NotebookFunctions.display(string.Create(CultureInfo.InvariantCulture,
                $"Wall time: {clock.Elapsed.TotalMilliseconds:0.###} ms"));
        return error;
    }

    private async Task<(CellError? Error, bool IsTimed)> RunPartsAsync(string code, string cellName, string folder, int depth,
        CancellationToken stop)
    {
        CellParts cell;
        try
        {
            cell = CellParts.Parse(code, name => KernelFactory.KindOf(root, name));
        }
        catch (ArgumentException error)
        {
            string message = $"{error.Message} There are {string.Join(", ", KernelFactory.Names(root))}.";
            return (new CellError("MagicCommandError", message, [$"{cellName}: {message}"]), false);
        }

        foreach (CellPart part in cell.Parts)
        {
            CellError? error = part.Kind == CellPartKind.Command && CellParts.CommandName(part.Text) == Import
                ? await ImportAsync(part.Text[Import.Length..].Trim().Trim('"'), cellName, folder, depth + 1, stop).ConfigureAwait(false)
                : await SendAsync(part, cellName, stop).ConfigureAwait(false);
            if (error is not null) return (error, cell.IsTimed);
        }

        return (null, cell.IsTimed);
    }

    private async Task<CellError?> SendAsync(CellPart part, string cellName, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        csharp.Expect(cellName);
        SubmitCode command = new(part.Text, part.Kind == CellPartKind.OtherLanguage ? null : csharp.Name);
        KernelCommandResult result = await root.SendAsync(command, CancellationToken.None).ConfigureAwait(false);
        if (result.Events.OfType<CommandFailed>().FirstOrDefault() is not { } failure) return null;
        if (failure.Exception is CellFailedException { Error: { } error }) return error;
        stop.ThrowIfCancellationRequested();
        string message = $"Line {part.Line}: {failure.Message}";
        return new CellError("MagicCommandError", message, $"{cellName}: {message}".Split('\n'));
    }

    private async Task<CellError?> ImportAsync(string name, string cellName, string folder, int depth, CancellationToken stop)
    {
        try
        {
            if (name.Length == 0) throw new InvalidDataException($"{Import} needs the path of a file.");
            if (depth > DeepestImport) throw new InvalidDataException($"{Import} {name}: files import each other without end.");
            string path = Path.GetFullPath(name, folder);
            foreach ((string codeName, string code) in await ReadAsync(name, path).ConfigureAwait(false))
            {
                (CellError? error, _) = await RunPartsAsync(code, codeName, Path.GetDirectoryName(path)!, depth, stop)
                    .ConfigureAwait(false);
                if (error is not null) return error;
            }

            return null;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            string message = error is FileNotFoundException or DirectoryNotFoundException ? $"{Import} {name}: there is no such file."
                : error.Message;
            return new CellError("ImportError", message, [$"{cellName}: {message}"]);
        }
    }

    private static async Task<IEnumerable<(string Name, string Code)>> ReadAsync(string name, string path)
    {
        string ending = Path.GetExtension(path).ToUpperInvariant();
        if (ending is ".CS" or ".CSX") return [(name, await File.ReadAllTextAsync(path).ConfigureAwait(false))];
        if (ending is not (".IPYNB" or ".DIB"))
            throw new InvalidDataException($"{Import} {name}: only .cs, .csx, .ipynb and .dib files hold code that can be run here.");
        Notebook notebook = await NotebookRunner.ReadAsync(path, CancellationToken.None).ConfigureAwait(false);
        return notebook.Cells.Where(cell => cell.IsRun).Select((cell, index) => ($"{name}, code cell {index + 1}", cell.Code));
    }
}
