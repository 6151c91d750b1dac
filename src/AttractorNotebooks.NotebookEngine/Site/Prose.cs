using System.Text.Json.Nodes;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Mathematics;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Prose from Markdown: sanitized, with formulas left for KaTeX and links that hold in the site.</summary>
internal static class Prose
{
    private static readonly MarkdownPipeline Pipeline = Build();

    /// <summary>Writes <paramref name="markdown"/> as HTML.</summary>
    public static string ToHtml(string markdown, PageLinks? links = null, JsonObject? attachments = null, PageOutline? outline = null)
    {
        string? html;
        try
        {
            html = SafeHtml.Sanitize(Render(markdown), link => links is null ? OutsideOnly(link)
                : links.Resolve(link, attachments), outline);
        }
        catch (ArgumentException)
        {
            // Nested deeper than Markdown is read.
            html = null;
        }

        return html ?? $"<pre>{PageText.Encode(markdown)}</pre>";
    }

    /// <summary>The first heading of the first level as plain text; null when there is none.</summary>
    public static string? Title(string markdown) =>
        markdown.Contains('#', StringComparison.Ordinal) || markdown.Contains('=', StringComparison.Ordinal)
        ? SafeHtml.Text(ToHtml(markdown), "h1") : null;

    /// <summary>The first paragraph as plain text; null when there is none.</summary>
    public static string? FirstParagraph(string markdown) => SafeHtml.Text(ToHtml(markdown), "p");

    private static string Render(string markdown)
    {
        MarkdownDocument document = Markdown.Parse(markdown, Pipeline);
        using StringWriter text = new() { NewLine = "\n" };
        HtmlRenderer renderer = new(text);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new InlineFormula());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new BlockFormula());
        renderer.Render(document);
        return text.ToString();
    }

    private static MarkdownPipeline Build()
    {
        MarkdownPipelineBuilder builder = new MarkdownPipelineBuilder()
            .UsePipeTables().UseGridTables().UseMathematics().UseFootnotes().UseEmphasisExtras().UseTaskLists().UseAutoLinks()
            .UseDefinitionLists()
            .UseAutoIdentifiers(AutoIdentifierOptions.GitHub);
        builder.InlineParsers.Insert(0, new LongFormulaParser());
        return builder.Build();
    }

    /// <summary>Without a site there is nothing that a relative link could lead to.</summary>
    private static string? OutsideOnly(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" or "mailto" ? link : null;

    /// <summary>Takes <c>$$ ... $$</c> inside a paragraph, over several lines too, as notebook programs do and Markdig does not.</summary>
    private sealed class LongFormulaParser : InlineParser
    {
        public LongFormulaParser() => OpeningCharacters = ['$'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            if (slice.PeekCharExtra(-1) == '\\' || slice.PeekChar() != '$') return false;
            int start = slice.Start + 2;
            int end = start <= slice.End ? slice.Text.IndexOf("$$", start, slice.End - start + 1, StringComparison.Ordinal) : -1;
            if (end <= start) return false;
            int position = processor.GetSourcePosition(slice.Start, out int line, out int column);
            processor.Inline = new MathInline
            {
                Span = new SourceSpan(position, processor.GetSourcePosition(end + 1)),
                Line = line,
                Column = column,
                Delimiter = '$',
                DelimiterCount = 2,
                Content = new StringSlice(slice.Text, start, end - 1),
            };
            slice.Start = end + 2;
            return true;
        }
    }

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
