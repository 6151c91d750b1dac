using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>Turns cells into compilations, each of which sees what the cells before it declared.</summary>
internal sealed class ScriptCompiler(NotebookReferences references)
{
    /// <summary>What every cell may use without asking: the same as under .NET Interactive.</summary>
    public static readonly ImmutableArray<string> DefaultUsings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
    ];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script);

    private readonly CSharpCompilationOptions options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            usings: [.. DefaultUsings, typeof(NotebookFunctions).FullName!],
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            metadataReferenceResolver: references,
            sourceReferenceResolver: new LoadedFiles(references.WorkingDirectory),
            concurrentBuild: true)
        .WithMetadataImportOptions(MetadataImportOptions.Public);

    private int submissions;

    /// <summary>The syntax of a cell named <paramref name="cellName"/>.</summary>
    public static SyntaxTree Parse(string code, string cellName = "") =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), ParseOptions, cellName);

    /// <summary>A compilation of <paramref name="tree"/> after <paramref name="previous"/>, the last cell that ran.</summary>
    public CSharpCompilation Compile(SyntaxTree tree, CSharpCompilation? previous)
    {
        string name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Submission#{submissions++}");
        return CSharpCompilation.CreateScriptCompilation(
            name,
            tree,
            NewReferences(previous),
            options.WithScriptClassName(name),
            previous,
            returnType: typeof(object));
    }

    /// <summary>Whether later cells can see anything of this one: variables, methods, types, usings, libraries.</summary>
    public static bool Declares(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Length > 1
            || compilation.DirectiveReferences.Any()
            || CellTree(compilation).GetRoot() is CompilationUnitSyntax { Usings.Count: > 0 }
            or CompilationUnitSyntax { Externs.Count: > 0 }
            || compilation.ScriptClass is not { } cell || cell.GetMembers().Any(member => !member.IsImplicitlyDeclared);

    /// <summary>
    /// A cell has every library of those before it: named again in each, they would take memory as the square of the cells.
    /// </summary>
    private IEnumerable<MetadataReference> NewReferences(CSharpCompilation? previous)
    {
        if (previous is null) return FrameworkReferences.Value.Concat(references.PackageReferences);
        HashSet<MetadataReference> known = [];
        for (CSharpCompilation? earlier = previous; earlier is not null; earlier = earlier.ScriptCompilationInfo!.PreviousScriptCompilation)
            known.UnionWith(earlier.ExternalReferences);
        return references.PackageReferences.Where(reference => !known.Contains(reference));
    }

    /// <summary>A cell's own tree; before it stand those that it loads.</summary>
    public static SyntaxTree CellTree(CSharpCompilation compilation) => compilation.SyntaxTrees[^1];

    /// <summary>Whether a cell ends in an expression whose value is displayed.</summary>
    public static bool EndsInValue(CSharpCompilation compilation)
    {
        SyntaxTree tree = CellTree(compilation);
        return tree.GetRoot() is CompilationUnitSyntax
        {
            Members: [..,
            GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }]
        }
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is not { SpecialType: SpecialType.System_Void };
    }

    /// <summary>Whether a cell may end early with a value, by <c>return</c>.</summary>
    public static bool Returns(CSharpCompilation compilation) => CellTree(compilation).GetRoot()
        .DescendantNodes(node => node is CompilationUnitSyntax or GlobalStatementSyntax
            || (node is StatementSyntax and not LocalFunctionStatementSyntax))
        .Any(node => node is ReturnStatementSyntax { Expression: not null });

    private static readonly Lazy<ImmutableArray<MetadataReference>> FrameworkReferences = new(() =>
    {
        string framework = RuntimeEnvironment.GetRuntimeDirectory();
        IEnumerable<string> files = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => path.StartsWith(framework, StringComparison.OrdinalIgnoreCase))
            .Concat(NotebookLoadContext.EngineAssemblies.Append(typeof(IHtmlContent).Assembly).Select(assembly => assembly.Location));
        return [.. files.Select(path => MetadataReference.CreateFromFile(path, documentation: FrameworkDocumentation.Instance))];
    });

    /// <summary>Finds what <c>#load</c> names; a cell, which is no file, keeps its name.</summary>
    private sealed class LoadedFiles(string folder) : SourceFileResolver([], folder)
    {
        public override string? NormalizePath(string path, string? baseFilePath) =>
            Path.IsPathRooted(path) ? base.NormalizePath(path, baseFilePath) : path;
    }
}
