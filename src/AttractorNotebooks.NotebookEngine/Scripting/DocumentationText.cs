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
        if (string.IsNullOrWhiteSpace(xml)) return "";
        XElement root;
        try
        {
            root = XElement.Parse(xml.TrimStart().StartsWith("<member", StringComparison.Ordinal) ? xml : $"<member>{xml}</member>");
        }
        catch (XmlException)
        {
            return "";
        }

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

    /// <summary><c>M:System.Math.Max(System.Int32,System.Int32)</c> becomes <c>Math.Max</c>.</summary>
    private static string ShortName(string? reference)
    {
        if (reference is null) return "";
        if (reference.Length < 2 || reference[1] != ':') return reference;
        string[] parts = reference[2..].Split('(', 2)[0].Split('.');
        int kept = reference[0] == 'T' ? 1 : 2;
        return Arity().Replace(string.Join('.', parts.TakeLast(kept)), "");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity();
}
