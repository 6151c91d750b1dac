using System.Globalization;
using AttractorNotebooks.NotebookEngine.Running;
using Spectre.Console;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>Shows how far a notebook is: a line for each cell, and what went wrong with the one that failed.</summary>
internal sealed class RunProgress(string notebook, Reporter reporter) : IProgress<CellProgress>, IDisposable
{
    private readonly IAnsiConsole _console = Shell.ErrorConsole;

    public void Report(CellProgress value)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{notebook}  cell {value.Cell}/{value.Cells}");
        if (value.Time is not { } time)
        {
            // Overwritten when the cell has ended; elsewhere than on a terminal that would only be noise.
            if (_console.Profile.Capabilities.Interactive) _console.Write(new ControlCode($"\r{place}  ..."));
            return;
        }

        if (_console.Profile.Capabilities.Interactive) _console.Write(new ControlCode("\r\u001b[K"));
        string ok = value.Error is null ? "[green]ok[/]" : "[red]failed[/]";
        _console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"{Markup.Escape(place)}  {ok}  {time.TotalSeconds:0.0} s"));
        foreach (string line in value.Error?.Lines ?? []) Reporter.Remark("  " + line);
        if (reporter.Json)
        {
            reporter.Result(
                new { Notebook = notebook, value.Cell, value.Cells, Seconds = Math.Round(time.TotalSeconds, 3), Ok = value.Error is null },
                "");
        }
    }

    public void Dispose()
    {
        if (_console.Profile.Capabilities.Interactive) _console.Write(new ControlCode("\r\u001b[K"));
    }
}
