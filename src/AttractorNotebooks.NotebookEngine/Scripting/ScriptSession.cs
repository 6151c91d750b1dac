using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>
/// The state of one notebook: cells run one after another, and each sees the usings, variables, types and methods of those before it.
/// Cells are compiled as Roslyn script submissions and loaded into a context of the notebook's own (<see cref="NotebookLoadContext"/>).
/// </summary>
[SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The load context lives as long as the process.")]
internal sealed class ScriptSession : IDisposable
{
    /// <summary>How long a cell may take to stop by itself before it is broken off.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(700);

    /// <summary>How long each further step may take; with all of them a cell that can be stopped has stopped.</summary>
    private static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(300);

    private readonly LibrarySnapshot snapshot = new();
    private readonly NotebookLoadContext context;
    private readonly NotebookReferences references;
    private readonly ScriptCompiler compiler;
    private readonly CellErrorWriter errors = new();
    private readonly PackageRestorer packages = new();
    private readonly PosixSignalRegistration interruptSignal;

    // Slot 0 would hold a globals object, which cells here do without; each cell that declares something takes the next slot.
    private object?[] states = new object?[16];
    private int cellsRun;
    private CSharpCompilation? previous;
    private volatile CancellationTokenSource? running;

    /// <param name="workingDirectory">The folder that relative paths in <c>#r</c> start from.</param>
    public ScriptSession(string workingDirectory)
    {
        context = new NotebookLoadContext(snapshot);
        references = new NotebookReferences(workingDirectory, snapshot, context);
        compiler = new ScriptCompiler(references);
        // Ctrl-C stops the cell, never the session, whether or not the cell listens to it.
        interruptSignal = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            running?.Cancel();
        });
    }

    /// <summary>Called with a remark for the reader that is no error.</summary>
    public Action<string>? Remark { get; init; }

    /// <summary>Has the compiler and the formatters ready, which takes a second or two, so that no cell has to wait for them.</summary>
    public async Task WarmUpAsync()
    {
        CellResult result = await RunAsync("System.Console.Out", "start").ConfigureAwait(false);
        ValueFormatter.Format(result.Error is null);
    }

    /// <summary>Runs one cell to its end.</summary>
    /// <param name="code">The text of the cell.</param>
    /// <param name="cellName">What errors call it, such as <c>cell [3]</c>.</param>
    public async Task<CellResult> RunAsync(string code, string cellName)
    {
        SyntaxTree tree = ScriptCompiler.Parse(code, cellName);
        errors.AddSource(cellName, await tree.GetTextAsync().ConfigureAwait(false));
        using CancellationTokenSource stop = new();
        running = stop;
        try
        {
            if (await PrepareReferencesAsync(tree, stop.Token).ConfigureAwait(false) is { } missing) return new CellResult(missing);
            CSharpCompilation compilation = compiler.Compile(tree, previous);
            using MemoryStream assembly = new();
            using MemoryStream symbols = new();
            EmitResult emitted = compilation.Emit(
                assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb), cancellationToken: stop.Token);
            if (emitted.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)) return new CellResult(errors.FromDiagnostics(emitted.Diagnostics));

            // A cell of comments or usings leaves nothing to emit, which counts as no success.
            assembly.Position = symbols.Position = 0;
            Func<object?[], Task<object?>>? factory = emitted.Success ? EntryPoint(compilation, context.LoadFromStream(assembly, symbols)) : null;
            bool hasValue = ScriptCompiler.EndsInValue(compilation);
            if (states.Length < cellsRun + 2) Array.Resize(ref states, states.Length * 2);
            cellsRun++;
            // Kept even when the cell throws: what it declared before that is there, and worth looking at.
            previous = compilation;
            return factory is null ? new CellResult(null) : await ExecuteAsync(factory, hasValue, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Interrupted();
        }
        finally
        {
            running = null;
        }
    }

    /// <summary>What could stand at <paramref name="cursor"/> in a cell that is being typed.</summary>
    public Completions Complete(string code, int cursor) => CodeAssistant.Complete(compiler.Compile(ScriptCompiler.Parse(code), previous), cursor);

    /// <summary>What there is to say about the name at <paramref name="cursor"/>; null when there is nothing.</summary>
    public string? Inspect(string code, int cursor) => CodeAssistant.Inspect(compiler.Compile(ScriptCompiler.Parse(code), previous), cursor);

    /// <summary>
    /// Stops the running cell: first as Ctrl-C does, which code can hear through <see cref="Console.CancelKeyPress"/> or
    /// <see cref="PosixSignalRegistration"/>; after <see cref="Grace"/> it is broken off.
    /// </summary>
    public void Interrupt()
    {
        if (running is not { } cell) return;
        // Windows has no way to send a process the key without sending it to every other one on its console.
        if (!OperatingSystem.IsWindows()) Signals.Raise(Signals.Interrupt);
        // Whoever started this process may have told it to ignore the signal.
        cell.Cancel();
    }

    public void Dispose()
    {
        interruptSignal.Dispose();
        snapshot.Dispose();
    }

    private async Task<CellResult> ExecuteAsync(Func<object?[], Task<object?>> factory, bool hasValue, CancellationToken stop)
    {
        using CellThread thread = new();
        Task<object?> task = thread.RunAsync(() => factory(states));
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
        await Task.WhenAny(task, stopped.Task).ConfigureAwait(false);
        if (!await EndsWithinAsync(task, Grace).ConfigureAwait(false)) await BreakOffAsync(thread, task).ConfigureAwait(false);

        try
        {
            return new CellResult(null, hasValue, await task.ConfigureAwait(false));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            return Interrupted();
        }
        catch (Exception error)
        {
            return new CellResult(errors.FromException(error));
        }
    }

    /// <summary>Ends a cell that has not ended by itself.</summary>
    private async Task BreakOffAsync(CellThread thread, Task task)
    {
        thread.Stop();
        if (await EndsWithinAsync(task, StepTime).ConfigureAwait(false)) return;
        thread.Abort();
        if (await EndsWithinAsync(task, StepTime).ConfigureAwait(false)) return;
        Remark?.Invoke("The cell is inside code that cannot be broken off. Wait for it, or restart the session; its variables are then lost.");
    }

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan time) => await Task.WhenAny(task, Task.Delay(time)).ConfigureAwait(false) == task;

    private static CellResult Interrupted() =>
        new(new CellError("Interrupted", "The cell was stopped before it had finished.", ["The cell was stopped before it had finished. Variables keep the values they had."]));

    /// <summary>Has everything there that a cell refers to, and says in plain words what the compiler would only call a missing metadata file.</summary>
    private async Task<CellError?> PrepareReferencesAsync(SyntaxTree tree, CancellationToken cancellation)
    {
        foreach (ReferenceDirectiveTriviaSyntax directive in ((CompilationUnitSyntax)await tree.GetRootAsync(cancellation).ConfigureAwait(false)).GetReferenceDirectives())
        {
            string reference = directive.File.ValueText;
            try
            {
                await PrepareReferenceAsync(reference, cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or ArgumentException)
            {
                int line = directive.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
                return new CellError("ReferenceError", error.Message, [$"{tree.FilePath}, line {line}: {error.Message}"]);
            }
        }

        return null;
    }

    private async Task PrepareReferenceAsync(string reference, CancellationToken cancellation)
    {
        if (PackageReference.IsPackage(reference))
        {
            if (references.HasPackage(reference)) return;
            PackageReference package = PackageReference.Parse(reference);
            DisplayedValue note = NotebookFunctions.display($"Restoring {package.Name}, {package.Version} ...");
            references.AddPackage(reference, await packages.RestoreAsync(package, cancellation).ConfigureAwait(false));
            note.Update($"{package.Name}, {package.Version} is there.");
        }
        else if (references.IsOutdated(reference))
        {
            Remark?.Invoke($"{reference} has been rebuilt since this session loaded it. The session goes on with the earlier build; restart it to use the new one.");
        }
        else if (!references.Exists(reference))
        {
            throw new FileNotFoundException($"There is no file {reference} (a path that starts at the notebook's folder). A library has to be built before it is loaded: dotnet build -c Release");
        }
    }

    /// <summary>The method that runs the cell; null for one without code.</summary>
    private static Func<object?[], Task<object?>>? EntryPoint(CSharpCompilation compilation, Assembly assembly) =>
        compilation.GetEntryPoint(default) is { } entry
            ? assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
                .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?
                .CreateDelegate<Func<object?[], Task<object?>>>()
            : null;
}
