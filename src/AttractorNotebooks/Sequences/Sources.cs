namespace AttractorNotebooks.Sequences;

/// <summary>
/// What the tokens of a sequence hear. Couplings are rows: one for everything that can stand at a source's place, with an entry
/// for every character that the hearing token may be.
/// </summary>
/// <remarks>A source k of a token is a character, or a run of them, that ends so many characters before it.</remarks>
internal sealed class Sources
{
    private readonly SequenceSettings _settings;
    private readonly Slot[] _slots;

    /// <param name="settings">The settings.</param>
    /// <param name="symbols">V.</param>
    /// <param name="grams">The runs of two, three and four characters that are tokens.</param>
    public Sources(SequenceSettings settings, int symbols, IReadOnlyList<Grams> grams)
    {
        (_settings, Symbols, AllGrams) = (settings, symbols, grams);
        List<Slot> slots = [];
        long rows = 0;
        int window = settings.Context;
        Blocks = settings.Sharing == CouplingSharing.Free ? window * (window + 1) / 2 : window;
        for (int distance = 1; distance <= window; distance++) slots.Add(new Slot(distance, null, (distance - 1) * symbols));
        rows = (long)Blocks * symbols;
        foreach (Grams runs in grams)
            for (int distance = 1; distance <= Reach(runs.Order); distance++, rows += runs.Count)
                slots.Add(new Slot(distance, runs, (int)Math.Min(rows, int.MaxValue)));
        long numbers = rows * symbols * settings.Heads;
        if (numbers > 1 << 28)
            throw new ArgumentException(
                $"These settings make {numbers} couplings of {symbols} characters; at most {1 << 28} are learnt. "
                + "Use a shorter context, fewer heads or a text of fewer different characters.");
        (Rows, _slots) = ((int)rows, [.. slots]);
    }

    /// <summary>V.</summary>
    public int Symbols { get; }

    /// <summary>Blocks of V rows that characters have: one a distance, or one a pair of places.</summary>
    public int Blocks { get; }

    /// <summary>Rows in all.</summary>
    public int Rows { get; }

    /// <summary>Sources of a token in full context.</summary>
    public int Count => _slots.Length;

    /// <summary>The tokens of several characters.</summary>
    public IReadOnlyList<Grams> AllGrams { get; }

    /// <summary>How far back source k ends.</summary>
    public int Distance(int k) => _slots[k].Distance;

    /// <summary>How many characters source k has.</summary>
    public int Order(int k) => _slots[k].Runs?.Order ?? 1;

    /// <summary>The runs that source k is one of; null where it is a character.</summary>
    public Grams? Runs(int k) => _slots[k].Runs;

    /// <summary>The first row of source k for the token at a place; -1 where it hears no such source.</summary>
    public int FirstRow(int at, int k)
    {
        Slot slot = _slots[k];
        if (_settings.Sharing == CouplingSharing.Distance) return slot.Distance + Order(k) - 1 > at ? -1 : slot.FirstRow;
        int place = at % (_settings.Context + 1);
        return slot.Distance > place ? -1 : (place * (place - 1) / 2 + slot.Distance - 1) * Symbols;
    }

    /// <summary>The rows that the token at a place hears.</summary>
    /// <param name="text">The sequence up to there, at least.</param>
    /// <param name="at">The place; what stands there is not read.</param>
    /// <param name="rows">Receives [Count]; -1 for what is not there.</param>
    public void Find(ReadOnlySpan<int> text, int at, Span<int> rows)
    {
        for (int k = 0; k < _slots.Length; k++)
        {
            int first = FirstRow(at, k), end = at - _slots[k].Distance + 1;
            int source = first < 0 ? -1 : _slots[k].Runs is Grams runs ? runs.Find(text, end) : text[end - 1];
            rows[k] = source < 0 ? -1 : first + source;
        }
    }

    /// <summary>The rows that every token of a sequence hears, [length, Count].</summary>
    public int[] FindAll(ReadOnlySpan<int> text)
    {
        int[] rows = new int[text.Length * Count];
        for (int at = 0; at < text.Length; at++) Find(text, at, rows.AsSpan(at * Count, Count));
        return rows;
    }

    private int Reach(int order) => order switch { 2 => _settings.Pairs, 3 => _settings.Triples, _ => _settings.Quadruples };

    private readonly record struct Slot(int Distance, Grams? Runs, int FirstRow);
}
