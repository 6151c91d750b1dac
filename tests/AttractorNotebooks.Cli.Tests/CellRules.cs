using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>
/// What .NET Interactive asks of cells. It compiles them as its last version does, without anything of this project's engine: C#
/// 13 scripts, its default usings, <c>display</c> and <c>HTML</c> whose results nothing can be done with.
/// </summary>
internal sealed class CellRules
{
    private static readonly CSharpParseOptions Script = new(LanguageVersion.CSharp13, kind: SourceCodeKind.Script);

    private static readonly List<MetadataReference> Framework =
        [.. Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll")
        .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal)
            || Path.GetFileName(file) == "netstandard.dll")
        .Where(file => !file.EndsWith(".Native.dll", StringComparison.OrdinalIgnoreCase))
        .Select(file => MetadataReference.CreateFromFile(file))];

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        usings: ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
            "Given"],
        metadataReferenceResolver: new Libraries());

    private readonly MetadataReference given = Given();
    private CSharpCompilation? previous;

    /// <summary>What is wrong with a cell that follows those asked about before.</summary>
    public IReadOnlyList<string> Broken(string code)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(code, Script);
        CompilationUnitSyntax root = tree.GetCompilationUnitRoot();
        CSharpCompilation cell = CSharpCompilation.CreateScriptCompilation(
            $"Cell{Guid.NewGuid():N}", tree, previous is null ? [.. Framework, given] : null, Options, previous, typeof(object));
        List<string> broken = [.. cell.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString())];
        broken.AddRange(code.Split('\n').Where(line => line.StartsWith("#!", StringComparison.Ordinal))
            .Select(line => $"a magic command: {line}"));
        broken.AddRange(root.GetReferenceDirectives().Select(directive => directive.File.ValueText)
            .Where(path => Path.IsPathRooted(path) || path.Contains('\\', StringComparison.Ordinal)
                || path.Contains(':', StringComparison.Ordinal)).Select(path => $"#r names more than a relative path: {path}"));
        broken.AddRange(root.Members.OfType<BaseNamespaceDeclarationSyntax>().Select(_ => "a namespace"));
        broken.AddRange(root.DescendantNodes().OfType<ParameterSyntax>().Where(parameter => parameter.Modifiers.Any(SyntaxKind.ThisKeyword))
            .Select(_ => "an extension method"));
        broken.AddRange(root.Members.SelectMany(TopLevelTypes).Where(type => type is RefTypeSyntax)
            .Select(_ => "a ref local at the top level"));
        if (root.Members is [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }]
            && cell.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is { Name: "Task" or "ValueTask" })
        {
            broken.Add("a task at the end that is not awaited");
        }

        if (broken.Count == 0) previous = cell;
        return broken;
    }

    private static IEnumerable<TypeSyntax> TopLevelTypes(MemberDeclarationSyntax member) => member switch
    {
        FieldDeclarationSyntax field => [field.Declaration.Type],
        GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => [local.Declaration.Type],
        _ => [],
    };

    private static PortableExecutableReference Given()
    {
        const string Source = "public static class Given { public static object display(object value, string mimeType = null) => null; "
            + "public static object HTML(string content) => null; }";
        CSharpCompilation library = CSharpCompilation.Create("Given", [CSharpSyntaxTree.ParseText(Source)], Framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using MemoryStream assembly = new();
        Assert.True(library.Emit(assembly).Success);
        return MetadataReference.CreateFromImage(assembly.ToArray());
    }

    /// <summary>The libraries that notebooks load, as these tests have them: the same build as in the notebooks' own folder.</summary>
    private sealed class Libraries : MetadataReferenceResolver
    {
        private static readonly string[] Loadable = ["AttractorNotebooks.dll", "AttractorNotebooks.Plotly.dll",
            "AttractorNotebooks.Web.dll", "MathNet.Numerics.dll"];

        public override bool ResolveMissingAssemblies => true;

        public override System.Collections.Immutable.ImmutableArray<PortableExecutableReference> ResolveReference(
            string reference, string? baseFilePath, MetadataReferenceProperties properties) =>
            Loadable.Contains(Path.GetFileName(reference))
                ? [MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(reference)))] : [];

        public override PortableExecutableReference? ResolveMissingAssembly(
            MetadataReference definition, AssemblyIdentity referenceIdentity)
        {
            string file = Path.Combine(AppContext.BaseDirectory, referenceIdentity.Name + ".dll");
            return File.Exists(file) ? MetadataReference.CreateFromFile(file) : null;
        }

        public override bool Equals(object? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
