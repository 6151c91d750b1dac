using System.Text.Json.Nodes;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Prose from Markdown, with formulas left for KaTeX and links that hold in the site.</summary>
internal static class Prose
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseGridTables().UseMathematics().UseFootnotes().UseEmphasisExtras().UseTaskLists().UseAutoLinks().UseDefinitionLists()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    /// <summary>Writes <paramref name="markdown"/> as HTML.</summary>
    public static string ToHtml(string markdown, PageLinks? links = null, JsonObject? attachments = null)
    {
        MarkdownDocument document = Markdown.Parse(markdown, Pipeline);
        if (links is not null) Redirect(document, links, attachments);
        using StringWriter text = new() { NewLine = "\n" };
        HtmlRenderer renderer = new(text);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new InlineFormula());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new BlockFormula());
        renderer.Render(document);
        return text.ToString();
    }

    private static void Redirect(MarkdownDocument document, PageLinks links, JsonObject? attachments)
    {
        foreach (LinkInline link in document.Descendants<LinkInline>().ToList())
        {
            string? address = link.Url is { } url ? links.Resolve(url, attachments) : null;
            link.Url = address;
            // A link that leads nowhere is its text.
            if (address is null) link.ReplaceBy(new EmphasisFreeText(), copyChildren: true);
        }
    }

    /// <summary>Text between other text, without any element of its own.</summary>
    private sealed class EmphasisFreeText : ContainerInline;

    private sealed class InlineFormula : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj)
        {
            bool isDisplay = obj.DelimiterCount == 2;
            renderer.Write(isDisplay ? "<span class=\"math display\">" : "<span class=\"math\">");
            renderer.WriteEscape(isDisplay ? "\\[" : "\\(").WriteEscape(ref obj.Content).WriteEscape(isDisplay ? "\\]" : "\\)");
            renderer.Write("</span>");
        }
    }

    private sealed class BlockFormula : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj)
        {
            renderer.EnsureLine();
            renderer.Write("<div class=\"math display\">\\[");
            renderer.WriteLeafRawLines(obj, writeEndOfLines: true, escape: true);
            renderer.WriteLine("\\]</div>");
        }
    }
}
