using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Running;
using AttractorNotebooks.NotebookEngine.Site;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor run</c>: executes notebooks without Jupyter.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Argument<string[]> notebooks = new("notebook")
        {
            Description = "Notebooks (.ipynb or .dib), or folders of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> folder = new("--out")
        {
            Description = "Where the executed notebooks and index.html go.",
            DefaultValueFactory = _ => Path.Combine("artifacts", "notebooks"),
        };
        Option<bool> inPlace = new("--in-place")
        {
            Description =
            "Write the executed notebooks over the ones given, when all their cells have run."
        };
        Option<string?> data = new("--data")
        {
            Description =
            "The digits that notebooks use: mnist, generated or a folder. Passed on as ATTRACTOR_DATA."
        };
        Option<double> timeout = new NumberRange(0, 1_000_000, Above: true).Real("--timeout", 600);
        timeout.Description = "Seconds that one cell may run.";
        Option<bool> json = new("--json") { Description = "Print a JSON object a line: one for each cell, one for each notebook." };

        Command command = new("run", "Execute C# notebooks and write them with their outputs, and as pages to read.") { notebooks, folder,
            inPlace, data, timeout, json };
        command.SetAction((parsed, cancellation) => RunAsync(
            NotebookFiles.FindDistinct(parsed.GetValue(notebooks)!, parsed.GetValue(folder)!),
            parsed.GetValue(folder)!,
            parsed.GetValue(inPlace),
            new NotebookRunner(TimeSpan.FromSeconds(parsed.GetValue(timeout)), Environment(parsed.GetValue(data))),
            new Reporter(parsed.GetValue(json)),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<NotebookFile> files, string folder, bool inPlace, NotebookRunner runner, Reporter reporter,
            CancellationToken cancellation)
    {
        // What cannot be run or written must not cost the time of running first.
        HashSet<string> sources = [.. files.Select(file => RealPath.Of(file.Path))];
        foreach (NotebookFile file in files)
        {
            if (inPlace) file.RequireOutputs();
            else if (sources.Contains(RealPath.Of(Path.Combine(folder, file.ResultPath))))
                throw new ArgumentException($"--out {folder} is where {file.Path} lies, which would be overwritten. Choose another "
                    + "folder, or say --in-place.");
        }

        if (!await AreRunnableAsync(files, cancellation).ConfigureAwait(false)) return 1;
        Directory.CreateDirectory(folder);
        FigurePictures pictures = new();
        await using ConfiguredAsyncDisposable closing = pictures.ConfigureAwait(false);
        List<SitePage> pages = [];
        Pages site = new();
        bool allRan = true;
        // The pictures of one notebook are drawn while the next one computes.
        Task drawing = Task.CompletedTask;
        try
        {
            foreach (NotebookFile file in files)
            {
                NotebookRun run;
                using (RunProgress progress = new(file.RelativePath, reporter))
                    run = await runner.RunAsync(file.Path, progress, cancellation).ConfigureAwait(false);
                allRan &= run.Error is null;
                await drawing.ConfigureAwait(false);
                drawing = FinishAsync(file, run);
            }
        }
        finally
        {
            await drawing.ConfigureAwait(false);
        }

        await site.WriteAsync(pages, folder, new Remarks(), cancellation).ConfigureAwait(false);
        reporter.Text($"To read them: {Path.Combine(folder, "index.html")}");
        return allRan ? 0 : 1;

        async Task FinishAsync(NotebookFile file, NotebookRun run)
        {
            bool ran = run.Error is null;
            await pictures.AddAsync(run.Notebook, cancellation).ConfigureAwait(false);
            string target = Path.Combine(folder, file.ResultPath);
            // In place, a notebook that failed stays as it was.
            if (ran || !sources.Contains(RealPath.Of(target))) await run.Notebook.SaveAsync(target, cancellation).ConfigureAwait(false);
            if (inPlace && ran) await run.Notebook.SaveAsync(file.Path, cancellation).ConfigureAwait(false);
            pages.Add(new SitePage(run.Notebook, file.PagePath, file.Folder));
            reporter.Result(
                new
                {
                    Notebook = file.RelativePath,
                    run.Cells,
                    Seconds = Math.Round(run.Time.TotalSeconds, 3),
                    Ok = ran,
                    run.FailedCell,
                    Error = run.Error?.Message,
                    Out = target
                },
                string.Create(CultureInfo.InvariantCulture,
                    $"{file.RelativePath}: {(ran ? $"{run.Cells} cells" : $"stopped at cell {run.FailedCell} of {run.Cells}")}, "
                        + $"{run.Time.TotalSeconds:0.0} s -> {target}"));
            if (pages.Count == 1 && files.Count > 1)
            {
                // The first can be read while the others run; links to these lead nowhere yet, of which nothing is said.
                IReadOnlyList<string> first =
                    await site.WriteAsync(pages, folder, new Progress<string>(), cancellation).ConfigureAwait(false);
                reporter.Text($"To read it already: {Path.Combine(folder, first[0])}");
            }
        }
    }

    /// <summary>Whether all can be read and run; those that cannot are named, a line each.</summary>
    private static async Task<bool> AreRunnableAsync(IReadOnlyList<NotebookFile> files, CancellationToken cancellation)
    {
        bool areRunnable = true;
        foreach (NotebookFile file in files)
        {
            try
            {
                await NotebookRunner.ReadAsync(file.Path, cancellation).ConfigureAwait(false);
            }
            catch (InvalidDataException error)
            {
                Reporter.Remark($"attractor: {error.Message}");
                areRunnable = false;
            }
        }

        return areRunnable;
    }

    private static Dictionary<string, string> Environment(string? data) => data switch
    {
        null => [],
        "mnist" or "generated" => new() { [NotebookRunner.DataVariable] = data },
        // Notebooks run in their own folders.
        _ when Directory.Exists(data) => new() { [NotebookRunner.DataVariable] = Path.GetFullPath(data) },
        _ => throw new ArgumentException($"--data is neither mnist nor generated nor a folder that exists: {data}"),
    };
}
