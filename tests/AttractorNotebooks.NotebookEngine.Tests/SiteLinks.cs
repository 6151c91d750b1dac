using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace AttractorNotebooks.NotebookEngine.Tests;

/// <summary>Follows the links of a site's pages.</summary>
public static class SiteLinks
{
    /// <summary>
    /// Every link within the site leads to a file that is there, and to a place on it that is there; no id is there twice.
    /// </summary>
    public static async Task CheckAsync(string folder)
    {
        Dictionary<string, IHtmlDocument> pages = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*.html", SearchOption.AllDirectories))
            pages.Add(file, new HtmlParser().ParseDocument(await File.ReadAllTextAsync(file)));
        Assert.NotEmpty(pages);
        foreach ((string file, IHtmlDocument page) in pages)
        {
            string[] ids = [.. page.QuerySelectorAll("[id]").Select(element => element.Id!)];
            Assert.Equal(ids.Distinct(), ids);
            foreach (string link in page.QuerySelectorAll("[href], [src]")
                .Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!))
            {
                if (Uri.TryCreate(link, UriKind.Absolute, out Uri? outside) && outside.Scheme is "http" or "https" or "mailto" or "data")
                    continue;
                string[] parts = link.Split('#', 2);
                string target = parts[0].Length == 0
                    ? file : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, Uri.UnescapeDataString(parts[0])));
                Assert.True(File.Exists(target), $"{file} links to {link}");
                if (parts.Length > 1)
                    Assert.True(pages[target].GetElementById(Uri.UnescapeDataString(parts[1])) is not null, $"{file} links to {link}");
            }
        }
    }
}
