using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.NotebookEngine.Kernels;

/// <summary>
/// Takes displayed values over from the package, which turns each into an event that it keeps until the cell has
/// ended: a cell that displays without end would take all memory.
/// </summary>
internal static class DisplayRouter
{
    private const string PackageSubscribers = "OnFormatterEvent";

    /// <summary>From here on <paramref name="target"/> gets every value displayed or updated, and nobody else does.</summary>
    public static void Take(Action<DisplayedValue> target)
    {
        RuntimeHelpers.RunClassConstructor(typeof(Kernel).TypeHandle);
        FieldInfo subscribers = typeof(Formatter).GetField(PackageSubscribers, BindingFlags.Static | BindingFlags.NonPublic)
            ?? throw new MissingFieldException(typeof(Formatter).FullName, PackageSubscribers);
        subscribers.SetValue(null, null);
        Formatter.SubscribeToDisplayedValues(displayed =>
        {
            NotebookFunctions.Note(displayed);
            target(displayed);
        });
    }
}
