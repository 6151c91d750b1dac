using System.CommandLine;
using AttractorNotebooks.NotebookEngine.Jupyter;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor kernel</c>: makes Jupyter and VS Code run C# notebooks with this project's engine.</summary>
internal static class KernelCommand
{
    public static Command Create() => new("kernel", "Run C# notebooks in Jupyter and VS Code.") { Install(), Uninstall(), List() };

    private static Command Install()
    {
        Option<bool> user = new("--user") { Description = "Install for this user only: the default." };
        Option<string?> prefix =
            new("--prefix")
            {
                Description =
            "Install below this folder instead, for example a Python environment: DIR/share/jupyter/kernels."
            };
        Option<string?> name = new("--name")
        {
            Description = $"What notebooks call the kernel: by default {KernelSpecs.DotnetInteractiveName}, or {KernelSpecs.OwnName} "
                + "where .NET Interactive has that name.",
        };
        Option<string?> python = Python();
        Option<bool> json = Json();
        Command command = new("install", "Make the kernel known to Jupyter.") { user, prefix, name, python, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(user) && result.GetValue(prefix) is not null) result.AddError("--user and --prefix exclude each other.");
        });
        command.SetAction((parsed, cancellation) =>
            InstallAsync(parsed.GetValue(prefix), parsed.GetValue(name), parsed.GetValue(python), new Reporter(parsed.GetValue(json)),
            cancellation));
        return command;
    }

    private static Command Uninstall()
    {
        Option<string?> prefix = new("--prefix") { Description = "The folder that was given when it was installed." };
        Option<string?> name = new("--name") { Description = "The kernel to remove; by default every one of ours." };
        Option<string?> python = Python();
        Option<bool> json = Json();
        Command command = new("uninstall", "Remove the kernel from Jupyter.") { prefix, name, python, json };
        command.SetAction((parsed, cancellation) =>
            UninstallAsync(parsed.GetValue(prefix), parsed.GetValue(name), parsed.GetValue(python), new Reporter(parsed.GetValue(json)),
            cancellation));
        return command;
    }

    private static Command List()
    {
        Option<string?> prefix = new("--prefix") { Description = "Look below this folder only." };
        Option<string?> python = Python();
        Option<bool> json = Json();
        Command command = new("list", "Show the kernels that Jupyter knows.") { prefix, python, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            Reporter reporter = new(parsed.GetValue(json));
            foreach (InstalledKernel kernel in await InstalledAsync(parsed.GetValue(prefix), parsed.GetValue(python), cancellation)
                .ConfigureAwait(false))
            {
                reporter.Result(
                    new { kernel.Name, kernel.DisplayName, kernel.Folder, Ours = kernel.IsOurs },
                    $"{kernel.Name,-20} {kernel.DisplayName,-32} {kernel.Folder}{(kernel.IsOurs ? "  (this project's engine)" : "")}");
            }
        });
        return command;
    }

    private static async Task InstallAsync(string? prefix, string? name, string? python, Reporter reporter, CancellationToken cancellation)
    {
        JupyterEnvironment jupyter = await JupyterEnvironment.FindAsync(python, cancellation).ConfigureAwait(false);
        string folder = prefix is null ? Path.Combine(jupyter.DataFolder, "kernels") : Below(prefix);
        string chosen = name ?? KernelSpecs.ChooseName(KernelSpecs.List([folder, .. jupyter.KernelFolders]));
        string target = await KernelSpecs.InstallAsync(folder, chosen, jupyter.Python, cancellation).ConfigureAwait(false);
        reporter.Result(new { Name = chosen, Folder = target, jupyter.Python }, $"The kernel {chosen} is installed in {target}.");
        if (name is null && chosen != KernelSpecs.DotnetInteractiveName)
        {
            Reporter.Remark($"The name {KernelSpecs.DotnetInteractiveName} belongs to another kernel, so notebooks go on opening with "
                + $"that one; choose {chosen} in their Kernel menu.");
        }
    }

    private static async Task UninstallAsync(
        string? prefix, string? name, string? python, Reporter reporter, CancellationToken cancellation)
    {
        List<InstalledKernel> kernels = [.. (await InstalledAsync(prefix, python, cancellation).ConfigureAwait(false))
            .Where(kernel => name is null ? kernel.IsOurs : kernel.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        if (kernels.Count == 0)
            throw new ArgumentException(name is null ? "No kernel of ours is installed." : $"No kernel {name} is installed.");
        foreach (InstalledKernel kernel in kernels)
        {
            KernelSpecs.Uninstall(kernel);
            reporter.Result(new { kernel.Name, kernel.Folder }, $"The kernel {kernel.Name} is removed from {kernel.Folder}.");
        }
    }

    private static async Task<IReadOnlyList<InstalledKernel>> InstalledAsync(
        string? prefix, string? python, CancellationToken cancellation) =>
        KernelSpecs.List(prefix is null
            ? (await JupyterEnvironment.FindAsync(python, cancellation).ConfigureAwait(false)).KernelFolders : [Below(prefix)]);

    private static string Below(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter", "kernels");

    private static Option<string?> Python() =>
        new("--python") { Description = "The Python that has ipykernel; by default the one that jupyter runs with." };

    private static Option<bool> Json() => new("--json") { Description = "Print a JSON object a line." };
}
