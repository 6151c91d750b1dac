using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>
/// Where the assemblies of a notebook live. What the notebook brought along wins over what this program has loaded under the same name:
/// a notebook never runs with half of its library and half of ours. Only the runtime and .NET Interactive are shared.
/// </summary>
internal sealed class NotebookLoadContext(LibrarySnapshot snapshot) : AssemblyLoadContext("notebook")
{
    /// <summary>Names of assemblies that scripts and this program must agree on.</summary>
    private static readonly HashSet<string> Shared = FindShared();

    private static readonly string[] LibraryFolders = ["", LibrarySnapshot.ApartFolder];
    private static readonly string[] NativeFolders =
        ["", Path.Combine(LibrarySnapshot.RuntimesFolder, RuntimeInformation.RuntimeIdentifier, "native")];

    private readonly List<string> natives = [];
    private readonly Dictionary<string, string> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The assemblies that a notebook's libraries share with the engine: types in them are the same for both.</summary>
    public static IReadOnlyList<Assembly> EngineAssemblies =>
        [typeof(NotebookLoadContext).Assembly, typeof(Formatter).Assembly, typeof(Kernel).Assembly, typeof(InteractiveDocument).Assembly];

    /// <summary>Whether assemblies of this name come with the runtime or the engine, whatever lies beside the notebook.</summary>
    public static bool IsShared(string assemblyName) => Shared.Contains(assemblyName);

    /// <summary>Makes the file at <paramref name="path"/> the one assembly of its name; false when there is one already.</summary>
    public bool Register(string assemblyName, string path) => known.TryAdd(assemblyName, path);

    /// <summary>Makes a native library known.</summary>
    public void RegisterNative(string path) => natives.Add(path);

    /// <summary>The file that an assembly name stands for in this session; null when the notebook brought none.</summary>
    public string? Find(string assemblyName)
    {
        if (IsShared(assemblyName)) return null;
        if (known.TryGetValue(assemblyName, out string? path)) return path;
        // F# libraries may lie in a folder of their own, out of the way of a kernel that has older ones.
        string? beside = snapshot.Folders.SelectMany(_ => LibraryFolders,
            (folder, below) => Path.Combine(folder, below, assemblyName + ".dll")).FirstOrDefault(File.Exists);
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
            ?? snapshot.Folders.SelectMany(_ => NativeFolders, Path.Combine).SelectMany(_ => names, Path.Combine)
            .FirstOrDefault(File.Exists);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }

    private static HashSet<string> FindShared()
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        string here = AppContext.BaseDirectory;
        foreach (string path in ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries))
        {
            if (!path.StartsWith(here, StringComparison.OrdinalIgnoreCase)) names.Add(Path.GetFileNameWithoutExtension(path));
        }

        names.UnionWith(EngineAssemblies.Select(assembly => assembly.GetName().Name!));
        return names;
    }
}
