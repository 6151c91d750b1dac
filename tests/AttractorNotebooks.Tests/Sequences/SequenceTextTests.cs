using AttractorNotebooks.Sequences;

namespace AttractorNotebooks.Tests.Sequences;

public sealed class SequenceTextTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("attractor-text-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_chapters_are_inside_and_long_enough()
    {
        SequenceText chapters = SequenceText.Chapters;
        Assert.Equal(87_508, chapters.Characters.Count);
        Assert.Equal(96, Alphabet.Of(chapters).Count);
        Assert.Equal("line 1, column 1", chapters.Place(0));
    }

    [Theory]
    [InlineData(new byte[0], "is empty")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF }, "is empty")]
    [InlineData(new byte[] { 97, 98, 0, 99 }, "byte 2 is 0")]
    [InlineData(new byte[] { 97, 0xC3 }, "byte 1 is 195")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 97, 0xFF, 98 }, "byte 4 is 255")]
    public void What_is_no_text_is_refused_with_its_place(byte[] bytes, string message)
    {
        string path = Path.Combine(_folder, "text");
        File.WriteAllBytes(path, bytes);
        string said = Assert.Throws<InvalidDataException>(() => SequenceText.Read(path)).Message;
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.Contains(path, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_are_code_points_and_come_back()
    {
        string path = Path.Combine(_folder, "text");
        File.WriteAllText(path, "\uFEFFa\u00e9\n\U0001F600z");
        SequenceText text = SequenceText.Read(path);
        Assert.Equal(5, text.Characters.Count);
        Alphabet alphabet = Alphabet.Of(text);
        Assert.Equal("a\u00e9\n\U0001F600z", alphabet.Decode(alphabet.Encode(text)));
        Assert.Equal("line 2, column 2", text.Place(4));
    }

    [Fact]
    public void An_unknown_character_is_named_with_its_place()
    {
        Alphabet alphabet = Alphabet.Of(new SequenceText("ab\n", "it"));
        string said = Assert.Throws<ArgumentException>(() => alphabet.Encode(new SequenceText("ab\nabx", "'other'"))).Message;
        Assert.Contains("'other' has the character 'x' (U+0078) at line 2, column 3", said, StringComparison.Ordinal);
    }
}
