using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>Answers questions about a cell that is being typed, from the compiler's own model of it and of the cells before.</summary>
internal static class CodeAssistant
{
    private const int IndentSize = 4;

    private static readonly string[] Keywords =
    [
        .. SyntaxFacts.GetKeywordKinds().Select(SyntaxFacts.GetText).Where(text => text.All(char.IsAsciiLetterLower)),
        "async", "await", "dynamic", "record", "var", "when", "where", "with", "yield",
    ];

    private static readonly SymbolDisplayFormat SignatureFormat = SymbolDisplayFormat.CSharpErrorMessageFormat
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeConstantValue)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeExtensionThis)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword)
        .WithLocalOptions(SymbolDisplayLocalOptions.IncludeType | SymbolDisplayLocalOptions.IncludeConstantValue);

    /// <summary>
    /// What could be typed at <paramref name="cursor"/>: members after a dot, otherwise every name in scope and the keywords.
    /// </summary>
    public static Completions Complete(CSharpCompilation compilation, int cursor)
    {
        SyntaxTree tree = ScriptCompiler.CellTree(compilation);
        string code = tree.ToString();
        cursor = Math.Clamp(cursor, 0, code.Length);
        int start = cursor;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1])) start--;
        int end = cursor;
        while (end < code.Length && SyntaxFacts.IsIdentifierPartCharacter(code[end])) end++;
        string prefix = code[start..cursor];

        if (IsInsideText(tree, start)) return new Completions(cursor, cursor, []);
        IEnumerable<string> names = Names(compilation.GetSemanticModel(tree), tree, start);
        return new Completions(start, end, [.. names
            .Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.Ordinal)
            .OrderBy(name => !name.StartsWith(prefix, StringComparison.Ordinal))
            .ThenBy(name => name, StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>
    /// Signature and documentation of what stands at <paramref name="cursor"/>, or of the method whose arguments are being typed; null when
    /// there is nothing to say.
    /// </summary>
    public static string? Inspect(CSharpCompilation compilation, int cursor)
    {
        SyntaxTree tree = ScriptCompiler.CellTree(compilation);
        SemanticModel model = compilation.GetSemanticModel(tree);
        SyntaxNode root = tree.GetRoot();
        cursor = Math.Clamp(cursor, 0, root.FullSpan.End);
        SyntaxToken token = root.FindToken(Math.Min(cursor, Math.Max(0, root.FullSpan.End - 1)));
        if (!token.IsKind(SyntaxKind.IdentifierToken) && cursor > 0) token = root.FindToken(cursor - 1);

        ImmutableArray<ISymbol> symbols = token.Parent is null ? [] : SymbolsOf(model, token);
        if (symbols.Length == 0 && token.Parent?.FirstAncestorOrSelf<ArgumentListSyntax>()?.Parent is ExpressionSyntax call)
            symbols = SymbolsOf(model, CalledName(call));
        if (symbols.Length == 0) return null;

        string signatures = string.Join('\n', symbols.Select(symbol => symbol.ToDisplayString(SignatureFormat))
            .Distinct(StringComparer.Ordinal));
        string documentation = symbols.Select(symbol => DocumentationText.FromXml(Documentation(symbol)))
            .FirstOrDefault(text => text.Length > 0) ?? "";
        return documentation.Length == 0 ? signatures : $"{signatures}\n\n{documentation}";
    }

    /// <summary>
    /// Whether a cell could be run as it stands: <c>complete</c>, <c>incomplete</c> with the indent of the next line, or <c>invalid</c>.
    /// </summary>
    public static (string Status, string Indent) IsComplete(string code)
    {
        SyntaxTree tree = ScriptCompiler.Parse(code);
        if (!SyntaxFactory.IsCompleteSubmission(tree))
        {
            int depth = tree.GetRoot().DescendantTokens().Sum(token => token.IsMissing ? 0 : token.Kind() switch
            {
                SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken => 1,
                SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken => -1,
                _ => 0,
            });
            return ("incomplete", new string(' ', Math.Max(0, depth) * IndentSize));
        }

        return (tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) ? "invalid" : "complete", "");
    }

    private static bool IsInsideText(SyntaxTree tree, int position)
    {
        SyntaxTrivia trivia = tree.GetRoot().FindTrivia(position);
        if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
            || (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) && position < trivia.Span.End)) return true;
        SyntaxToken token = tree.GetRoot().FindToken(position);
        return token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            && token.SpanStart < position && position < token.Span.End;
    }

    private static IEnumerable<string> Names(SemanticModel model, SyntaxTree tree, int position)
    {
        SyntaxToken before = position == 0 ? default : tree.GetRoot().FindToken(position - 1);
        if (before.IsKind(SyntaxKind.DotToken) && before.Span.End <= position) return Visible(MembersAfter(model, before, position));
        // "?." reads as a conditional access whose dot belongs to a member binding.
        if (before.Parent is MemberBindingExpressionSyntax binding
            && binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>() is { } access)
            return Visible(Members(model, access.Expression, position));
        return Visible(model.LookupSymbols(position)).Concat(Keywords);
    }

    private static IEnumerable<ISymbol> MembersAfter(SemanticModel model, SyntaxToken dot, int position) => dot.Parent switch
    {
        MemberAccessExpressionSyntax access => Members(model, access.Expression, position),
        QualifiedNameSyntax name => Members(model, name.Left, position),
        MemberBindingExpressionSyntax binding when binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>() is { } access =>
            Members(model, access.Expression, position),
        _ => [],
    };

    private static IEnumerable<ISymbol> Members(SemanticModel model, ExpressionSyntax owner, int position)
    {
        switch (model.GetSymbolInfo(owner).Symbol)
        {
            case INamespaceSymbol space:
                return model.LookupNamespacesAndTypes(position, space);
            case ITypeSymbol type when model.GetAliasInfo(owner) is null || !type.IsAnonymousType:
                return model.LookupStaticMembers(position, type).Concat(model.LookupNamespacesAndTypes(position, type));
        }

        return model.GetTypeInfo(owner).Type is { TypeKind: not TypeKind.Error } instance
            ? model.LookupSymbols(position, instance, includeReducedExtensionMethods: true)
            .Where(symbol => !symbol.IsStatic || symbol is IMethodSymbol { MethodKind: MethodKind.ReducedExtension })
            : [];
    }

    private static IEnumerable<string> Visible(IEnumerable<ISymbol> symbols) => symbols
        .Where(symbol => symbol.CanBeReferencedByName && !symbol.IsImplicitlyDeclared && symbol.Name.Length > 0
            && symbol is not IMethodSymbol
            {
                MethodKind: not (MethodKind.Ordinary or MethodKind.ReducedExtension
                or MethodKind.LocalFunction)
            }
            && !symbol.Name.StartsWith("Submission#", StringComparison.Ordinal)
            && !IsHidden(symbol))
        .Select(symbol => symbol.Name);

    private static bool IsHidden(ISymbol symbol) => symbol.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name == nameof(System.ComponentModel.EditorBrowsableAttribute)
        && attribute.ConstructorArguments is [{ Value: (int)System.ComponentModel.EditorBrowsableState.Never }]);

    private static ImmutableArray<ISymbol> SymbolsOf(SemanticModel model, SyntaxToken token)
    {
        SyntaxNode? node = token.Parent;
        if (node is null) return [];
        if (model.GetDeclaredSymbol(node) is { } declared) return [declared];
        if (node is VariableDeclaratorSyntax) return [];
        // The type of "new X(...)" stands for its constructors.
        if (node.FirstAncestorOrSelf<ObjectCreationExpressionSyntax>() is { } creation && creation.Type.Span.Contains(token.Span))
            node = creation;
        SymbolInfo info = model.GetSymbolInfo(node);
        if (info.Symbol is IMethodSymbol { MethodKind: not MethodKind.Constructor } method && node is not InvocationExpressionSyntax)
        {
            // All overloads, the one in use first.
            return [method, .. model.GetMemberGroup(node).Where(other => !SymbolEqualityComparer.Default.Equals(other, method))];
        }

        if (info.Symbol is not null) return [info.Symbol];
        return info.CandidateSymbols.Length > 0 ? info.CandidateSymbols : model.GetMemberGroup(node);
    }

    private static SyntaxToken CalledName(ExpressionSyntax call) => call switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier,
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name.Identifier,
        ObjectCreationExpressionSyntax creation => creation.Type.GetLastToken(),
        _ => default,
    };

    private static string? Documentation(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { ReducedFrom: { } original } => original.OriginalDefinition.GetDocumentationCommentXml(),
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
            when string.IsNullOrEmpty(constructor.GetDocumentationCommentXml()) => constructor.ContainingType.GetDocumentationCommentXml(),
        ILocalSymbol local => local.Type.OriginalDefinition.GetDocumentationCommentXml(),
        _ => symbol.OriginalDefinition.GetDocumentationCommentXml(),
    };
}
