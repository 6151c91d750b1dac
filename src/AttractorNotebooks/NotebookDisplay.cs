using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace AttractorNotebooks;

/// <summary>
/// In a notebook the objects of this library show themselves. How they do so is no matter of this library: one beside it knows,
/// and is loaded together with it.
/// </summary>
internal static class NotebookDisplay
{
    private const string Host = "Microsoft.DotNet.Interactive", Companion = "AttractorNotebooks.Interactive";

#pragma warning disable CA2255 // No host calls this library: a notebook only uses its types.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Load()
    {
        if (!AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == Host)) return;
        Assembly here = typeof(NotebookDisplay).Assembly;
        if (!File.Exists(Path.Combine(Path.GetDirectoryName(here.Location) ?? "", Companion + ".dll"))) return;
        Assembly companion = AssemblyLoadContext.GetLoadContext(here)!.LoadFromAssemblyName(new AssemblyName(Companion));
        RuntimeHelpers.RunModuleConstructor(companion.ManifestModule.ModuleHandle);
    }
}
