using System.Reflection;
using System.Text;
using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AttractorNotebooks.NotebookEngine.Site.Api;

/// <summary>
/// The public types of libraries, a page for each namespace, from the libraries themselves and the XML files beside them.
/// </summary>
internal sealed class ApiReference
{
    /// <summary>The list of all namespaces and types.</summary>
    public const string Contents = Folder + "index.html";

    private const string Folder = "api/";

    private readonly List<ApiNamespace> _namespaces = [];
    private readonly ApiLinks _links = new();

    private ApiReference()
    {
    }

    /// <summary>All files that the reference writes, below the site's folder.</summary>
    public IReadOnlyList<string> Files =>
        _namespaces.Count == 0 ? [] : [Contents, .. _namespaces.Select(each => each.File)];

    /// <summary>Reads libraries; none make an empty reference.</summary>
    public static ApiReference Read(IReadOnlyList<string> libraries)
    {
        ApiReference reference = new();
        if (libraries.Count == 0) return reference;
        List<MetadataReference> own = [.. libraries.Select(file => MetadataReference.CreateFromFile(
            file, documentation: new LibraryDocumentation(Path.ChangeExtension(file, ".xml"))))];
        CSharpCompilation compilation = CSharpCompilation.Create("reference", references: [.. own, .. Others(libraries)]);
        IEnumerable<INamedTypeSymbol> types = own.Select(compilation.GetAssemblyOrModuleSymbol).OfType<IAssemblySymbol>()
            .SelectMany(library => TypesIn(library.GlobalNamespace));
        foreach (IGrouping<string, INamedTypeSymbol> each in types
            .GroupBy(type => type.ContainingNamespace.ToDisplayString()).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            INamedTypeSymbol[] ordered = [.. each.OrderBy(type => type.Name, StringComparer.Ordinal)];
            ApiNamespace space = new(each.Key, $"{Folder}{each.Key}.html", ordered);
            space.AddTo(reference._links);
            reference._namespaces.Add(space);
        }

        return reference;
    }

    /// <summary>The pages with their places; each place on them goes into the search.</summary>
    public IEnumerable<(string File, string Text)> Pages(SiteFrame frame, SearchIndex search)
    {
        if (_namespaces.Count == 0) yield break;
        yield return (Contents, ContentsPage(frame, search));
        for (int i = 0; i < _namespaces.Count; i++)
        {
            (string, string) before = i > 0 ? (_namespaces[i - 1].File, _namespaces[i - 1].Name) : (Contents, "API reference");
            (string, string)? after = i + 1 < _namespaces.Count ? (_namespaces[i + 1].File, _namespaces[i + 1].Name) : null;
            string footer = SiteFrame.Footer(_namespaces[i].File, before, after);
            yield return (_namespaces[i].File, _namespaces[i].ToPage(frame, footer, _links, search));
        }
    }

    private string ContentsPage(SiteFrame frame, SearchIndex search)
    {
        StringBuilder html = new("<main id=\"main\" class=\"contents api\">\n<h1>API reference</h1>\n");
        foreach (ApiNamespace each in _namespaces)
        {
            html.Append("<h2>").Append(SiteFrame.Link(Contents, each.File, each.Name)).Append("</h2>\n<dl>\n");
            foreach ((string title, string id, string summary) in each.Types(Contents, _links))
                html.Append($"<dt><a href=\"{SiteAddress.Between(Contents, each.File)}#{Uri.EscapeDataString(id)}\">")
                    .Append(PageText.Encode(title)).Append("</a></dt><dd>").Append(summary).Append("</dd>\n");
            html.Append("</dl>\n");
        }

        search.Add(Contents, "", "API reference", "API reference", string.Join(' ', _namespaces.Select(each => each.Name)));
        return frame.Page(Contents, "API reference", html.Append("</main>").ToString());
    }

    /// <summary>What the libraries build on, so that the types in their signatures are known.</summary>
    private static IEnumerable<MetadataReference> Others(IReadOnlyList<string> libraries)
    {
        HashSet<string> seen = [.. libraries.Select(file => Path.GetFileName(file))];
        string known = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        IEnumerable<string> beside = libraries.Select(file => Path.GetDirectoryName(Path.GetFullPath(file))!).Distinct()
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"));
        return [.. known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(beside)
            .Where(file => seen.Add(Path.GetFileName(file)) && IsManaged(file)).Select(file => MetadataReference.CreateFromFile(file))];
    }

    private static bool IsManaged(string file)
    {
        try
        {
            AssemblyName.GetAssemblyName(file);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol place) => place.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .Where(member => member is not INamedTypeSymbol { DeclaredAccessibility: not Accessibility.Public })
        .SelectMany(member => member is INamedTypeSymbol type ? TypesIn(type).Prepend(type) : TypesIn(member));
}
