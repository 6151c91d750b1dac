using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>
/// Says where and why a cell failed: line, column and the source line marked; stacks without what the engine adds to them.
/// </summary>
internal sealed partial class CellErrorWriter
{
    private const int MostDiagnostics = 10;
    private const int MostFrames = 20;

    private readonly Dictionary<string, SourceText> sources = new(StringComparer.Ordinal);

    /// <summary>Remembers the text of a cell, to show lines of it.</summary>
    public void AddSource(string cellName, SourceText source) => sources[cellName] = source;

    /// <summary>The errors of a cell that does not compile.</summary>
    public CellError FromDiagnostics(IEnumerable<Diagnostic> diagnostics)
    {
        List<Diagnostic> errors = [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .OrderBy(error => error.Location.SourceSpan.Start)];
        // What has no place of its own follows from what has.
        if (errors.Any(error => error.Location.IsInSource)) errors.RemoveAll(error => !error.Location.IsInSource);
        List<string> lines = [];
        foreach (Diagnostic error in errors.Take(MostDiagnostics))
        {
            FileLinePositionSpan place = error.Location.GetLineSpan();
            if (!error.Location.IsInSource)
            {
                lines.Add($"error {error.Id}: {Message(error)}");
                continue;
            }

            lines.Add($"{place.Path}, line {place.StartLinePosition.Line + 1}, column {place.StartLinePosition.Character + 1}: error "
                + $"{error.Id}: {Message(error)}");
            if (sources.TryGetValue(place.Path, out SourceText? source)) AddMarkedLine(lines, source, place.Span);
        }

        if (errors.Count > MostDiagnostics) lines.Add($"... and {errors.Count - MostDiagnostics} more errors");
        LinePosition start = errors[0].Location.GetLineSpan().StartLinePosition;
        return new CellError("CompilationError", $"({start.Line + 1},{start.Character + 1}): error {errors[0].Id}: {Message(errors[0])}",
            lines);
    }

    /// <summary>An exception that a cell threw.</summary>
    public CellError FromException(Exception error)
    {
        List<string> lines = [];
        AddException(lines, error);
        return new CellError(error.GetType().FullName!, error.Message, lines);
    }

    private void AddException(List<string> lines, Exception error)
    {
        lines.AddRange($"{error.GetType().FullName}: {error.Message}".Split('\n'));
        List<StackFrame> frames = [.. new StackTrace(error, fNeedFileInfo: true).GetFrames()];
        int lastOfCell = frames.FindLastIndex(frame => CellOf(frame) is not null);
        bool marked = false;
        foreach (StackFrame frame in frames.Take(lastOfCell < 0 ? frames.Count : lastOfCell + 1).Where(IsWorthShowing).Take(MostFrames))
        {
            string? cell = CellOf(frame);
            lines.Add($"   at {MethodName(frame)}{Place(frame, cell)}");
            if (cell is null || marked || !sources.TryGetValue(cell, out SourceText? source)) continue;
            int line = frame.GetFileLineNumber() - 1;
            if (line < 0 || line >= source.Lines.Count) continue;
            AddLine(lines, source, line);
            marked = true;
        }

        IEnumerable<Exception> causes = error is AggregateException several ? several.InnerExceptions : error.InnerException is { } cause
            ? [cause] : [];
        foreach (Exception inner in causes)
        {
            lines.Add("caused by");
            AddException(lines, inner);
        }
    }

    private static void AddMarkedLine(List<string> lines, SourceText source, LinePositionSpan span)
    {
        int line = span.Start.Line;
        if (line >= source.Lines.Count) return;
        string prefix = AddLine(lines, source, line);
        string text = source.Lines[line].ToString();
        int end = span.End.Line == line ? span.End.Character : text.Length;
        // Tabs stay tabs, or the mark would stand in the wrong place.
        string indent = string.Concat(text.Take(span.Start.Character).Select(c => c == '\t' ? '\t' : ' '));
        lines.Add(new string(' ', prefix.Length - 2) + "| " + indent + new string('^', Math.Max(1, end - span.Start.Character)));
    }

    private static string AddLine(List<string> lines, SourceText source, int line)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"{line + 1,6} | ");
        lines.Add(prefix + source.Lines[line]);
        return prefix;
    }

    private static string Message(Diagnostic error) => error.GetMessage(CultureInfo.InvariantCulture);

    private string? CellOf(StackFrame frame) => frame.GetFileName() is { } file && sources.ContainsKey(file) ? file : null;

    /// <summary>The file's name without its folder: where it lay when it was compiled is nobody's business.</summary>
    private static string Place(StackFrame frame, string? cell)
    {
        string? file = cell ?? frame.GetFileName()?.Split('/', '\\')[^1];
        return file is null ? "" : $", {file}, line {frame.GetFileLineNumber()}";
    }

    private static bool IsWorthShowing(StackFrame frame) =>
        frame.GetMethod() is { } method
        && method.Module.Assembly != typeof(CellErrorWriter).Assembly
        && method.DeclaringType?.Namespace is not ("System.Runtime.ExceptionServices" or "System.Runtime.CompilerServices"
            or "System.Threading.Tasks")
        && method.GetCustomAttribute<StackTraceHiddenAttribute>() is null;

    /// <summary>
    /// A method as its author wrote it: compiler-made names carry the one in the source, and cells hide in a generated class.
    /// </summary>
    private static string MethodName(StackFrame frame)
    {
        MethodBase method = frame.GetMethod()!;
        string[] types = (method.DeclaringType?.FullName ?? "").Split('+');
        bool isStateMachine = method.Name == "MoveNext" && types[^1].StartsWith('<');
        Match generated = GeneratedName().Match(isStateMachine ? types[^1] : method.Name);
        string name = !generated.Success ? method.Name : generated.Groups["kind"].Value == "g" ? generated.Groups["local"].Value
            : generated.Groups["name"].Value;
        if (name is "<Initialize>" or "<Factory>") return "the top level";
        string type = string.Concat(types.Where(part => !part.StartsWith('<') && !part.StartsWith("Submission#", StringComparison.Ordinal))
            .Select(part => part + "."));
        string arguments = isStateMachine
            ? "" : string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name));
        return $"{type}{name}({arguments})";
    }

    /// <summary>
    /// An iterator, asynchronous method, lambda or local function: &lt;Name&gt;d__1, &lt;Name&gt;b__0_0, &lt;Name&gt;g__Local|0_0.
    /// </summary>
    [GeneratedRegex(@"^<(?<name><?\w*>?)>(?<kind>[a-z])__(?<local>[^|]*)")]
    private static partial Regex GeneratedName();
}
