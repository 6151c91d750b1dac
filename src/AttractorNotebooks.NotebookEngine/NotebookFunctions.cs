using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.NotebookEngine;

#pragma warning disable CA1707, CA1708, IDE1006 // The names that notebooks use.
/// <summary>What every cell can call without a prefix: the static methods of .NET Interactive's <see cref="Kernel"/>.</summary>
public static class NotebookFunctions
{
    [ThreadStatic]
    private static DisplayedValue? _shown;

    /// <summary>Shows a value now, in the middle of a cell.</summary>
    /// <param name="value">Any object: formatted as a cell's last expression would be.</param>
    /// <param name="mimeTypes">The forms wanted, such as <c>text/plain</c>; by default what suits the type.</param>
    /// <returns>A handle to replace the value later.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        // The package returns another handle than the one it shows, whose updates find no place to go to.
        _shown = null;
        DisplayedValue other = value is null ? "null".DisplayAs(PlainTextFormatter.MimeType) : DisplayExtensions.Display(value, mimeTypes);
        return _shown ?? other;
    }

    /// <summary>As <see cref="display"/>, written behind the value.</summary>
    public static DisplayedValue Display<T>(this T value, params string[] mimeTypes) => display(value, mimeTypes);

    /// <summary>Markup to be shown as it is.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Runs a script in the reader's browser.</summary>
    public static void Javascript(string scriptContent) => Kernel.Javascript(scriptContent);

    /// <summary>Adds a style sheet to the reader's page.</summary>
    public static void CSS(string content) => Kernel.CSS(content);

    /// <summary>Asks the reader for a line.</summary>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") => Kernel.GetInputAsync(prompt, typeHint);

    /// <summary>Asks the reader for a line that is not shown.</summary>
    public static Task<PasswordString> GetPasswordAsync(string prompt = "") => Kernel.GetPasswordAsync(prompt);

    /// <summary>Called with every value shown, before it is known to whoever shows it.</summary>
    internal static void Note(DisplayedValue displayed)
    {
        CellThread.ThrowIfStopped();
        _shown = displayed;
    }
}
