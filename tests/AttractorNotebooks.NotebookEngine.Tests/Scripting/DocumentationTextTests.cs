using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Tests.Scripting;

public sealed class DocumentationTextTests
{
    [Theory]
    [InlineData("M:System.Math.Max(System.Int32,System.Int32)", "Math.Max")]
    [InlineData("T:System.Int32", "Int32")]
    [InlineData("N:System.IO", "IO")]
    [InlineData("M:A.List`1.Add(`0)", "List.Add")]
    [InlineData("M:A.Box.#ctor(System.Int32)", "Box")]
    [InlineData("https://example.org/a.b", "https://example.org/a.b")]
    public void A_reference_is_called_as_code_calls_it(string reference, string name) =>
        Assert.Equal(name, DocumentationText.ShortName(reference));

    [Fact]
    public void Blanks_between_elements_stay() =>
        Assert.Equal("From a to b.", DocumentationText.FromXml("<member><summary>From <c>a</c> <c>to</c> <c>b</c>.</summary></member>"));

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("<member><summary>broken")]
    public void What_cannot_be_read_says_nothing(string? xml) => Assert.Equal("", DocumentationText.FromXml(xml));
}
