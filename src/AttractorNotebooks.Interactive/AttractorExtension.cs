using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Directives;

namespace AttractorNotebooks.Interactive;

/// <summary>
/// Makes the objects of this library show themselves in .NET Interactive, and adds <c>#!attractor</c>. A package loads it as an extension;
/// where the library is referenced as a file, it loads itself as soon as a cell uses anything of it.
/// </summary>
public sealed class AttractorExtension : IKernelExtension
{
    /// <inheritdoc/>
    public Task OnLoadAsync(Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        AddDirective(kernel.RootKernel);
        return Task.CompletedTask;
    }

#pragma warning disable CA2255 // The way for a library that no host calls.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Initialize()
    {
        if (AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "Microsoft.DotNet.Interactive")) Load();
    }

    // Apart, because elsewhere the types it names do not exist.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Load()
    {
        Views.Register();
        if (KernelInvocationContext.Current?.HandlingKernel?.RootKernel is Kernel root) AddDirective(root);
    }

    private static void AddDirective(Kernel kernel)
    {
        if (kernel.KernelInfo.SupportedDirectives.Any(known => known.Name == Toolkit.Directive)) return;
        KernelActionDirective directive =
            new(Toolkit.Directive) { Description = "Lists what the toolkit has: version, images, machine, chapters." };
        kernel.AddDirective(directive, (_, context) =>
        {
            context.Display(Toolkit.Find(Environment.CurrentDirectory));
            return Task.CompletedTask;
        });
    }
}
