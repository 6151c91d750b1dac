using System.Text;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Kernels;
using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AttractorNotebooks.NotebookEngine.Programs;

/// <summary>
/// A notebook as a C# program in one file, for <c>dotnet run</c>: prose as comments, the cells' code in order, figures written to a page.
/// </summary>
public sealed class NotebookProgram
{
    private const string Header = """
        #:property PublishAot=false
        #:property ImplicitUsings=disable
        #:property Nullable=disable
        #:property InvariantGlobalization=true
        #:property AllowUnsafeBlocks=true
        #:property TreatWarningsAsErrors=false
        #:property RunAnalyzers=false
        #:property GenerateDocumentationFile=false
        #:property ManagePackageVersionsCentrally=false
        """;

    private readonly ProgramReferences references;
    private readonly List<string> usings = [.. ScriptCompiler.DefaultUsings.Select(name => $"using {name};")];
    private readonly List<string> types = [];
    private readonly StringBuilder body = new();

    private NotebookProgram(ProgramReferences references) => this.references = references;

    /// <summary>Writes a notebook as a program.</summary>
    /// <param name="notebook">The notebook; its outputs do not matter.</param>
    /// <param name="notebookFolder">The folder it lies in, where its libraries are found.</param>
    /// <param name="target">The program's file; the folder of its page when it runs is the current one.</param>
    /// <param name="cancellation">Stops between two cells.</param>
    /// <exception cref="InvalidDataException">A cell does not compile, or does what a program cannot.</exception>
    /// <exception cref="IOException">A library or package is not to be had.</exception>
    public static async Task SaveAsync(Notebook notebook, string notebookFolder, string target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        if (notebook.ForeignLanguage is { } language)
            throw new InvalidDataException($"{notebook.Name} is written in {language}; only C# becomes a program.");
        string source = Path.GetFullPath(notebookFolder);
        NotebookProgram program = new(new ProgramReferences(source, Path.GetDirectoryName(Path.GetFullPath(target))!));
        using LibrarySnapshot snapshot = new();
        NotebookReferences references = new(source, snapshot, new NotebookLoadContext(snapshot));
        List<(NotebookCell Cell, CSharpCompilation? Code)> cells = await CompileAsync(notebook, references, cancellation)
            .ConfigureAwait(false);
        ProgramNames names = new([.. cells.Select(cell => cell.Code).OfType<CSharpCompilation>()]);
        foreach ((NotebookCell cell, CSharpCompilation? code) in cells)
        {
            if (code is null && !string.IsNullOrWhiteSpace(cell.Source)) program.AddProse(cell.Source);
            else if (code is not null) program.AddCode(code, names);
        }

        await WholeFile.WriteAsync(target, program.Text(notebook.Name), cancellation).ConfigureAwait(false);
    }

    private static async Task<List<(NotebookCell Cell, CSharpCompilation? Code)>> CompileAsync(Notebook notebook,
        NotebookReferences references, CancellationToken cancellation)
    {
        List<(NotebookCell, CSharpCompilation?)> cells = [];
        ScriptCompiler compiler = new(references);
        PackageRestorer packages = new();
        CellErrorWriter errors = new();
        CSharpCompilation? previous = null;
        foreach (NotebookCell cell in notebook.Cells)
        {
            cancellation.ThrowIfCancellationRequested();
            string name = $"cell {cells.Count + 1}";
            if (!cell.IsRun)
            {
                // What is skipped is there to read, as the prose is.
                cells.Add((cell, null));
                continue;
            }

            if (cell.ForeignLanguage is { } language)
                throw new InvalidDataException($"{notebook.Name}, {name} is written in {language}; only C# becomes a program.");
            if (cell.MayFail)
                throw new InvalidDataException(
                    $"{notebook.Name}, {name}: an error that is wanted (raises-exception) has no place in a program.");
            if (cell.Source.Split('\n').Any(line => CellParts.IsCommand(line)
                && CellParts.CommandName(line) is not (CellParts.Time or "#!csharp")))
                throw new InvalidDataException($"{notebook.Name}, {name}: magic commands have no place in a program.");
            SyntaxTree tree = ScriptCompiler.Parse(cell.Source.Replace("#!", "//!", StringComparison.Ordinal), name);
            errors.AddSource(name, await tree.GetTextAsync(cancellation).ConfigureAwait(false));
            foreach (string reference in Directives(tree).Select(directive => directive.File.ValueText))
            {
                if (PackageReference.IsPackage(reference))
                    references.AddPackage(reference, await packages.RestoreAsync(PackageReference.Parse(reference), cancellation)
                        .ConfigureAwait(false));
                else if (!references.Exists(reference))
                    throw new FileNotFoundException(
                        $"{notebook.Name}, {name}: there is no file {reference}. Build the library first: dotnet build -c Release");
            }

            previous = compiler.Compile(tree, previous);
            List<Diagnostic> wrong = [.. previous.GetDiagnostics(cancellation)
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
            if (wrong.Count > 0)
                throw new InvalidDataException(
                    $"{notebook.Name} does not compile.\n{string.Join('\n', errors.FromDiagnostics(wrong).Lines)}");
            cells.Add((cell, previous));
        }

        return cells;
    }

    private void AddProse(string text)
    {
        if (body.Length > 0) body.Append('\n');
        foreach (string line in text.Split('\n')) body.Append($"// {line}".TrimEnd()).Append('\n');
    }

    private void AddCode(CSharpCompilation code, ProgramNames names)
    {
        SyntaxTree tree = ScriptCompiler.CellTree(code);
        CompilationUnitSyntax root = (CompilationUnitSyntax)tree.GetRoot();
        foreach (ReferenceDirectiveTriviaSyntax directive in Directives(tree)) references.Add(directive.File.ValueText);
        foreach (UsingDirectiveSyntax directive in root.Usings)
        {
            string text = directive.WithoutTrivia().ToString();
            if (!usings.Contains(text)) usings.Add(text);
        }

        List<TextChange> changes = [.. names.Changes(code), .. Calls(code), .. Statements(code, root)];
        foreach (MemberDeclarationSyntax type in root.Members.Where(member => member is BaseTypeDeclarationSyntax
            or DelegateDeclarationSyntax))
        {
            TextChange[] inside = [.. changes.Where(change => type.FullSpan.Contains(change.Span))
                .Select(change => new TextChange(new TextSpan(change.Span.Start - type.FullSpan.Start, change.Span.Length),
                    change.NewText!))];
            types.Add(Apply(SourceText.From(type.ToFullString()), inside).Trim());
            changes.RemoveAll(change => type.FullSpan.Contains(change.Span));
            changes.Add(new TextChange(type.FullSpan, ""));
        }

        changes.AddRange(root.Usings.Select(directive => new TextChange(directive.Span, "")));
        changes.AddRange(Directives(tree).Select(directive => new TextChange(directive.Span, "")));
        string result = Apply(tree.GetText(), changes).Trim();
        if (result.Length > 0) body.Append('\n').Append(result).Append('\n');
    }

    /// <summary><c>display</c> and <c>HTML</c> become calls of the class that the program brings along.</summary>
    private static IEnumerable<TextChange> Calls(CSharpCompilation code)
    {
        SemanticModel model = code.GetSemanticModel(ScriptCompiler.CellTree(code));
        return ScriptCompiler.CellTree(code).GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.Text is nameof(NotebookFunctions.display) or nameof(NotebookFunctions.HTML)
                && model.GetSymbolInfo(name).Symbol?.ContainingType?.Name == nameof(NotebookFunctions))
            .Select(name => new TextChange(name.Span, name.Identifier.Text == nameof(NotebookFunctions.HTML) ? "NotebookPage.Html"
                : "NotebookPage.Show"));
    }

    /// <summary>What is a declaration in a script and a statement in a program, and the value at the end of a cell.</summary>
    private static IEnumerable<TextChange> Statements(CSharpCompilation code, CompilationUnitSyntax root)
    {
        foreach (MemberDeclarationSyntax member in root.Members.Where(member => member is FieldDeclarationSyntax
            or MethodDeclarationSyntax))
        {
            foreach (SyntaxToken modifier in member.Modifiers.Where(modifier => modifier.Kind() is SyntaxKind.PublicKeyword
                or SyntaxKind.PrivateKeyword or SyntaxKind.InternalKeyword
                || (modifier.IsKind(SyntaxKind.StaticKeyword) && member is FieldDeclarationSyntax)))
            {
                yield return new TextChange(TextSpan.FromBounds(modifier.SpanStart, modifier.GetNextToken().SpanStart), "");
            }

            if (member is not FieldDeclarationSyntax field) continue;
            // A script's variable starts with its type's default value.
            foreach (VariableDeclaratorSyntax variable in field.Declaration.Variables.Where(variable => variable.Initializer is null))
                yield return new TextChange(new TextSpan(variable.Span.End, 0), " = default");
        }

        if (root.Members is not [..,
            GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }]) yield break;
        bool isShown = ScriptCompiler.EndsInValue(code);
        if (isShown) yield return new TextChange(new TextSpan(last.SpanStart, 0), "NotebookPage.Show(");
        yield return new TextChange(new TextSpan(last.Expression.Span.End, 0), isShown ? ");" : ";");
    }

    /// <summary>A package stays one; a library of this repository is built from its project.</summary>
    private string Text(string name)
    {
        StringBuilder text = new();
        text.Append($"// The notebook {name} as a program. Run it: dotnet run -c Release {name}.cs\n");
        references.AppendTo(text);
        text.Append(Header).Append("\n\n").AppendJoin('\n', usings).Append("\n\n").Append(body).Append('\n');
        foreach (string type in types) text.Append(type).Append("\n\n");
        return text.Append(PageClass(name)).ToString();
    }

    private static string PageClass(string name)
    {
        using Stream stream = typeof(NotebookProgram).Assembly.GetManifestResourceStream("NotebookPage.txt")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Replace("PAGE_NAME", SymbolDisplay.FormatLiteral(name, quote: false), StringComparison.Ordinal);
    }

    /// <summary>Applies changes; of two at the same place the earlier one comes first.</summary>
    private static string Apply(SourceText text, IEnumerable<TextChange> changes) =>
        text.WithChanges(changes.OrderBy(change => change.Span.Start).ThenBy(change => change.Span.Length)).ToString();

    private static IEnumerable<ReferenceDirectiveTriviaSyntax> Directives(SyntaxTree tree) =>
        ((CompilationUnitSyntax)tree.GetRoot()).GetReferenceDirectives();
}
