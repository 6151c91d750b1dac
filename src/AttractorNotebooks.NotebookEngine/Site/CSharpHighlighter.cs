using System.Text;
using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>C# as HTML with keywords, texts, numbers and comments marked.</summary>
internal static class CSharpHighlighter
{
    /// <summary>Writes <paramref name="code"/>, escaped.</summary>
    public static string ToHtml(string code)
    {
        try
        {
            return Marked(code);
        }
        catch (InsufficientExecutionStackException)
        {
            // Nested deeper than C# is read: still to be seen.
            return PageText.Encode(code);
        }
    }

    private static string Marked(string code)
    {
        StringBuilder html = new();
        foreach (SyntaxToken token in ScriptCompiler.Parse(code).GetRoot().DescendantTokens(descendIntoTrivia: false))
        {
            foreach (SyntaxTrivia trivia in token.LeadingTrivia) Append(html, trivia.ToFullString(), ClassOf(trivia));
            Append(html, token.Text, ClassOf(token));
            foreach (SyntaxTrivia trivia in token.TrailingTrivia) Append(html, trivia.ToFullString(), ClassOf(trivia));
        }

        return html.ToString();
    }

    private static void Append(StringBuilder html, string text, string? name)
    {
        string escaped = PageText.Encode(text);
        if (name is null || text.Length == 0) html.Append(escaped);
        else html.Append($"<span class=\"{name}\">").Append(escaped).Append("</span>");
    }

    private static string? ClassOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => "number",
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.InterpolatedVerbatimStringStartToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken => "text",
        SyntaxKind.IdentifierToken when token.Text == "var" => "keyword",
        SyntaxKind kind when SyntaxFacts.IsReservedKeyword(kind) || SyntaxFacts.IsContextualKeyword(kind) => "keyword",
        _ => null,
    };

    private static string? ClassOf(SyntaxTrivia trivia) => trivia.Kind() switch
    {
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia
            or SyntaxKind.MultiLineDocumentationCommentTrivia => "comment",
        _ when trivia.IsDirective => "comment",
        _ => null,
    };
}
