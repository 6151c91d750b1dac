using System.Reflection;
using System.Runtime.InteropServices;
using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.NotebookEngine.Kernels;

/// <summary>Puts the kernels of a notebook together, with their magic commands.</summary>
internal static class KernelFactory
{
    /// <summary>C#, HTML, JavaScript, Markdown and plain values under one roof.</summary>
    /// <param name="csharp">The kernel that cells go to unless they say otherwise.</param>
    /// <param name="session">What tells how to stop a command.</param>
    /// <param name="ask">Asks the reader for a line: a prompt, and whether it is secret.</param>
    public static CompositeKernel Create(CSharpKernel csharp, ScriptSession session, Func<string, bool, Task<string>> ask)
    {
        CompositeKernel root = [];
        root.Add(csharp.UseWho().UseValueSharing(), ["c#", "C#", "cs"]);
        root.Add(new HtmlKernel());
        root.Add(new JavaScriptKernel().UseValueSharing(), ["js"]);
        root.Add(new MarkdownKernel(), ["md"]);
        root.Add(new KeyValueStoreKernel().UseWho());
        root.DefaultKernelName = csharp.Name;
        root.UseImportMagicCommand();
        Add("#!about", "Tell the versions of the engine, of .NET Interactive and of .NET.", _ => About());
        Add("#!lsmagic", "List the magic commands.", _ => List(root, csharp));
        Add(CellParts.Time, "Show how long the cell took.", _ => "");
        root.RegisterCommandHandler<RequestInput>(async (command, context) =>
            context.Publish(new InputProduced(await ask(command.Prompt ?? "", command.IsPassword).ConfigureAwait(false), command)));
        root.RegisterCommandHandler<RequestInputs>(async (command, context) =>
        {
            Dictionary<string, string> answers = [];
            foreach (InputDescription input in command.Inputs)
            {
                answers[input.GetPropertyNameForJsonSerialization()] = await ask(input.Prompt, input.TypeHint == "password")
                    .ConfigureAwait(false);
            }

            context.Publish(new InputsProduced(answers, command));
        });
        // A command may format values, which runs the notebook's code: it can be stopped as a cell can.
        root.AddMiddleware((command, context, next) =>
            CellThread.IsCurrent || command.TargetKernelName == csharp.Name && command is SubmitCode
            ? next(command, context)
            : session.RunStoppableAsync(() => next(command, context)));
        return root;

        void Add(string name, string description, Func<KernelInvocationContext, string> text) =>
            root.AddDirective(new KernelActionDirective(name) { Description = description }, (_, context) =>
            {
                if (text(context) is { Length: > 0 } shown) context.DisplayAs(shown, PlainTextFormatter.MimeType);
                return Task.CompletedTask;
            });
    }

    /// <summary>What a magic command begins; null when there is no such command.</summary>
    public static CellPartKind? KindOf(CompositeKernel root, string name)
    {
        KernelDirective? directive = Directives(root).FirstOrDefault(directive => directive.Name == name);
        return directive switch
        {
            null => null,
            KernelSpecifierDirective { KernelName: CSharpKernel.KernelName } => CellPartKind.CSharp,
            KernelSpecifierDirective => CellPartKind.OtherLanguage,
            _ => CellPartKind.Command,
        };
    }

    /// <summary>The names of the magic commands.</summary>
    public static IEnumerable<string> Names(CompositeKernel root) =>
        Directives(root).Where(directive => !directive.Hidden).Select(directive => directive.Name).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<KernelDirective> Directives(CompositeKernel root) =>
        root.KernelInfo.SupportedDirectives.Concat(root.ChildKernels.SelectMany(kernel => kernel.KernelInfo.SupportedDirectives));

    private static string List(CompositeKernel root, CSharpKernel csharp) => string.Join('\n', Names(root).Select(name =>
    {
        KernelDirective directive = Directives(root).First(directive => directive.Name == name);
        string? what = directive is KernelSpecifierDirective { KernelName: { } kernel } ? $"The lines below are for the kernel {kernel}."
            : directive.Description;
        return $"{name,-14} {what}".TrimEnd();
    }));

    private static string About()
    {
        static string Version(Assembly assembly) =>
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        return $"""
            AttractorNotebooks {Version(typeof(KernelFactory).Assembly)}: C# notebooks, https://github.com/dotnet/interactive inside
            Microsoft.DotNet.Interactive {Version(typeof(Kernel).Assembly)}
            {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}
            """;
    }
}
