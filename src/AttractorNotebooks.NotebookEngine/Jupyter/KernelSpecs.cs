using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Jupyter;

/// <summary>Makes the engine known to Jupyter, and forgotten again.</summary>
public static partial class KernelSpecs
{
    /// <summary>The name that C# notebooks ask for, .NET Interactive's own.</summary>
    public const string DotnetInteractiveName = ".net-csharp";

    /// <summary>The name taken where .NET Interactive is installed.</summary>
    public const string OwnName = "attractor-csharp";

    private const string DescriptionFile = "kernel.json";
    private const string ProgramFile = "attractor_kernel.py";
    private const string EngineFolder = "engine";
    private static readonly string EngineName = typeof(KernelSpecs).Assembly.GetName().Name!;

    /// <summary>The kernels that Jupyter would find in <paramref name="folders"/>, the first of each name.</summary>
    public static IReadOnlyList<InstalledKernel> List(IEnumerable<string> folders) =>
        [.. folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
            .Select(Read)
            .OfType<InstalledKernel>()
            .DistinctBy(kernel => kernel.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The name to install under where the user gives none: that of .NET Interactive, unless somebody else has it.</summary>
    public static string ChooseName(IEnumerable<InstalledKernel> installed) =>
        installed.Any(kernel => kernel.Name.Equals(DotnetInteractiveName, StringComparison.OrdinalIgnoreCase) && !kernel.IsOurs) ? OwnName
        : DotnetInteractiveName;

    /// <summary>Installs the kernel.</summary>
    /// <param name="folder">The folder of kernels to install into.</param>
    /// <param name="name">What notebooks call it.</param>
    /// <param name="python">The Python that it runs with.</param>
    /// <param name="cancellation">Stops before the next file.</param>
    /// <returns>The folder that describes the kernel.</returns>
    /// <exception cref="ArgumentException">The name is no name for a kernel.</exception>
    /// <exception cref="IOException">Another kernel has that name, or the folder cannot be written.</exception>
    public static async Task<string> InstallAsync(string folder, string name, string python, CancellationToken cancellation)
    {
        if (!ValidName().IsMatch(name))
            throw new ArgumentException($"\"{name}\" is no name for a kernel: letters, digits, hyphens, dots and underscores only.");
        string target = Path.Combine(folder, name);
        if (Read(target) is { IsOurs: false })
            throw new IOException(
                $"Another kernel has the name {name} ({target}). Choose another one with --name, or remove that one first.");

        JsonObject description = new()
        {
            ["argv"] = new JsonArray(python, "{resource_dir}/" + ProgramFile, "-f", "{connection_file}"),
            ["display_name"] = name == DotnetInteractiveName ? ".NET (C#)" : ".NET (C#, AttractorNotebooks)",
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = new JsonObject { ["ATTRACTOR_DOTNET"] = DotnetHost.Path, ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1" },
        };
        string unfinished = $"{target}.{Path.GetRandomFileName()}";
        try
        {
            await WholeFile.WriteAsync(Path.Combine(unfinished, DescriptionFile), JupyterJson.Write(description), cancellation)
                .ConfigureAwait(false);
            using StreamReader program = new(typeof(KernelSpecs).Assembly.GetManifestResourceStream(ProgramFile)!);
            await WholeFile.WriteAsync(Path.Combine(unfinished, ProgramFile), await program.ReadToEndAsync(cancellation)
                .ConfigureAwait(false), cancellation).ConfigureAwait(false);
            CopyEngine(Path.Combine(unfinished, EngineFolder));
            if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
            Directory.Move(unfinished, target);
        }
        catch
        {
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
            throw;
        }

        return target;
    }

    /// <summary>Removes a kernel of ours.</summary>
    /// <exception cref="ArgumentException">It is somebody else's.</exception>
    public static void Uninstall(InstalledKernel kernel)
    {
        if (!kernel.IsOurs) throw new ArgumentException($"The kernel {kernel.Name} is not one of ours ({kernel.Folder}); it stays.");
        Directory.Delete(kernel.Folder, recursive: true);
    }

    /// <summary>The kernel gets an engine of its own: this one may be built anew while notebooks run.</summary>
    private static void CopyEngine(string folder)
    {
        string source = Path.GetDirectoryName(typeof(KernelSpecs).Assembly.Location)!;
        string dependencies = EngineName + ".deps.json";
        JsonObject libraries =
            (JsonObject)((JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(source, dependencies)))!["targets"]!).First().Value!;
        IEnumerable<string> files = libraries.Select(library => library.Value?["runtime"]).OfType<JsonObject>()
            .SelectMany(runtime => runtime).Select(file => Path.GetFileName(file.Key));
        Directory.CreateDirectory(folder);
        foreach (string file in files.Concat([dependencies, EngineName + ".runtimeconfig.json"]))
            File.Copy(Path.Combine(source, file), Path.Combine(folder, file));
    }

    private static InstalledKernel? Read(string folder)
    {
        string file = Path.Combine(folder, DescriptionFile);
        if (!File.Exists(file)) return null;
        try
        {
            JsonNode? description = JsonNode.Parse(File.ReadAllText(file));
            string name = Path.GetFileName(folder);
            return new InstalledKernel(name, (string?)description?["display_name"] ?? name, folder,
                File.Exists(Path.Combine(folder, ProgramFile)));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // Jupyter leaves a kernel with a broken description out, too.
            return null;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]+$")]
    private static partial Regex ValidName();
}
