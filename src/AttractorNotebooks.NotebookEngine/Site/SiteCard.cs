using System.Buffers.Binary;
using System.Text.RegularExpressions;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>What the page of contents says about a notebook.</summary>
/// <param name="Sentence">The first sentence of its prose, with the next where it is short; null when it has none.</param>
/// <param name="Minutes">How long it takes to read.</param>
/// <param name="Picture">The first picture among its outputs, a PNG file, of those that fill a card; null when there is none.</param>
internal sealed partial record SiteCard(string? Sentence, int Minutes, byte[]? Picture)
{
    private const int WordsPerMinute = 180, CodeLinesPerMinute = 20, LongestSentence = 220, FlatRatio = 3, ShortestSentence = 60;

    /// <summary>Looks a notebook through.</summary>
    public static SiteCard Of(Notebook notebook)
    {
        List<string> prose = [.. notebook.Cells.Where(cell => cell.Kind == "markdown").Select(cell => cell.Source)];
        int words = prose.Sum(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
        int lines = notebook.Cells.Where(cell => cell.IsCode).Sum(cell => cell.Source.Count(c => c == '\n') + 1);
        int minutes = (int)Math.Ceiling((double)words / WordsPerMinute + (double)lines / CodeLinesPerMinute);
        return new SiteCard(
            prose.Select(Prose.FirstParagraph).FirstOrDefault(text => text is not null) is { } paragraph ? First(paragraph) : null,
            Math.Max(1, minutes),
            notebook.Cells.Where(cell => cell.IsCode).SelectMany(cell => cell.Outputs).Select(CellHtml.PictureOf)
                .OfType<byte[]>().OrderBy(picture => IsFlat(picture) ? 1 : 0).FirstOrDefault());
    }

    /// <summary>Whether a PNG file, whose header gives width and height, is a mere strip.</summary>
    private static bool IsFlat(byte[] png) => png.Length >= 24
        && BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)) > FlatRatio * BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20));

    private static string First(string paragraph)
    {
        Match first = FirstSentence().Match(paragraph);
        string rest = paragraph[first.Length..].TrimStart();
        string sentence = first.Length < ShortestSentence && rest.Length > 0
            ? $"{first.Value} {FirstSentence().Match(rest).Value}" : first.Value;
        return sentence.Length <= LongestSentence ? sentence
            : sentence[..(sentence.LastIndexOf(' ', LongestSentence) is > 0 and var end ? end : LongestSentence)] + " …";
    }

    [GeneratedRegex(@"^.*?(?:[.!?](?=\s)|$)", RegexOptions.Singleline)]
    private static partial Regex FirstSentence();
}
