using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>The documentation file beside a library.</summary>
internal sealed class LibraryDocumentation(string file) : DocumentationProvider
{
    private readonly Lazy<Dictionary<string, string>> members = new(() => Read(file));

    private string File { get; } = file;

    public override bool Equals(object? obj) => obj is LibraryDocumentation other && other.File == File;

    public override int GetHashCode() => File.GetHashCode(StringComparison.Ordinal);

    protected override string GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture,
        CancellationToken cancellationToken = default) =>
        members.Value.GetValueOrDefault(documentationMemberID, "");

    private static Dictionary<string, string> Read(string file)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        if (!System.IO.File.Exists(file)) return found;
        try
        {
            foreach (XElement member in XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member"))
            {
                if ((string?)member.Attribute("name") is { } name) found[name] = member.ToString(SaveOptions.DisableFormatting);
            }
        }
        catch (Exception error) when (error is XmlException or IOException)
        {
            // A library with a broken documentation file is a library without one.
        }

        return found;
    }
}
