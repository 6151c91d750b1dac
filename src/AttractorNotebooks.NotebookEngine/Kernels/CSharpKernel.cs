using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace AttractorNotebooks.NotebookEngine.Kernels;

/// <summary>The C# session as a kernel of .NET Interactive: whatever speaks the package's commands can talk to it.</summary>
internal sealed class CSharpKernel :
    Kernel,
    IKernelCommandHandler<SubmitCode>,
    IKernelCommandHandler<RequestCompletions>,
    IKernelCommandHandler<RequestHoverText>,
    IKernelCommandHandler<RequestValue>,
    IKernelCommandHandler<RequestValueInfos>,
    IKernelCommandHandler<SendValue>
{
    /// <summary>What cells and other kernels call it.</summary>
    public const string KernelName = "csharp";

    private readonly ScriptSession _session;
    private string? _nextName;
    private int _unnamed;

    public CSharpKernel(ScriptSession session)
        : base(KernelName)
    {
        _session = session;
        KernelInfo.LanguageName = "C#";
        KernelInfo.LanguageVersion = "14.0";
        KernelInfo.DisplayName = "csharp - C# Script";
    }

    /// <summary>What the next code submitted is called in errors.</summary>
    public void Expect(string name) => _nextName = name;

    async Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        string name = Interlocked.Exchange(ref _nextName, null) ?? FormattableString.Invariant($"submitted code [{++_unnamed}]");
        context.Publish(new CodeSubmissionReceived(command));
        context.Publish(new CompleteCodeSubmissionReceived(command));
        CellResult result = await _session.RunAsync(command.Code, name, _session.Stop).ConfigureAwait(false);
        if (result.Error is { } error) context.Fail(command, new CellFailedException(error), error.Message);
        else if (result.Formatted is { } formatted) context.Publish(new ReturnValueProduced(result.Value, command, formatted));
    }

    Task IKernelCommandHandler<RequestCompletions>.HandleAsync(RequestCompletions command, KernelInvocationContext context)
    {
        TextPosition text = new(command.Code);
        Completions found = _session.Complete(command.Code, text.Offset(command.LinePosition));
        CompletionItem[] items = [.. found.Names.Select(name => new CompletionItem(name, "Name", insertText: name))];
        context.Publish(new CompletionsProduced(items, command, new LinePositionSpan(text.Place(found.Start), text.Place(found.End))));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestHoverText>.HandleAsync(RequestHoverText command, KernelInvocationContext context)
    {
        string? text = _session.Inspect(command.Code, new TextPosition(command.Code).Offset(command.LinePosition));
        if (text is not null) context.Publish(new HoverTextProduced(command, [new FormattedValue(PlainTextFormatter.MimeType, text)]));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        context.Publish(new ValueInfosProduced([.. _session.Variables.Select(variable => new KernelValueInfo(
            variable.Name, FormattedValue.CreateSingleFromObject(variable.Value, command.MimeType), variable.Type))], command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        ScriptVariable? variable = _session.Variables.FirstOrDefault(variable => variable.Name == command.Name);
        if (variable is null) context.Fail(command, message: $"There is no variable {command.Name} in C#.");
        else context.Publish(new ValueProduced(variable.Value, command.Name,
            FormattedValue.CreateSingleFromObject(variable.Value, command.MimeType), command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context) =>
        SetValueAsync(command, context, async (name, value, _) =>
        {
            if (await _session.SetVariableAsync(name, value, _session.Stop).ConfigureAwait(false) is { } error)
                throw new CellFailedException(error);
        });
}
