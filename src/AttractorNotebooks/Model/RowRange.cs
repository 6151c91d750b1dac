using System.Globalization;

namespace AttractorNotebooks.Model;

/// <summary>Neighboring rows of J: what tokens First, ..., End - 1 hear.</summary>
/// <param name="First">The first token, 0, 1, ...</param>
/// <param name="End">One more than the last.</param>
public readonly record struct RowRange(int First, int End)
{
    /// <summary>How many.</summary>
    public int Count => End - First;

    /// <summary>Whether a token is among them.</summary>
    public bool Holds(int token) => token >= First && token < End;

    /// <summary>Reads "0:49", the rows 0 to 48.</summary>
    /// <exception cref="ArgumentException">The text says something else.</exception>
    public static RowRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] ends = text.Split(':');
        return ends.Length == 2 && Number(ends[0]) is int first && Number(ends[1]) is int end && first < end
            ? new RowRange(first, end)
            : throw new ArgumentException($"'{text}' names no rows; write FIRST:END, for example 0:49 for the rows 0 to 48.");

        static int? Number(string end) =>
            int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }

    /// <summary>One of so many nearly equal parts of all rows.</summary>
    /// <param name="tokens">N.</param>
    /// <param name="parts">How many parts, from 1 to N.</param>
    /// <param name="part">Which: 0, 1, ...</param>
    public static RowRange Part(int tokens, int parts, int part) =>
        new((int)((long)tokens * part / parts), (int)((long)tokens * (part + 1) / parts));

    /// <summary>Refuses rows that are not there.</summary>
    /// <exception cref="ArgumentException">There are fewer tokens; says how many.</exception>
    public RowRange RequireIn(int tokens) => First >= 0 && First < End && End <= tokens
        ? this
        : throw new ArgumentException($"There are no rows {this}: these couplings have the rows 0:{tokens}.");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}:{End}");
}
