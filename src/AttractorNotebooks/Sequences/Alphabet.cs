using System.Globalization;
using System.Text;

namespace AttractorNotebooks.Sequences;

/// <summary>The characters that a model knows, in the order of their code points; a symbol is a character's index.</summary>
public sealed class Alphabet
{
    /// <summary>The most characters.</summary>
    public const int MostSymbols = 4096;

    private readonly Dictionary<int, int> _symbols;

    /// <summary>Takes characters.</summary>
    /// <param name="characters">Different code points, ascending; at least two.</param>
    /// <exception cref="ArgumentException">They are fewer than two, too many, or not ascending.</exception>
    public Alphabet(IReadOnlyList<int> characters)
    {
        ArgumentNullException.ThrowIfNull(characters);
        if (characters.Count is < 2 or > MostSymbols)
            throw new ArgumentException(
                $"An alphabet has 2 to {MostSymbols} different characters, not {characters.Count}.", nameof(characters));
        for (int k = 0; k < characters.Count; k++)
            if (!Rune.IsValid(characters[k]) || (k > 0 && characters[k] <= characters[k - 1]))
                throw new ArgumentException($"Entry {k} of the alphabet, {characters[k]}, is no character above the one before it.");
        Characters = [.. characters];
        _symbols = Enumerable.Range(0, characters.Count).ToDictionary(symbol => characters[symbol]);
    }

    /// <summary>The code points, ascending.</summary>
    public IReadOnlyList<int> Characters { get; }

    /// <summary>V, how many there are.</summary>
    public int Count => Characters.Count;

    /// <summary>The characters of a text.</summary>
    /// <exception cref="ArgumentException">They are fewer than two, or too many.</exception>
    public static Alphabet Of(SequenceText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] characters = [.. text.Characters.Distinct().Order()];
        return characters.Length is >= 2 and <= MostSymbols
            ? new Alphabet(characters)
            : throw new ArgumentException($"{text.Name} has {characters.Length} different characters; 2 to {MostSymbols} can be learnt.");
    }

    /// <summary>A text as symbols.</summary>
    /// <exception cref="ArgumentException">It has a character that is not in the alphabet; says which and where.</exception>
    public int[] Encode(SequenceText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] symbols = new int[text.Characters.Count];
        for (int at = 0; at < symbols.Length; at++)
            if (!_symbols.TryGetValue(text.Characters[at], out symbols[at]))
                throw new ArgumentException(
                    $"{text.Name} has the character {Name(text.Characters[at])} at {text.Place(at)}, which the model has never seen; "
                    + $"it knows {Count} characters. Remove it, or train on a text that has it.");
        return symbols;
    }

    /// <summary>Symbols as text.</summary>
    public string Decode(ReadOnlySpan<int> symbols)
    {
        StringBuilder text = new();
        foreach (int symbol in symbols) text.Append(new Rune(Characters[symbol]).ToString());
        return text.ToString();
    }

    private static string Name(int character)
    {
        string code = string.Create(CultureInfo.InvariantCulture, $"U+{character:X4}");
        return Rune.IsControl(new Rune(character)) ? code : $"'{new Rune(character)}' ({code})";
    }
}
