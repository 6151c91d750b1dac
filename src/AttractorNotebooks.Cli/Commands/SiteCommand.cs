using System.CommandLine;
using System.Globalization;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Site;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor site</c>: the chapters, the documentation and the reference as one set of pages.</summary>
internal static class SiteCommand
{
    public static Command Create()
    {
        Argument<string> checkout = new("folder")
        {
            Description = "A checkout: its folders notebooks and docs become the site.",
            DefaultValueFactory = _ => ".",
        };
        Option<string> folder = new("--out")
        {
            Description = "Where the site goes.",
            DefaultValueFactory = _ => Path.Combine("artifacts", "site"),
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new("site", "Write the executed notebooks, the documentation and the API reference as one site.")
        {
            checkout, folder, json,
        };
        command.SetAction((parsed, cancellation) => WriteAsync(
            parsed.GetValue(checkout)!, parsed.GetValue(folder)!, new Reporter(parsed.GetValue(json)), cancellation));
        return command;
    }

    private static async Task<int> WriteAsync(string checkout, string folder, Reporter reporter, CancellationToken cancellation)
    {
        string notebooks = Path.Combine(checkout, "notebooks"), docs = Path.Combine(checkout, "docs");
        if (!Directory.Exists(notebooks))
            throw new DirectoryNotFoundException($"{checkout} has no folder notebooks: name a checkout of this project.");
        ChapterTable chapters = ChapterTable.Read(Path.Combine(docs, "teaching.md"));
        List<SitePage> pages = [];
        foreach (NotebookFile file in NotebookFiles.Find([notebooks], folder))
        {
            Notebook notebook = await Notebook.LoadAsync(file.Path, cancellation).ConfigureAwait(false);
            SitePage page = new(notebook, "notebooks/" + file.PagePath, file.Folder);
            pages.Add(chapters.Facts(notebook.Name) is { } facts ? page with { Facts = facts } : page);
        }

        SiteAssets assets = await new Pages().AssetsAsync(pages, cancellation).ConfigureAwait(false);
        string front = Path.Combine(docs, "index.md");
        assets = assets with
        {
            Front = File.Exists(front) ? Document(front, "docs/index") : null,
            Documents = [.. Documents(docs).Where(file => file != front)
                .Select(file => Document(file, "docs/" + Path.GetFileNameWithoutExtension(file)))],
            Libraries = Libraries(notebooks),
        };
        Broken broken = new();
        await NotebookSite.WriteAsync(pages, folder, assets, broken, cancellation).ConfigureAwait(false);
        List<string> wrong = [.. broken.Links, .. SiteCheck.Find(folder)];
        foreach (string line in wrong) Reporter.Remark($"attractor: {line}");
        long bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        string index = Path.Combine(folder, "index.html");
        reporter.Result(
            new { Out = index, Notebooks = pages.Count, Documents = assets.Documents.Count, Bytes = bytes, Broken = wrong.Count },
            string.Create(CultureInfo.InvariantCulture,
                $"{pages.Count} notebooks, {assets.Documents.Count} documents, {bytes / 1e6:0.0} MB, "
                    + $"{wrong.Count} broken links -> {index}"));
        return wrong.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Documents(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal) : [];

    private static SitePage Document(string file, string path) =>
        SitePage.OfMarkdown(File.ReadAllText(file), path, Path.GetDirectoryName(Path.GetFullPath(file))!);

    /// <summary>The libraries that a Release build lays beside the notebooks, with what is said of their members.</summary>
    private static string[] Libraries(string notebooks)
    {
        string folder = Path.Combine(notebooks, "bin");
        string[] files = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "AttractorNotebooks*.dll")
                .Where(file => File.Exists(Path.ChangeExtension(file, ".xml"))).Order(StringComparer.Ordinal)]
            : [];
        if (files.Length == 0)
            Reporter.Remark($"There is no API reference: {folder} holds no libraries. dotnet build -c Release makes them.");
        return files;
    }

    /// <summary>Gathers the links of the texts that lead nowhere.</summary>
    private sealed class Broken : IProgress<string>
    {
        public List<string> Links { get; } = [];

        public void Report(string value) => Links.Add(value);
    }
}
