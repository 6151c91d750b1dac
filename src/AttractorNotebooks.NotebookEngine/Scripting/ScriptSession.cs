using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using AttractorNotebooks.NotebookEngine.Kernels;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>
/// The state of one notebook: cells run one after another, and each sees the usings, variables, types and methods of those before it.
/// Cells are compiled as Roslyn script submissions and loaded into a context of the notebook's own (<see cref="NotebookLoadContext"/>).
/// </summary>
[SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope",
    Justification = "The load context lives as long as the process.")]
internal sealed partial class ScriptSession : IDisposable
{
    /// <summary>How long a cell may take to stop by itself before it is broken off.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>How long each further step may take; with all of them a cell that can be stopped has stopped.</summary>
    private static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Every loop and every call in a cell's methods (at its top level by <see cref="StopChecks"/>) looks whether the cell has been
    /// stopped, and whether there is stack left: it then ends by an
    /// exception, and does not have to be broken off by the runtime, which may take the process with it.
    /// </summary>
    private static readonly EmitOptions Options = new(
        debugInformationFormat: DebugInformationFormat.PortablePdb,
        instrumentationKinds: [InstrumentationKind.ModuleCancellation, InstrumentationKind.StackOverflowProbing]);

    private readonly LibrarySnapshot snapshot = new();
    private readonly NotebookLoadContext context;
    private readonly NotebookReferences references;
    private readonly ScriptCompiler compiler;
    private readonly CellErrorWriter errors = new();
    private readonly PackageRestorer packages = new();

    // Slot 0 would hold a globals object, which cells here do without; each cell that declares something takes the next slot.
    private object?[] states = new object?[16];
    private int cellsRun;
    private CSharpCompilation? previous;
    private readonly List<FieldInfo> stopFields = [];
    private CancellationTokenSource ending = new();

    /// <param name="workingDirectory">The folder that relative paths in <c>#r</c> start from.</param>
    public ScriptSession(string workingDirectory)
    {
        context = new NotebookLoadContext(snapshot);
        references = new NotebookReferences(workingDirectory, snapshot, context);
        compiler = new ScriptCompiler(references);
        CellStop.Token = ending.Token;
    }

    /// <summary>Called with a remark for the reader that is no error.</summary>
    public Action<string>? Remark { get; init; }

    /// <summary>Called with each package that is new to the session, before any code that wants it is compiled.</summary>
    public Func<RestoredPackage, Task>? PackageAdded { get; set; }

    /// <summary>Where the notebook's libraries live.</summary>
    public AssemblyLoadContext Context => context;

    /// <summary>The variables there are, as they are now; of those with one name the last.</summary>
    public IReadOnlyList<ScriptVariable> Variables =>
        [.. Fields().GroupBy(variable => variable.Field.Name).Select(same => same.Last())
            .Select(last => new ScriptVariable(last.Field.Name, last.Field.FieldType, last.Field.GetValue(last.State)))];

    /// <summary>Has the compiler and the formatters ready, which takes a second or two, so that no cell has to wait for them.</summary>
    public Task WarmUpAsync() => RunAsync("1", "start", CancellationToken.None);

    /// <summary>Runs one cell to its end and formats its value.</summary>
    /// <param name="code">The text of the cell.</param>
    /// <param name="cellName">What errors call it, such as <c>cell [3]</c>.</param>
    /// <param name="stop">Stops it.</param>
    public async Task<CellResult> RunAsync(string code, string cellName, CancellationToken stop)
    {
        try
        {
            SyntaxTree tree = ScriptCompiler.Parse(TakeSources(code), cellName);
            (CSharpCompilation? compilation, CellError? missing) = await CompileAsync(tree, stop).ConfigureAwait(false);
            if (compilation is null) return new CellResult(missing);
            using MemoryStream assembly = new();
            using MemoryStream symbols = new();
            EmitResult emitted = Emit(ref compilation, assembly, symbols, stop);
            if (HasErrors(emitted)) return new CellResult(errors.FromDiagnostics(emitted.Diagnostics));

            // A cell of comments or usings leaves nothing to emit, which counts as no success.
            assembly.Position = symbols.Position = 0;
            Func<object?[], Task<object?>>? factory = emitted.Success ? EntryPoint(compilation, Load(assembly, symbols)) : null;
            if (states.Length < cellsRun + 2) Array.Resize(ref states, states.Length * 2);
            cellsRun++;
            // Kept even when the cell throws: what it declared before that is there, and worth looking at. A cell that declares nothing is
            // not: it would stay for ever.
            if (ScriptCompiler.Declares(compilation)) previous = compilation;
            LoadFormatters(compilation);
            return factory is null ? new CellResult(null) : await ExecuteAsync(factory, compilation, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new CellResult(CellError.Interrupted);
        }
    }

    /// <summary>Declares a variable; null, or why that failed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, shared and not copied.</param>
    /// <param name="stop">Stops it.</param>
    public async Task<CellError?> SetVariableAsync(string name, object? value, CancellationToken stop)
    {
        CellResult result = await RunAsync($"{TypeName(value?.GetType() ?? typeof(object))} {name} = default;", $"variable {name}", stop)
            .ConfigureAwait(false);
        if (result.Error is null && Fields().LastOrDefault(variable => variable.Field.Name == name) is
            {
                State: { } state,
                Field: { } declared
            }) declared.SetValue(state, value);
        return result.Error;
    }

    /// <summary>Runs what may run the notebook's code, so that it can be stopped as a cell can.</summary>
    /// <param name="body">What to run.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task RunStoppableAsync(Func<Task> body) => RunStoppableAsync(
        async () =>
        {
            await body().ConfigureAwait(true);
            return null;
        },
        Stop);

    /// <summary>What stops the cell that is running.</summary>
    public CancellationToken Stop { get; set; }

    /// <summary>What could stand at <paramref name="cursor"/> in a cell that is being typed.</summary>
    public Completions Complete(string code, int cursor) =>
        CodeAssistant.Complete(compiler.Compile(ScriptCompiler.Parse(code), previous), cursor);

    /// <summary>What there is to say about the name at <paramref name="cursor"/>; null when there is nothing.</summary>
    public string? Inspect(string code, int cursor) =>
        CodeAssistant.Inspect(compiler.Compile(ScriptCompiler.Parse(code), previous), cursor);

    public void Dispose() => snapshot.Dispose();

    private async Task<CellResult> ExecuteAsync(Func<object?[], Task<object?>> factory, CSharpCompilation compilation,
        CancellationToken stop)
    {
        bool hasValue = ScriptCompiler.EndsInValue(compilation);
        bool returns = ScriptCompiler.Returns(compilation);
        bool isFormatting = false;
        try
        {
            return (CellResult)(await RunStoppableAsync(RunAsync, stop).ConfigureAwait(false))!;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            return new CellResult(CellError.Interrupted);
        }
        catch (Exception error)
        {
            CellError told = errors.FromException(error);
            return new CellResult(
                isFormatting ? told with { Lines = [$"The value could not be displayed: {told.Lines[0]}", .. told.Lines.Skip(1)] } : told);
        }

        // Formatting runs the notebook's own code, which may fail, or never end, like any of it.
        async Task<object?> RunAsync()
        {
            object? value = await factory(states).ConfigureAwait(true);
            // A handle stands for what has been displayed already.
            if (value is DisplayedValue || !(hasValue || (returns && value is not null))) return new CellResult(null);
            isFormatting = true;
            return new CellResult(null, value, ValueFormatter.Format(value));
        }
    }

    /// <summary>
    /// Emits a cell so that it can be stopped; where that does not compile, as it was typed, which says what is wrong with it.
    /// </summary>
    private EmitResult Emit(ref CSharpCompilation compilation, MemoryStream assembly, MemoryStream symbols, CancellationToken stop)
    {
        if (StopChecks.AddTo(compilation) is { } checkedTree)
        {
            CSharpCompilation stoppable = compiler.Compile(checkedTree, previous);
            EmitResult emitted = stoppable.Emit(assembly, symbols, options: Options, cancellationToken: stop);
            if (!HasErrors(emitted))
            {
                compilation = stoppable;
                return emitted;
            }

            assembly.SetLength(0);
            symbols.SetLength(0);
        }

        return compilation.Emit(assembly, symbols, options: Options, cancellationToken: stop);
    }

    private static bool HasErrors(EmitResult emitted) =>
        emitted.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private async Task<object?> RunStoppableAsync(Func<Task<object?>> body, CancellationToken stop)
    {
        try
        {
            return await CellThread.RunAsync(body, Grace, StepTime, () => ending.Cancel(), TellThatItCannotStop, stop)
                .ConfigureAwait(false);
        }
        finally
        {
            if (ending.IsCancellationRequested)
            {
                ending = new CancellationTokenSource();
                CellStop.Token = ending.Token;
                foreach (FieldInfo field in stopFields) field.SetValue(null, ending.Token);
            }
        }
    }

    private void TellThatItCannotStop() =>
        Remark?.Invoke(
            "The cell is inside code that cannot be broken off. Wait for it, or restart the session; its variables are then lost.");

    private Assembly Load(MemoryStream code, MemoryStream symbols)
    {
        Assembly assembly = context.LoadFromStream(code, symbols);
        FieldInfo? field = assembly.GetTypes()
            .FirstOrDefault(type => type.Name.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal))?
            .GetField("ModuleCancellationToken", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
        if (field is null) return assembly;
        field.SetValue(null, ending.Token);
        stopFields.Add(field);
        return assembly;
    }

    /// <summary>A type as code names it: <c>object</c> for one that code cannot name.</summary>
    private static string TypeName(Type type)
    {
        if (type.DeclaringType is { IsGenericType: true } || !type.IsVisible) return "object";
        if (type.GetElementType() is { } element) return type.IsSZArray ? $"{TypeName(element)}[]" : "object";
        bool isOfCell = type.DeclaringType?.Name.StartsWith("Submission#", StringComparison.Ordinal) == true;
        string name = (isOfCell ? type.Name : $"global::{type.FullName}").Split('`')[0].Replace('+', '.');
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>" : name;
    }

    private IEnumerable<(object State, FieldInfo Field)> Fields() => states.OfType<object>().SelectMany(
        state => state.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(field => field.Name[0] == '_' || char.IsLetter(field.Name[0])),
        (state, field) => (state, field));

    /// <summary>Takes the lines <c>#i "nuget:..."</c> out of a cell, which the compiler does not know.</summary>
    private string TakeSources(string code) => SourceDirective().Replace(code, match =>
    {
        string source = match.Groups["source"].Value.Trim();
        bool isAddress = source.Contains("://", StringComparison.Ordinal);
        packages.AddSource(isAddress ? source : Path.GetFullPath(source, references.WorkingDirectory));
        return "//" + match.Value[2..];
    });

    /// <summary>Compiles a cell when everything that it and the files it loads refer to is there.</summary>
    private async Task<(CSharpCompilation?, CellError?)> CompileAsync(SyntaxTree tree, CancellationToken stop)
    {
        HashSet<string> prepared = new(StringComparer.Ordinal);
        while (true)
        {
            CSharpCompilation compilation = compiler.Compile(tree, previous);
            foreach (SyntaxTree part in compilation.SyntaxTrees.Where(part => prepared.Add(part.FilePath)))
            {
                errors.AddSource(part.FilePath, await part.GetTextAsync(stop).ConfigureAwait(false));
                if (await PrepareReferencesAsync(part, stop).ConfigureAwait(false) is { } missing) return (null, missing);
            }

            CSharpCompilation again = compiler.Compile(tree, previous);
            if (again.SyntaxTrees.All(part => prepared.Contains(part.FilePath))) return (again, null);
        }
    }

    /// <summary>
    /// Has everything there that a cell refers to, and says in plain words what the compiler would only call a missing metadata file.
    /// </summary>
    private async Task<CellError?> PrepareReferencesAsync(SyntaxTree tree, CancellationToken cancellation)
    {
        foreach (ReferenceDirectiveTriviaSyntax directive in ((CompilationUnitSyntax)await tree.GetRootAsync(cancellation)
            .ConfigureAwait(false)).GetReferenceDirectives())
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
            await RestoreAsync(reference, PackageReference.Parse(reference), cancellation).ConfigureAwait(false);
        }
        else if (references.IsOutdated(reference))
        {
            Remark?.Invoke($"{reference} has been rebuilt since this session loaded it. The session goes on with the earlier build; "
                + $"restart it to use the new one.");
        }
        else if (!references.Exists(reference))
        {
            throw new FileNotFoundException($"There is no file {reference} (a path that starts at the notebook's folder). A library has "
                + $"to be built before it is loaded: dotnet build -c Release");
        }
    }

    private async Task RestoreAsync(string reference, PackageReference package, CancellationToken cancellation)
    {
        DisplayedValue note = NotebookFunctions.display($"Restoring {package.Name}, {package.Version} ...");
        RestoredPackages restored = await packages.RestoreAsync(package, cancellation).ConfigureAwait(false);
        references.AddPackage(reference, restored);
        string? found = restored.VersionOf(package.Name);
        string? loaded = references.VersionOf(package.Name);
        note.Update(found is null || NotebookLoadContext.IsShared(package.Name)
            ? $"{package.Name} is part of {RuntimeInformation.FrameworkDescription}."
            : loaded != found ? $"{package.Name}, {loaded} is there and stays; restart the session to use {found}."
            : package.Version == "*" || package.Version == found ? $"{package.Name}, {found} is there."
            : $"{package.Name}, {found} is there in place of {package.Version}.");
        foreach (RestoredPackage added in restored.Packages)
        {
            if (PackageAdded is not null) await PackageAdded(added).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Libraries that speak to .NET Interactive set themselves up as they are loaded: that is now, not when the first of their types is
    /// used.
    /// </summary>
    private void LoadFormatters(CSharpCompilation compilation)
    {
        foreach (MetadataReference reference in compilation.DirectiveReferences)
        {
            if (reference is not PortableExecutableReference { FilePath: { } path } || !references.SpeaksToInteractive(path)) continue;
            Assembly assembly = context.LoadFromAssemblyPath(path);
            RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        }
    }

    [GeneratedRegex(@"^[ \t]*#i[ \t]+""(nuget:)?(?<source>[^""\n]*)""", RegexOptions.Multiline)]
    private static partial Regex SourceDirective();

    /// <summary>The method that runs the cell; null for one without code.</summary>
    private static Func<object?[], Task<object?>>? EntryPoint(CSharpCompilation compilation, Assembly assembly) =>
        compilation.GetEntryPoint(default) is { } entry
            ? assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
                .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?
                .CreateDelegate<Func<object?[], Task<object?>>>()
            : null;
}
