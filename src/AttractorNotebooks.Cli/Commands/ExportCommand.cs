using System.CommandLine;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Programs;
using AttractorNotebooks.NotebookEngine.Site;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor export</c>: notebooks as something to read, or to run, without any notebook program.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string[]> notebooks =
            new("notebook")
            {
                Description = "Notebooks (.ipynb or .dib) as they were executed, or folders of them.",
                Arity = ArgumentArity.OneOrMore
            };
        Option<string> form = new("--to")
        {
            Description = "html: pages to read. cs: programs for dotnet run.",
            DefaultValueFactory = _ =>
            "html"
        };
        form.AcceptOnlyFromAmong("html", "cs");
        Option<string> folder = new("--out")
        {
            Description = "Where the export goes.",
            DefaultValueFactory = _ => Path.Combine("artifacts", "site")
        };
        Option<bool> json = new("--json") { Description = "Print a JSON object a line." };
        Command command = new("export", "Write notebooks as pages that work offline, or as C# programs.") { notebooks, form, folder, json };
        command.SetAction((parsed, cancellation) =>
        {
            IReadOnlyList<NotebookFile> files = NotebookFiles.FindDistinct(parsed.GetValue(notebooks)!, parsed.GetValue(folder)!);
            Reporter reporter = new(parsed.GetValue(json));
            return parsed.GetValue(form) == "cs"
                ? WriteProgramsAsync(files, parsed.GetValue(folder)!, reporter, cancellation)
                : WritePagesAsync(files, parsed.GetValue(folder)!, reporter, cancellation);
        });
        return command;
    }

    private static async Task WritePagesAsync(
        IReadOnlyList<NotebookFile> files, string folder, Reporter reporter, CancellationToken cancellation)
    {
        List<SitePage> pages = [];
        foreach (NotebookFile file in files)
            pages.Add(new SitePage(await Notebook.LoadAsync(file.Path, cancellation).ConfigureAwait(false), file.PagePath, file.Folder));
        IReadOnlyList<string> written =
            await new Pages().WriteAsync(pages, folder, new Remarks(), cancellation).ConfigureAwait(false);
        foreach ((SitePage page, string file) in pages.Zip(written))
        {
            string target = Path.Combine(folder, file);
            reporter.Result(new { Notebook = page.Path, page.Title, Out = target }, $"{page.Title} -> {target}");
        }

        reporter.Text($"To read them: {Path.Combine(folder, "index.html")}");
    }

    private static async Task WriteProgramsAsync(
        IReadOnlyList<NotebookFile> files, string folder, Reporter reporter, CancellationToken cancellation)
    {
        foreach (NotebookFile file in files)
        {
            string target = Path.Combine(folder, file.PagePath + ".cs");
            Notebook notebook = await Notebook.LoadAsync(file.Path, cancellation).ConfigureAwait(false);
            await NotebookProgram.SaveAsync(notebook, file.Folder, target, cancellation).ConfigureAwait(false);
            reporter.Result(new { Notebook = file.PagePath, Out = target }, $"{file.RelativePath} -> {target}");
        }
    }
}
