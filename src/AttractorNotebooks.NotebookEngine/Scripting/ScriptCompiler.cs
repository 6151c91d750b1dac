using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>Turns cells into compilations, each of which sees what the cells before it declared.</summary>
internal sealed class ScriptCompiler(MetadataReferenceResolver resolver)
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
            metadataReferenceResolver: resolver,
            sourceReferenceResolver: null,
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
            previous?.References ?? FrameworkReferences.Value,
            options.WithScriptClassName(name),
            previous,
            returnType: typeof(object));
    }

    /// <summary>Whether a cell ends in an expression whose value is displayed.</summary>
    public static bool EndsInValue(CSharpCompilation compilation)
    {
        SyntaxTree tree = compilation.SyntaxTrees[0];
        return tree.GetRoot() is CompilationUnitSyntax { Members: [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }] }
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is not { SpecialType: SpecialType.System_Void };
    }

    private static readonly Lazy<ImmutableArray<MetadataReference>> FrameworkReferences = new(() =>
    {
        string framework = RuntimeEnvironment.GetRuntimeDirectory();
        IEnumerable<string> files = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => path.StartsWith(framework, StringComparison.OrdinalIgnoreCase))
            .Concat([typeof(IHtmlContent).Assembly.Location, typeof(Formatter).Assembly.Location, typeof(NotebookFunctions).Assembly.Location]);
        return [.. files.Select(path => MetadataReference.CreateFromFile(path, documentation: FrameworkDocumentation.Instance))];
    });
}
