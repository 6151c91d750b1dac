using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>
/// Has the loops and lambdas at the top level of a cell look whether the cell has been stopped. In methods and types
/// the compiler does that by itself
/// (<see cref="Microsoft.CodeAnalysis.Emit.InstrumentationKind.ModuleCancellation"/>), but not in a script's own
/// statements.
/// </summary>
internal static class StopChecks
{
    private const string Check = "global::AttractorNotebooks.NotebookEngine." + nameof(CellStop) + "." + nameof(CellStop.Check);

    /// <summary>
    /// The cell with the calls written in, every line as long as before or longer, so that no place changes its line; null where nothing is
    /// to be written.
    /// </summary>
    /// <param name="compilation">The cell as it was typed.</param>
    public static SyntaxTree? AddTo(CSharpCompilation compilation)
    {
        SyntaxTree tree = ScriptCompiler.CellTree(compilation);
        List<(int Position, int Order, string Text)> insertions = [];
        SemanticModel? model = null;
        foreach (SyntaxNode node in tree.GetRoot()
            .DescendantNodes(node => node is not (BaseTypeDeclarationSyntax or BaseMethodDeclarationSyntax
                or BasePropertyDeclarationSyntax)))
        {
            switch (node)
            {
                case WhileStatementSyntax loop:
                    AddToStatement(loop.Statement);
                    break;
                case DoStatementSyntax loop:
                    AddToStatement(loop.Statement);
                    break;
                case ForStatementSyntax loop:
                    AddToStatement(loop.Statement);
                    break;
                case CommonForEachStatementSyntax loop:
                    AddToStatement(loop.Statement);
                    break;
                case LocalFunctionStatementSyntax { Body: { } body }:
                    AddToStatement(body);
                    break;
                case AnonymousFunctionExpressionSyntax { Block: { } body }:
                    AddToStatement(body);
                    break;
                case AnonymousFunctionExpressionSyntax { ExpressionBody: { } body } lambda:
                    AddToExpression(lambda, body, model ??= compilation.GetSemanticModel(tree));
                    break;
                default:
                    break;
            }
        }

        if (insertions.Count == 0) return null;
        IEnumerable<TextChange> changes = insertions.OrderBy(insertion => insertion.Position).ThenBy(insertion => insertion.Order)
            .Select(insertion => new TextChange(new TextSpan(insertion.Position, 0), insertion.Text));
        return tree.WithChangedText(tree.GetText().WithChanges(changes));

        void AddToStatement(StatementSyntax statement)
        {
            if (statement is BlockSyntax block) insertions.Add((block.OpenBraceToken.Span.End, insertions.Count, Check + "();"));
            else Enclose(statement, $"{{{Check}();", "}");
        }

        void AddToExpression(AnonymousFunctionExpressionSyntax lambda, ExpressionSyntax body, SemanticModel types)
        {
            // An expression tree is read and not run.
            if (types.GetTypeInfo(lambda).ConvertedType is not { TypeKind: TypeKind.Delegate }
                || lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword)) return;
            if (types.GetSymbolInfo(lambda).Symbol is not IMethodSymbol { RefKind: RefKind.None } function) return;
            TypeInfo type = types.GetTypeInfo(body);
            if (function.ReturnsVoid) Enclose(body, $"{{{Check}();", ";}");
            else if (type.Type is { IsRefLikeType: false, TypeKind: not (TypeKind.Pointer or TypeKind.Dynamic or TypeKind.Error) } result
                && SymbolEqualityComparer.Default.Equals(result, type.ConvertedType)) Enclose(body, Check + "(", ")");
        }

        // What ends at one place ends from the inside out, before anything begins there.
        void Enclose(SyntaxNode node, string before, string after)
        {
            insertions.Add((node.SpanStart, insertions.Count, before));
            insertions.Add((node.Span.End, -insertions.Count, after));
        }
    }
}
