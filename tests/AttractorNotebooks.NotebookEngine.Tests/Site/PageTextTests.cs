using AttractorNotebooks.NotebookEngine.Site;

namespace AttractorNotebooks.NotebookEngine.Tests.Site;

public class PageTextTests
{
    [Theory]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("a\u001b[2Jb\u001b[1;1Hc\u001b[?25ld", "abcd")]
    [InlineData("\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\ end", "link end")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001bP1$r0m\u001b\\a\u001b(Bb\u001b7c", "abc")]
    [InlineData("\u009b31mC1\u009dx\u009c end", "C1 end")]
    [InlineData("a\0b\bc\ad\u007fe", "abcde")]
    [InlineData("cut off \u001b[3", "cut off ")]
    [InlineData("10 %\r20 %\nnext\tcolumn\r\n", "20 %\nnext\tcolumn\n")]
    [InlineData("<b>&\"é", "&lt;b&gt;&amp;&quot;&#233;")]
    public void Terminal_commands_are_gone_from_a_page(string text, string shown) => Assert.Equal(shown, PageText.EncodeTerminal(text));
}
