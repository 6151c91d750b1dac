using System.Reflection;
using System.Runtime.Loader;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>
/// Where the assemblies of a notebook live. What the notebook brought along wins over what this program has loaded under the same name:
/// a notebook never runs with half of its library and half of ours. Only the runtime and the formatters are shared.
/// </summary>
internal sealed class NotebookLoadContext(LibrarySnapshot snapshot) : AssemblyLoadContext("notebook")
{
    /// <summary>Names of assemblies that scripts and this program must agree on.</summary>
    private static readonly HashSet<string> Shared = FindShared();

    private readonly List<string> natives = [];
    private readonly Dictionary<string, string> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether assemblies of this name come with the runtime or the engine, whatever lies beside the notebook.</summary>
    public static bool IsShared(string assemblyName) => Shared.Contains(assemblyName);

    /// <summary>Makes the file at <paramref name="path"/> the one assembly of its name.</summary>
    public void Register(string assemblyName, string path) => known.TryAdd(assemblyName, path);

    /// <summary>Makes a native library known.</summary>
    public void RegisterNative(string path) => natives.Add(path);

    /// <summary>The file that an assembly name stands for in this session; null when the notebook brought none.</summary>
    public string? Find(string assemblyName)
    {
        if (IsShared(assemblyName)) return null;
        if (known.TryGetValue(assemblyName, out string? path)) return path;
        string? beside = snapshot.Folders.Select(folder => Path.Combine(folder, assemblyName + ".dll")).FirstOrDefault(File.Exists);
        if (beside is not null) known.Add(assemblyName, beside);
        return beside;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string? path = assemblyName.Name is { } name ? Find(name) : null;
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string[] names = [unmanagedDllName, unmanagedDllName + ".dll", $"lib{unmanagedDllName}.so", $"lib{unmanagedDllName}.dylib"];
        string? path = natives.FirstOrDefault(native => names.Contains(Path.GetFileName(native)))
            ?? snapshot.Folders.SelectMany(folder => names, Path.Combine).FirstOrDefault(File.Exists);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }

    private static HashSet<string> FindShared()
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        string here = AppContext.BaseDirectory;
        foreach (string path in ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!path.StartsWith(here, StringComparison.OrdinalIgnoreCase)) names.Add(Path.GetFileNameWithoutExtension(path));
        }

        names.Add(typeof(NotebookLoadContext).Assembly.GetName().Name!);
        names.Add(typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly.GetName().Name!);
        return names;
    }
}
