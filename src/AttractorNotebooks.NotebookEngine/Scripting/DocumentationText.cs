using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>Documentation comments as plain text.</summary>
internal static partial class DocumentationText
{
    /// <summary>Summary, parameters, result, exceptions and remarks of a comment; empty when there is none.</summary>
    public static string FromXml(string? xml)
    {
        XElement root = Parse(xml);
        StringBuilder text = new();
        AddLine(text, "", root.Element("summary"));
        foreach (XElement parameter in root.Elements("typeparam").Concat(root.Elements("param")))
            AddLine(text, $"  {(string?)parameter.Attribute("name")}: ", parameter);
        AddLine(text, "Returns: ", root.Element("returns"));
        foreach (XElement exception in root.Elements("exception"))
            AddLine(text, $"Throws {ShortName((string?)exception.Attribute("cref"))}: ", exception);
        AddLine(text, "", root.Element("remarks"));
        return text.ToString().TrimEnd();
    }

    /// <summary>A comment as its member's element; empty when there is none, or none that can be read.</summary>
    public static XElement Parse(string? xml)
    {
        if (string.IsNullOrWhiteSpace(xml)) return new XElement("member");
        bool isMember = xml.TrimStart().StartsWith("<member", StringComparison.Ordinal);
        try
        {
            return XElement.Parse(isMember ? xml : $"<member>{xml}</member>", LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return new XElement("member");
        }
    }

    private static void AddLine(StringBuilder text, string start, XElement? element)
    {
        if (element is null) return;
        string content = Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();
        if (content.Length > 0) text.Append(start).Append(content).Append('\n');
    }

    private static string Text(XNode node) => node switch
    {
        XText plain => plain.Value,
        XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference when reference.IsEmpty =>
            ShortName((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword")
                ?? (string?)reference.Attribute("name") ?? (string?)reference.Attribute("href")),
        XElement element => string.Concat(element.Nodes().Select(Text)) + (element.Name.LocalName is "para" or "item" ? " " : ""),
        _ => "",
    };

    /// <summary>
    /// <c>M:System.Math.Max(System.Int32,System.Int32)</c> becomes <c>Math.Max</c>, <c>T:System.Int32</c> becomes <c>Int32</c>.
    /// </summary>
    public static string ShortName(string? reference)
    {
        if (reference is null) return "";
        if (reference.Length < 2 || reference[1] != ':') return reference;
        string[] parts = reference[2..].Split('(', 2)[0].Split('.');
        int kept = reference[0] is 'T' or 'N' ? 1 : 2;
        return Arity().Replace(string.Join('.', parts.TakeLast(kept).Where(part => part != "#ctor")), "");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity();
}
