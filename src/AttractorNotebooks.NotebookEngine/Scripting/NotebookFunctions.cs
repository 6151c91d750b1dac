using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.AspNetCore.Html;

namespace AttractorNotebooks.NotebookEngine;

/// <summary>What every cell can call without a prefix. The names are those of .NET Interactive.</summary>
public static class NotebookFunctions
{
    private static int displays;

    /// <summary>Where displayed values go; set once by the engine's process.</summary>
    internal static Action<DisplayOutput>? Target { get; set; }

    /// <summary>Shows a value now, in the middle of a cell.</summary>
    /// <param name="value">Any object: formatted as a cell's last expression would be.</param>
    /// <param name="mimeType">The one form wanted, such as <c>text/plain</c>; by default what suits the type.</param>
    /// <returns>A handle to replace the value later.</returns>
#pragma warning disable CA1707, IDE1006 // The name that notebooks use.
    public static DisplayedValue display(object? value, string? mimeType = null)
    {
        string id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"display-{Interlocked.Increment(ref displays)}");
        Show(value, mimeType, id, isUpdate: false);
        return new DisplayedValue(id, mimeType);
    }
#pragma warning restore CA1707, IDE1006

    /// <summary>Markup to be shown as it is.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    internal static void Show(object? value, string? mimeType, string id, bool isUpdate)
    {
        CellThread.ThrowIfStopped();
        Target?.Invoke(new DisplayOutput(ValueFormatter.Format(value, mimeType), id, isUpdate));
    }
}
