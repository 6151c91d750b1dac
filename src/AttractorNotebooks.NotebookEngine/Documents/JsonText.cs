using System.Globalization;
using System.Text;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>Texts of JSON that may hold half a surrogate pair, which System.Text.Json refuses to give out.</summary>
internal static class JsonText
{
    /// <summary>Whether a JSON string escapes a surrogate, whole or half.</summary>
    public static bool HasSurrogate(ReadOnlySpan<byte> raw) => raw.IndexOf("\\ud"u8) >= 0 || raw.IndexOf("\\uD"u8) >= 0;

    /// <summary>Whether <paramref name="text"/> has no half of a surrogate pair.</summary>
    public static bool IsWhole(string text) => FirstHalf(text) < 0;

    /// <summary>Where the first half of a surrogate pair stands alone; -1 where none does.</summary>
    public static int FirstHalf(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return i;
            i++;
        }

        return -1;
    }

    /// <summary>The characters of a JSON string, given without its quotes and known to be well-formed.</summary>
    public static string Unescape(ReadOnlySpan<byte> raw)
    {
        string text = Encoding.UTF8.GetString(raw);
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        StringBuilder plain = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            plain.Append(text[i] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)int.Parse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                char other => other,
            });
            if (text[i] == 'u') i += 4;
        }

        return plain.ToString();
    }

    /// <summary>Text for a message: of one line, short, without what terminals take for commands.</summary>
    public static string Printable(string text)
    {
        const int Longest = 60;
        StringBuilder shown = new();
        foreach (Rune rune in (text.Length > Longest ? text[..Longest] + "…" : text).EnumerateRunes())
        {
            if (Rune.IsControl(rune)) shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else shown.Append(rune);
        }

        return shown.ToString();
    }
}
