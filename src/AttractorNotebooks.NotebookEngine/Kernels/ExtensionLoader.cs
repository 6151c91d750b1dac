using System.Reflection;
using System.Runtime.Loader;
using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.DotNet.Interactive;

namespace AttractorNotebooks.NotebookEngine.Kernels;

/// <summary>Loads the extensions that a package brings along for .NET Interactive, below <c>interactive-extensions/dotnet</c>.</summary>
internal sealed class ExtensionLoader(AssemblyLoadContext context)
{
    private readonly HashSet<string> _loaded = new(StringComparer.Ordinal);

    /// <summary>
    /// Loads what has not been loaded before: every <see cref="IKernelExtension"/> in a library, then the script <c>extension.dib</c>.
    /// </summary>
    /// <param name="package">The package.</param>
    /// <param name="root">What extensions extend.</param>
    /// <exception cref="IOException">An extension failed; the message names it and the reason.</exception>
    public async Task LoadAsync(RestoredPackage package, CompositeKernel root)
    {
        string folder = Path.Combine(package.Folder, "interactive-extensions", "dotnet");
        if (!Directory.Exists(folder) || !_loaded.Add(folder)) return;
        try
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
            {
                Assembly assembly = context.LoadFromAssemblyPath(file);
                foreach (Type type in assembly.ExportedTypes.Where(type => typeof(IKernelExtension).IsAssignableFrom(type)
                    && type is { IsAbstract: false, IsGenericTypeDefinition: false }))
                {
                    await ((IKernelExtension)Activator.CreateInstance(type)!).OnLoadAsync(root).ConfigureAwait(false);
                }
            }

            FileInfo script = new(Path.Combine(folder, "extension.dib"));
            if (script.Exists) await root.LoadAndRunInteractiveDocument(script).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Exception cause = error is TargetInvocationException { InnerException: { } inner } ? inner : error;
            throw new IOException(
                $"The extension of {package.Name}, {package.Version} could not be loaded: {cause.GetType().Name}: {cause.Message}", error);
        }
    }
}
