namespace AttractorNotebooks.Sequences;

/// <summary>Runs of several characters that are tokens of their own: those that a text has often enough.</summary>
internal sealed class Grams
{
    private readonly Dictionary<long, int> _index;
    private readonly long _symbols;
    private readonly int[] _characters;

    /// <param name="order">Characters of a run.</param>
    /// <param name="symbols">V.</param>
    /// <param name="keys">The runs, ascending: a number to the base V, its first character the highest digit.</param>
    public Grams(int order, int symbols, long[] keys)
    {
        (Order, _symbols, Keys) = (order, symbols, keys);
        _index = Enumerable.Range(0, keys.Length).ToDictionary(k => keys[k]);
        _characters = [.. Enumerable.Range(0, keys.Length).SelectMany(Symbols)];
    }

    public int Order { get; }

    public long[] Keys { get; }

    public int Count => Keys.Length;

    /// <summary>The runs of a text that stand in it at least so often.</summary>
    public static Grams Of(ReadOnlySpan<int> text, int order, int symbols, int least)
    {
        Dictionary<long, int> counts = [];
        for (int end = order; end <= text.Length; end++)
        {
            long key = Key(text.Slice(end - order, order), symbols);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        return new Grams(order, symbols, [.. counts.Where(entry => entry.Value >= least).Select(entry => entry.Key).Order()]);
    }

    /// <summary>The index of the run that ends before a place, or -1.</summary>
    public int Find(ReadOnlySpan<int> text, int end) =>
        end >= Order && _index.TryGetValue(Key(text.Slice(end - Order, Order), _symbols), out int index) ? index : -1;

    /// <summary>The characters of a run.</summary>
    public int[] Symbols(int index)
    {
        int[] symbols = new int[Order];
        long key = Keys[index];
        for (int k = Order - 1; k >= 0; k--, key /= _symbols) symbols[k] = (int)(key % _symbols);
        return symbols;
    }

    /// <summary>One character of a run.</summary>
    public int Symbol(int index, int at) => _characters[index * Order + at];

    private static long Key(ReadOnlySpan<int> run, long symbols)
    {
        long key = 0;
        foreach (int symbol in run) key = key * symbols + symbol;
        return key;
    }
}
