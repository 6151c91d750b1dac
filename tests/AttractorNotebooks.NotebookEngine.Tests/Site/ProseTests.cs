using AttractorNotebooks.NotebookEngine.Site;

namespace AttractorNotebooks.NotebookEngine.Tests.Site;

public class ProseTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a <script src=\"https://example.org/x.js\"></script> b")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<img src=\"https://example.org/a.png\" onload=\"alert(1)\">")]
    [InlineData("<svg onload=alert(1)><script>alert(1)</script></svg>")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[a](javascript:alert(1))")]
    [InlineData("[a](JaVaScRiPt:alert(1))")]
    [InlineData("<a href=\"java&#9;script:alert(1)\">a</a>")]
    [InlineData("<a href=\"&#1;javascript:alert(1)\">a</a>")]
    [InlineData("<a href=\" javascript:alert(1)\">a</a>")]
    [InlineData("[a](data:text/html,<script>alert(1)</script>)")]
    [InlineData("<a href=\"data:image/svg+xml;base64,AAAA\">a</a>")]
    [InlineData("![a](vbscript:alert(1))")]
    [InlineData("<iframe src=\"https://example.org\"></iframe>")]
    [InlineData("<object data=\"https://example.org\"></object><embed src=\"x\">")]
    [InlineData("<form action=\"https://example.org\"><input name=\"a\"><button>send</button></form>")]
    [InlineData("<style>body { display: none }</style>")]
    [InlineData("<div style=\"position: fixed; top: 0; background: url(https://example.org/a.png)\">a</div>")]
    [InlineData("<meta http-equiv=\"refresh\" content=\"0; url=https://example.org\"><base href=\"https://example.org\"><link "
        + "rel=stylesheet href=x>")]
    [InlineData("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>")]
    [InlineData("<template><script>alert(1)</script></template><details ontoggle=alert(1) open>a</details>")]
    public void Nothing_in_prose_runs_or_reaches_beyond_its_place(string markdown)
    {
        string html = Prose.ToHtml(markdown);

        foreach (string bad in new[] { "<script", "onerror=alert", "onload", "ontoggle", "href=\"java", "href=\"data", "vbscript",
            "<iframe", "<object", "<embed", "<form", "<button", "name=\"a\"", "<style", "position", "url(", "<meta", "<base", "<link" })
        {
            string attributesOnly = System.Text.RegularExpressions.Regex.Replace(html, "title=\"[^\"]*\"", "");
            Assert.DoesNotContain(bad, attributesOnly, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("a *b* `c` <b>d</b> <kbd>e</kbd>", "<p>a <em>b</em> <code>c</code> <b>d</b> <kbd>e</kbd></p>")]
    [InlineData("<span style=\"color: red\">a</span>", "<p><span style=\"color: rgba(255, 0, 0, 1)\">a</span></p>")]
    [InlineData("[a](https://example.org/?a=1&b=2#c)", "<p><a href=\"https://example.org/?a=1&amp;b=2#c\">a</a></p>")]
    [InlineData("[a](#here)", "<p>a</p>")]
    [InlineData("- [x] done", "<ul class=\"contains-task-list\">\n<li class=\"task-list-item\"><input disabled=\"disabled\" "
        + "type=\"checkbox\" checked=\"checked\"> done</li>\n</ul>")]
    public void What_is_harmless_stays(string markdown, string html) => Assert.Equal(html, Prose.ToHtml(markdown).TrimEnd());

    [Theory]
    [InlineData("$$Z_d = x, \\qquad\nA_d = y,$$\nwith more $a$",
        "<p><span class=\"math display\">\\[Z_d = x, \\qquad\nA_d = y,\\]</span>\nwith more <span class=\"math\">\\(a\\)</span></p>")]
    [InlineData("text $$a\n= b$$ end", "<p>text <span class=\"math display\">\\[a\n= b\\]</span> end</p>")]
    [InlineData("- item $$a\n  < b$$", "<ul>\n<li>item <span class=\"math display\">\\[a\n&lt; b\\]</span></li>\n</ul>")]
    [InlineData("$$\na_1 * b * c\n$$", "<div class=\"math display\">\\[a_1 * b * c\n\\]</div>")]
    [InlineData("$a_1 * b$ and $c * d_1$", "<p><span class=\"math\">\\(a_1 * b\\)</span> and <span class=\"math\">\\(c * "
        + "d_1\\)</span></p>")]
    [InlineData("5 $$ and no end", "<p>5 $$ and no end</p>")]
    [InlineData("\\$$a$$", "<p>$$a$$</p>")]
    public void Formulas_are_left_to_the_script_over_several_lines_too(string markdown, string html) =>
        Assert.Equal(html, Prose.ToHtml(markdown).TrimEnd());

    [Theory]
    [InlineData('>', 100_000)]
    [InlineData('[', 100_000)]
    [InlineData('*', 100_000)]
    public void Prose_nested_without_end_is_shown_as_text(char mark, int depth) => Assert.NotEmpty(Prose.ToHtml(new string(mark, depth)));

    [Fact]
    public void Markup_nested_without_end_is_shown_as_text()
    {
        string markup = string.Concat(Enumerable.Repeat("<div>", 50_000));

        Assert.StartsWith("<pre>&lt;div&gt;", Prose.ToHtml(markup), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text\n\n# The *first* <b>title</b> $x$ <script>alert(1)</script>\n\n# Second", "The first title \\(x\\)")]
    [InlineData("```\n# no title\n```\n\n## Lower", null)]
    [InlineData("Title\n=====", "Title")]
    [InlineData("#\n\ntext", null)]
    public void The_title_is_the_first_heading_without_its_markup(string markdown, string? title) =>
        Assert.Equal(title, Prose.Title(markdown));
}
