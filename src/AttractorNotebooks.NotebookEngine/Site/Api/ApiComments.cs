using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace AttractorNotebooks.NotebookEngine.Site.Api;

/// <summary>The documentation file beside a library.</summary>
/// <param name="file">The file.</param>
internal sealed class ApiComments(string file) : DocumentationProvider
{
    private readonly Dictionary<string, string> _members = XDocument.Load(file).Descendants("member")
        .Where(member => member.Attribute("name") is not null)
        .GroupBy(member => (string)member.Attribute("name")!)
        .ToDictionary(same => same.Key, same => same.First().ToString(SaveOptions.DisableFormatting), StringComparer.Ordinal);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => file.GetHashCode(StringComparison.Ordinal);

    protected override string? GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        _members.GetValueOrDefault(documentationMemberID);
}
