using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace AttractorNotebooks.Plotly;

/// <summary>
/// Finds the F# libraries of Plotly.NET. The stock .NET Interactive has an older FSharp.Core loaded than Plotly.NET
/// needs; so beside the notebooks these libraries lie in a folder of their own and are loaded apart from all others.
/// Where they come as packages there is no such folder, and all of them make do with the host's FSharp.Core, which
/// has what they use.
/// </summary>
internal static class FSharpApart
{
    private const string FolderName = "fsharp";

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nothing else runs before a notebook's first use of Plotly.NET.")]
    internal static void Prepare()
    {
        string? folder = Path.GetDirectoryName(typeof(FSharpApart).Assembly.Location) is { Length: > 0 } here
            ? Path.Combine(here, FolderName) : null;
        if (!Directory.Exists(folder))
        {
            AppDomain.CurrentDomain.AssemblyResolve += (_, request) => OfHost(new AssemblyName(request.Name));
            return;
        }
        Context apart = new(folder);
        AppDomain.CurrentDomain.AssemblyResolve += (_, request) => apart.Find(new AssemblyName(request.Name));
    }

    /// <summary>The host's FSharp.Core where a version is asked for that it does not have; null where it has none.</summary>
    private static Assembly? OfHost(AssemblyName name)
    {
        // Without a version it is this method that asks.
        if (name is not { Name: "FSharp.Core", Version: not null }) return null;
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("FSharp.Core"));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private sealed class Context(string folder) : AssemblyLoadContext("F# libraries of Plotly.NET")
    {
        public Assembly? Find(AssemblyName name)
        {
            string file = Path.Combine(folder, name.Name + ".dll");
            return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
        }

        protected override Assembly? Load(AssemblyName assemblyName) => Find(assemblyName);
    }
}
