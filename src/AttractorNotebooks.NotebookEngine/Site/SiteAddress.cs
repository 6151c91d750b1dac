namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Addresses of files in a site, as they stand in its pages.</summary>
internal static class SiteAddress
{
    /// <summary>The address of <paramref name="target"/> on the page <paramref name="page"/>, both below the site's folder.</summary>
    public static string Between(string page, string target) =>
        Root(page) + string.Join('/', target.Split('/').Select(Uri.EscapeDataString));

    /// <summary>The way from a page to the site's folder.</summary>
    public static string Root(string page) => string.Concat(Enumerable.Repeat("../", page.Count(c => c == '/')));
}
