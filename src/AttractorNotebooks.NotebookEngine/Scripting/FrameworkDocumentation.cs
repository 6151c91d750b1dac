using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.CodeAnalysis;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>
/// Finds the documentation of the runtime's own types in the files that come with the .NET SDK; without an SDK there is none.
/// </summary>
internal sealed class FrameworkDocumentation : DocumentationProvider
{
    private readonly ConcurrentDictionary<string, string> known = new(StringComparer.Ordinal);
    private readonly Lazy<string[]> files = new(FindFiles);

    /// <summary>One for all references: a type's documentation does not lie beside the assembly that implements it.</summary>
    public static FrameworkDocumentation Instance { get; } = new();

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => 0;

    protected override string GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture,
        CancellationToken cancellationToken = default) =>
        known.GetOrAdd(documentationMemberID, id => Search(id, cancellationToken));

    private string Search(string id, CancellationToken cancellation)
    {
        byte[] start = Encoding.UTF8.GetBytes($"<member name=\"{id}\">");
        foreach (string file in files.Value)
        {
            cancellation.ThrowIfCancellationRequested();
            // Read as bytes: parsing the 30 MB of them would take seconds.
            ReadOnlySpan<byte> text = File.ReadAllBytes(file);
            int from = text.IndexOf(start);
            if (from < 0) continue;
            text = text[from..];
            int length = text.IndexOf("</member>"u8);
            if (length >= 0) return Encoding.UTF8.GetString(text[..length]) + "</member>";
        }

        return "";
    }

    /// <summary>
    /// The reference pack that is nearest to the runtime: packs/Microsoft.NETCore.App.Ref/VERSION/ref/net10.0/*.xml beside the folder of
    /// the runtimes.
    /// </summary>
    private static string[] FindFiles()
    {
        string packs = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs",
            "Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs)) return [];
        string? pack = Directory.EnumerateDirectories(packs)
            .OrderByDescending(folder => Path.GetFileName(folder).StartsWith($"{Environment.Version.Major}.", StringComparison.Ordinal))
            .ThenByDescending(Directory.GetLastWriteTimeUtc)
            .FirstOrDefault();
        return pack is null ? [] : [.. Directory.EnumerateFiles(pack, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }
}
