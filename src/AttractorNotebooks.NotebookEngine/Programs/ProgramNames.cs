using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AttractorNotebooks.NotebookEngine.Programs;

/// <summary>
/// Gives every name one meaning. Cells may declare a name again, and a loop may use the name of an outer variable; in a program all cells
/// share one scope, where neither is allowed. Names are changed by what they mean, not by how they are written.
/// </summary>
internal sealed class ProgramNames
{
    /// <summary>What the compiler calls the method that a cell's top level becomes.</summary>
    private const string ScriptInitializer = "<Initialize>";

    private readonly Dictionary<ISymbol, string> renamed = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <param name="cells">The cells, compiled one after the other.</param>
    public ProgramNames(IReadOnlyList<CSharpCompilation> cells)
    {
        foreach (ISymbol symbol in cells.SelectMany(cell => cell.ScriptClass!.GetMembers()).Where(IsDeclared)) Claim(symbol);
        HashSet<string> outer = [.. taken];
        foreach (ISymbol symbol in cells.SelectMany(Inner).Where(symbol => outer.Contains(symbol.Name))) Claim(symbol);
    }

    /// <summary>The changes that a cell needs for it.</summary>
    public IEnumerable<TextChange> Changes(CSharpCompilation cell)
    {
        SemanticModel model = cell.GetSemanticModel(cell.SyntaxTrees[0]);
        foreach (SyntaxToken token in cell.SyntaxTrees[0].GetRoot().DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is not null))
        {
            if (SymbolOf(model, token) is not { } symbol || !renamed.TryGetValue(symbol, out string? name)) continue;
            yield return new TextChange(token.Span, InferredName(token) + name);
        }
    }

    private void Claim(ISymbol symbol)
    {
        string name = symbol.Name;
        for (int i = 2; !taken.Add(name); i++) name = $"{symbol.Name}_{i}";
        if (name != symbol.Name) renamed.Add(symbol, name);
    }

    private static bool IsDeclared(ISymbol symbol) =>
        symbol.CanBeReferencedByName && !symbol.IsImplicitlyDeclared
        && symbol is IFieldSymbol or INamedTypeSymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary };

    /// <summary>
    /// Variables of blocks at a cell's top level. Inside lambdas and functions a name may stand for something else anyway.
    /// </summary>
    private static IEnumerable<ISymbol> Inner(CSharpCompilation cell)
    {
        SemanticModel model = cell.GetSemanticModel(cell.SyntaxTrees[0]);
        return cell.SyntaxTrees[0].GetRoot().DescendantNodes()
            .Select(node => model.GetDeclaredSymbol(node))
            .Where(symbol => symbol is IRangeVariableSymbol
                || (symbol is ILocalSymbol && symbol.ContainingSymbol is IMethodSymbol { Name: ScriptInitializer }))
            .OfType<ISymbol>();
    }

    private static ISymbol? SymbolOf(SemanticModel model, SyntaxToken token)
    {
        ISymbol? symbol = token.Parent is SimpleNameSyntax name ? model.GetSymbolInfo(name).Symbol : model.GetDeclaredSymbol(token.Parent!);
        if (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor) symbol = constructor.ContainingType;
        return symbol?.OriginalDefinition;
    }

    /// <summary>Members of anonymous types and tuples take their names from variables: they keep the old ones.</summary>
    private static string InferredName(SyntaxToken token) => token.Parent?.Parent switch
    {
        AnonymousObjectMemberDeclaratorSyntax { NameEquals: null } => $"{token.Text} = ",
        ArgumentSyntax { NameColon: null, Parent: TupleExpressionSyntax } => $"{token.Text}: ",
        _ => "",
    };
}
