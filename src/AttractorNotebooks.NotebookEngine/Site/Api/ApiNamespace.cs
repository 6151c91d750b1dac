using System.Text;
using System.Xml.Linq;
using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.CodeAnalysis;

namespace AttractorNotebooks.NotebookEngine.Site.Api;

/// <summary>The public types of one namespace, on one page.</summary>
/// <param name="name">Its full name.</param>
/// <param name="file">Its page.</param>
/// <param name="types">Its types in order.</param>
internal sealed class ApiNamespace(string name, string file, IReadOnlyList<INamedTypeSymbol> types)
{
    /// <summary>What records and every object have, which says nothing about a type.</summary>
    private static readonly HashSet<string> Common =
    [
        "Equals", "GetHashCode", "ToString", "Deconstruct", "<Clone>$", "EqualityContract", "PrintMembers", "op_Equality",
        "op_Inequality",
    ];

    private static readonly SymbolDisplayFormat Signature = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeConstantValue,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        extensionMethodStyle: SymbolDisplayExtensionMethodStyle.StaticMethod,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static readonly SymbolDisplayFormat Short = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    public string Name => name;

    public string File => file;

    /// <summary>Gives every type and member its place on the page.</summary>
    public void AddTo(ApiLinks links)
    {
        PageOutline ids = new();
        foreach (INamedTypeSymbol type in types)
        {
            links.Add(NameOf(type), file, ids.Unique(PlainName(type)));
            foreach (ISymbol member in Members(type)) links.Add(NameOf(member), file, ids.Unique(FullName(type, member)));
        }
    }

    /// <summary>The types: what they are called, their places, what they are, as seen from the page <paramref name="from"/>.</summary>
    public IEnumerable<(string Title, string Id, string Summary)> Types(string from, ApiLinks links)
    {
        ApiText text = new(from, links);
        return types.Select(type => (TypeName(type), links.IdOf(NameOf(type)), text.ToHtml(Comment(type).Element("summary"))));
    }

    /// <summary>The page.</summary>
    public string ToPage(SiteFrame frame, string footer, ApiLinks links, SearchIndex search)
    {
        StringBuilder html = new();
        PageOutline outline = new();
        ApiText text = new(file, links);
        foreach (INamedTypeSymbol type in types) Append(html, type, text, outline, links, search);
        return frame.Page(file, name, $"""
            <div class="page">
            {outline.ToHtml()}<main id="main" class="api">
            <h1>{PageText.Encode(name).Replace(".", ".<wbr>", StringComparison.Ordinal)}</h1>
            {html}</main>
            </div>
            {footer}
            """);
    }

    private void Append(StringBuilder html, INamedTypeSymbol type, ApiText text, PageOutline outline, ApiLinks links, SearchIndex search)
    {
        XElement comment = Comment(type);
        string id = links.IdOf(NameOf(type)), title = PageText.Encode(TypeName(type));
        outline.AddHeading("h2", id, title);
        html.Append($"<h2 id=\"{id}\">{title}</h2>\n").Append(Code(Declaration(type))).Append(Described(comment, text));
        search.Add(file, id, TypeName(type), name, comment.Element("summary")?.Value ?? "");
        foreach (ISymbol member in Members(type))
        {
            XElement said = Comment(member);
            // The properties of a record are described where it is declared.
            if (said.IsEmpty && Parameter(comment, member.Name) is { } given)
                said = new XElement("member", new XElement("summary", given.Nodes()));
            string place = links.IdOf(NameOf(member));
            html.Append($"<h3 id=\"{place}\">{PageText.Encode(MemberName(member))}</h3>\n")
                .Append(Code(member.ToDisplayString(Signature))).Append(Described(said, text));
            search.Add(file, place, FullName(type, member), name, said.Element("summary")?.Value ?? "");
        }
    }

    private static XElement? Parameter(XElement comment, string called) =>
        comment.Elements("param").FirstOrDefault(each => (string?)each.Attribute("name") == called);

    private static string Described(XElement comment, ApiText text)
    {
        string summary = text.ToHtml(comment.Element("summary")), remarks = text.ToHtml(comment.Element("remarks"));
        return (summary.Length > 0 ? $"<div>{summary}</div>\n" : "") + text.Details(comment)
            + (remarks.Length > 0 ? $"<div>{remarks}</div>\n" : "");
    }

    private static string Code(string code) => $"<pre><code>{CSharpHighlighter.ToHtml(code)}</code></pre>\n";

    private static XElement Comment(ISymbol symbol) => DocumentationText.Parse(symbol.GetDocumentationCommentXml());

    private static string NameOf(ISymbol symbol) => symbol.GetDocumentationCommentId()!;

    private static string TypeName(INamedTypeSymbol type) => type.ToDisplayString(Short);

    /// <summary>A type without its parameters.</summary>
    private static string PlainName(INamedTypeSymbol type) => TypeName(type).Split('<')[0];

    private static string FullName(INamedTypeSymbol type, ISymbol member) => $"{PlainName(type)}.{MemberName(member)}";

    private static string MemberName(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } => "new",
        IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } =>
            member.Name.Replace("op_", "operator ", StringComparison.Ordinal),
        IPropertySymbol { IsIndexer: true } => "this[]",
        _ => member.Name,
    };

    private static string Declaration(INamedTypeSymbol type)
    {
        string modifiers = type switch
        {
            { TypeKind: not TypeKind.Class } => "",
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        IEnumerable<ITypeSymbol> bases = type.TypeKind is TypeKind.Class or TypeKind.Struct or TypeKind.Interface
            ? type.Interfaces.Where(each => each.Name != "IEquatable") : [];
        if (type.BaseType is { SpecialType: SpecialType.None } parent && type.TypeKind == TypeKind.Class) bases = bases.Prepend(parent);
        string[] names = [.. bases.Select(each => each.ToDisplayString(Short))];
        return $"public {modifiers}{type.ToDisplayString(Signature)}{(names.Length > 0 ? " : " + string.Join(", ", names) : "")}";
    }

    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Delegate ? [] : type.GetMembers().Where(member => IsShown(type, member));

    private static bool IsShown(INamedTypeSymbol type, ISymbol member) =>
        member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected
        && (member is not IMethodSymbol method || method.MethodKind is MethodKind.Ordinary or MethodKind.Constructor
            or MethodKind.UserDefinedOperator or MethodKind.Conversion)
        && member is not ITypeSymbol && !Common.Contains(member.Name) && !IsPlain(type, member);

    /// <summary>
    /// Whether it is a constructor that takes nothing and of which nothing is said, or the hidden field of an enumeration.
    /// </summary>
    private static bool IsPlain(INamedTypeSymbol type, ISymbol member) => member.Name == "value__"
        || (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
            && (type.TypeKind == TypeKind.Struct || constructor.Parameters.Length == 0
                || SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type))
            && string.IsNullOrEmpty(member.GetDocumentationCommentXml()));
}
