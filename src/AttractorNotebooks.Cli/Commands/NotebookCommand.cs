using System.CommandLine;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Running;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor notebook</c>: keeps notebooks fit to be published.</summary>
internal static class NotebookCommand
{
    public static Command Create() => new("notebook", "Keep notebooks fit to be published.") { Check(), Clean(), Set() };

    private static Command Check()
    {
        (Argument<string[]> notebooks, Option<bool> json) = Common();
        Command command = new("check",
            "Look for errors, stale or missing outputs, figures without a picture, machine paths, and too large files.") { notebooks,
            json };
        command.SetAction(async (parsed, cancellation) =>
        {
            Reporter reporter = new(parsed.GetValue(json));
            bool isGood = true;
            foreach (NotebookFile file in NotebookFiles.Find(parsed.GetValue(notebooks)!))
            {
                (IReadOnlyList<NotebookProblem> problems, bool isReadable) = await ProblemsAsync(file, cancellation).ConfigureAwait(false);
                isGood &= problems.Count == 0;
                string text = problems.Count == 0
                    ? $"{file.RelativePath}: good"
                    : string.Join('\n', problems.Select(problem =>
                        $"{file.RelativePath}{(problem.Cell is { } cell ? $", cell {cell}" : "")}: {problem.Message}"));
                if (isReadable || reporter.Json)
                    reporter.Result(new { Notebook = file.RelativePath, Ok = problems.Count == 0, Problems = problems }, text);
            }

            return isGood ? 0 : 1;
        });
        return command;
    }

    /// <summary>What is wrong with a notebook: a file that cannot be read is said at once, and the others are looked at as well.</summary>
    private static async Task<(
        IReadOnlyList<NotebookProblem> Problems, bool IsReadable)> ProblemsAsync(NotebookFile file, CancellationToken cancellation)
    {
        try
        {
            return (NotebookCheck.Run(await Notebook.LoadAsync(file.Path, cancellation).ConfigureAwait(false)), true);
        }
        catch (InvalidDataException error)
        {
            Reporter.Remark($"attractor: {error.Message}");
            return ([new NotebookProblem(null, error.Message)], false);
        }
    }

    private static Command Clean()
    {
        (Argument<string[]> notebooks, Option<bool> json) = Common();
        Command command = new("clean", "Take the outputs out of notebooks, in place.") { notebooks, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            Reporter reporter = new(parsed.GetValue(json));
            foreach (NotebookFile file in NotebookFiles.Find(parsed.GetValue(notebooks)!))
            {
                file.RequireOutputs();
                Notebook notebook = await Notebook.LoadAsync(file.Path, cancellation).ConfigureAwait(false);
                notebook.ClearOutputs();
                if (notebook.ForeignLanguage is null) notebook.DescribeKernel();
                await notebook.SaveAsync(file.Path, cancellation).ConfigureAwait(false);
                reporter.Result(new { Notebook = file.RelativePath, Ok = true }, $"{file.RelativePath}: cleaned");
            }
        });
        return command;
    }

    private static Command Set()
    {
        Argument<string> notebook = new("notebook") { Description = "A notebook (.ipynb or .dib)." };
        Argument<string[]> values = new("name=value")
        {
            Description = "Variables that its cells declare, and C# expressions for them: images=32 steps=20.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> target = new("--out") { Description = "Where the changed notebook goes, without outputs.", Required = true };
        Command command = new("set", "Write a copy of a notebook in which variables begin with other values.") { notebook, values, target };
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetValue(notebook)!, copy = parsed.GetValue(target)!;
            if (RealPath.Of(path) == RealPath.Of(copy))
                throw new ArgumentException($"--out {copy} is the notebook itself. Name another file.");
            Notebook changed = await Notebook.LoadAsync(path, cancellation).ConfigureAwait(false);
            foreach (string pair in parsed.GetValue(values)!)
            {
                int equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals < 1) throw new ArgumentException($"{pair} is no name=value. Write for example images=32.");
                NotebookParameters.Set(changed, pair[..equals].Trim(), pair[(equals + 1)..].Trim());
            }

            await changed.SaveAsync(copy, cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private static (Argument<string[]> Notebooks, Option<bool> Json) Common() => (
        new Argument<string[]>("notebook") { Description = "Notebooks (.ipynb), or folders of them.", Arity = ArgumentArity.OneOrMore },
        new Option<bool>("--json") { Description = "Print a JSON object a line." });
}
