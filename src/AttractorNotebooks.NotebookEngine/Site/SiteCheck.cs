using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Follows the links of a site's pages.</summary>
public static class SiteCheck
{
    /// <summary>
    /// What is wrong with the pages in <paramref name="folder"/>, a line each: links within the site that lead to no file or to no
    /// place in it, ids that are there twice, and what a page would fetch from the network.
    /// </summary>
    public static IReadOnlyList<string> Find(string folder)
    {
        List<string> wrong = [];
        Dictionary<string, HashSet<string>> ids = [];
        List<(string File, string Link)> links = [];
        HtmlParser parser = new();
        foreach (string file in Directory.EnumerateFiles(folder, "*.html", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using FileStream stream = File.OpenRead(file);
            using IHtmlDocument page = parser.ParseDocument(stream);
            string name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            HashSet<string> own = ids[name] = new(StringComparer.Ordinal);
            wrong.AddRange(page.QuerySelectorAll("[id]").Where(element => !own.Add(element.Id!))
                .Select(element => $"{name}: the id {element.Id} is there twice"));
            foreach (IElement element in page.QuerySelectorAll("[href], [src], [data-src]"))
            {
                string link = element.GetAttribute("href") ?? element.GetAttribute("src") ?? element.GetAttribute("data-src")!;
                if (!IsOutside(link)) links.Add((name, link));
                else if (element.LocalName != "a" && !link.StartsWith("data:", StringComparison.Ordinal))
                    wrong.Add($"{name}: {link} is fetched from the network");
            }
        }

        wrong.AddRange(links.Where(link => !Leads(folder, link.File, link.Link, ids)).Distinct()
            .Select(link => $"{link.File}: the link {link.Link} leads nowhere"));
        return wrong;
    }

    private static bool IsOutside(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" or "mailto" or "data";

    private static bool Leads(string folder, string file, string link, Dictionary<string, HashSet<string>> ids)
    {
        string[] parts = link.Split('#', 2);
        string path = Uri.UnescapeDataString(parts[0].Split('?')[0]);
        string target = path.Length == 0 ? Path.Combine(folder, file) : Path.Combine(folder, Path.GetDirectoryName(file)!, path);
        if (!File.Exists(target)) return false;
        string name = Path.GetRelativePath(folder, Path.GetFullPath(target)).Replace('\\', '/');
        return parts.Length == 1 || parts[1].Length == 0
            || (ids.TryGetValue(name, out HashSet<string>? places) && places.Contains(Uri.UnescapeDataString(parts[1])));
    }
}
