using AttractorNotebooks.Plotly.Drawing;

namespace AttractorNotebooks.Plotly.Tests.Drawing;

public class LabelTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("a & b", "a &amp; b")]
    [InlineData("two\nlines", "two<br>lines")]
    [InlineData("%{x}", "%&#123;x}")]
    [InlineData("λ = 5, |x|²", "λ = 5, |x|²")]
    public void Text_appears_as_it_is(string text, string label)
    {
        Assert.Equal(label, Label.Escape(text));
        Assert.Equal(text.Replace('\n', ' '), Label.Plain(label));
    }

    [Fact]
    public void Lines_break_at_spaces_and_never_inside_words()
    {
        Assert.Equal(["masked", "30 %"], Label.Lines("masked 30 %", 8));
        Assert.Equal(["transformer"], Label.Lines("transformer", 4));
        Assert.Equal(["a b", "c"], Label.Lines("a b\nc", 10));
    }
}
