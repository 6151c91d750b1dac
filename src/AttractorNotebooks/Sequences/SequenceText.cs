using System.Globalization;
using System.Text;

namespace AttractorNotebooks.Sequences;

/// <summary>A text as a sequence of characters (Unicode code points), its last tenth held out.</summary>
public sealed class SequenceText
{
    // Positions and their sources are kept for every character.
    private const long LargestFile = 1 << 26;

    private static readonly Lazy<SequenceText> LazyChapters = new(ReadChapters);

    /// <summary>Takes a text.</summary>
    /// <param name="text">Any text of at least one character.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public SequenceText(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) throw new ArgumentException($"{name} is empty: there is nothing to learn or to score.", nameof(text));
        (Name, Characters) = (name, [.. text.EnumerateRunes().Select(rune => rune.Value)]);
    }

    /// <summary>
    /// The prose of this toolkit's chapters 00 to 12 as it stood when sequences came to it: embedded, so that figures measured on
    /// it do not change with every edit of a chapter.
    /// </summary>
    public static SequenceText Chapters => LazyChapters.Value;

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The characters in order.</summary>
    public IReadOnlyList<int> Characters { get; }

    /// <summary>Where the held-out tenth begins.</summary>
    public int HeldOutStart => (int)(Characters.Count * 9L / 10);

    /// <summary>Reads a file.</summary>
    /// <param name="path">A UTF-8 file, with or without a byte order mark.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is empty, too large, or no text; says where.</exception>
    public static SequenceText Read(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > LargestFile)
            throw new InvalidDataException($"'{path}' has {length} bytes; texts have at most {LargestFile}. Cut it.");
        byte[] bytes = File.ReadAllBytes(path);
        ReadOnlySpan<byte> content = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes;
        if (content.IsEmpty) throw new InvalidDataException($"'{path}' is empty: there is nothing to learn or to score.");
        for (int at = 0; at < content.Length;)
        {
            bool valid = Rune.DecodeFromUtf8(content[at..], out Rune rune, out int read) == System.Buffers.OperationStatus.Done;
            if (!valid || rune.Value == 0)
                throw new InvalidDataException(
                    $"'{path}' is no UTF-8 text: byte {at + bytes.Length - content.Length} is {content[at]} and begins no character "
                    + "of a text. Convert it to UTF-8.");
            at += read;
        }
        return new SequenceText(Encoding.UTF8.GetString(content), $"'{path}'");
    }

    /// <summary>Where a character stands, for people: its line and column, counted from 1.</summary>
    /// <param name="at">Its index, from 0.</param>
    public string Place(int at)
    {
        int line = 1, column = 1;
        for (int k = 0; k < at; k++) (line, column) = Characters[k] == '\n' ? (line + 1, 1) : (line, column + 1);
        return string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}");
    }

    private static SequenceText ReadChapters()
    {
        using Stream stream = typeof(SequenceText).Assembly.GetManifestResourceStream("chapters.txt")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return new SequenceText(reader.ReadToEnd(), "the chapters' prose");
    }
}
