using System.Reflection;
using System.Runtime.Loader;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>
/// Where a cell lives that declares nothing: its code is let go once nothing of it is in use, so that a session of thousands of cells stays as small as
/// one of a few. It sees what the notebook's own context has.
/// </summary>
internal sealed class PassingLoadContext(NotebookLoadContext notebook) : AssemblyLoadContext("cell", isCollectible: true)
{
    protected override Assembly? Load(AssemblyName assemblyName) => notebook.LoadFromAssemblyName(assemblyName);
}
