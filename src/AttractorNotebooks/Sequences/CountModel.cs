namespace AttractorNotebooks.Sequences;

/// <summary>How counts of an order lean on those of the order below.</summary>
public enum Smoothing
{
    /// <summary>
    /// Interpolated Kneser-Ney: a discount n1 / (n1 + 2 n2) is taken off every count, and the orders below count in how many
    /// different contexts a character stands (Kneser and Ney, 1995; Chen and Goodman, 1999).
    /// </summary>
    KneserNey,

    /// <summary>
    /// Witten-Bell: the order below weighs as many counts as there are different characters after a context (Witten and Bell, 1991).
    /// </summary>
    WittenBell,
}

/// <summary>What counting gives: the distribution of a character from how often it followed the last few. Nothing is learnt.</summary>
public sealed class CountModel
{
    private readonly int _symbols;
    private readonly long _base;
    private readonly int _order;
    private readonly Smoothing _smoothing;
    private readonly Dictionary<long, Context>[] _contexts;
    private readonly double[] _discounts;

    /// <summary>Counts.</summary>
    /// <param name="text">Symbols to count.</param>
    /// <param name="symbols">V.</param>
    /// <param name="order">Characters that are counted together: 1 for unigrams, 2 for bigrams, ..., at most 6.</param>
    /// <param name="smoothing">How the orders lean on one another.</param>
    public CountModel(ReadOnlySpan<int> text, int symbols, int order, Smoothing smoothing)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 6);
        ArgumentOutOfRangeException.ThrowIfLessThan(symbols, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(symbols, 1000);
        (_symbols, _order, _smoothing) = (symbols, order, smoothing);
        _base = symbols;
        _contexts = [.. Enumerable.Range(0, order).Select(_ => new Dictionary<long, Context>())];
        for (int length = 0; length < order; length++)
            for (int at = length; at < text.Length; at++) Count(length, Key(text, at, length), text[at]);
        if (smoothing == Smoothing.KneserNey)
            for (int length = 0; length < order - 1; length++) CountContinuations(length);
        _discounts = [.. _contexts.Select(Discount)];
    }

    /// <summary>p of the character at a place, given those before it.</summary>
    /// <param name="text">Symbols.</param>
    /// <param name="at">The place.</param>
    public double Probability(ReadOnlySpan<int> text, int at)
    {
        double p = 1.0 / _symbols;
        for (int length = 0; length < _order && length <= at; length++)
        {
            if (!_contexts[length].TryGetValue(Key(text, at, length), out Context? context)) break;
            double count = context.Counts.GetValueOrDefault(text[at]), kinds = context.Counts.Count;
            double discount = _discounts[length];
            p = _smoothing == Smoothing.WittenBell
                ? (count + kinds * p) / (context.Total + kinds)
                : (Math.Max(count - discount, 0) + discount * kinds * p) / context.Total;
        }
        return p;
    }

    /// <summary>-log2 p of every character of a text from a place on.</summary>
    /// <param name="text">Symbols.</param>
    /// <param name="from">The first that is scored.</param>
    public double[] Score(ReadOnlySpan<int> text, int from)
    {
        double[] bits = new double[text.Length - from];
        for (int k = 0; k < bits.Length; k++) bits[k] = -Math.Log2(Probability(text, from + k));
        return bits;
    }

    /// <summary>-log2 p of every character of a text's held-out tenth, counted on what comes before it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="order">Characters that are counted together.</param>
    /// <param name="smoothing">How the orders lean on one another.</param>
    public static double[] Score(SequenceText text, int order, Smoothing smoothing = Smoothing.KneserNey)
    {
        ArgumentNullException.ThrowIfNull(text);
        Alphabet alphabet = Alphabet.Of(text);
        int[] symbols = alphabet.Encode(text);
        return new CountModel(symbols.AsSpan(0, text.HeldOutStart), alphabet.Count, order, smoothing).Score(symbols, text.HeldOutStart);
    }

    private void Count(int length, long key, int character)
    {
        if (!_contexts[length].TryGetValue(key, out Context? context)) _contexts[length][key] = context = new Context();
        context.Counts[character] = context.Counts.GetValueOrDefault(character) + 1;
        context.Total++;
    }

    // In how many contexts that are one character longer a character follows, instead of how often.
    private void CountContinuations(int length)
    {
        long highest = Power(length);
        _contexts[length].Clear();
        foreach ((long longer, Context context) in _contexts[length + 1])
            foreach (int character in context.Counts.Keys) Count(length, longer % highest, character);
    }

    private static double Discount(Dictionary<long, Context> contexts)
    {
        double once = 0, twice = 0;
        foreach (Context context in contexts.Values)
            foreach (int count in context.Counts.Values) (once, twice) = (once + (count == 1 ? 1 : 0), twice + (count == 2 ? 1 : 0));
        return once == 0 ? 0.5 : once / (once + 2 * twice);
    }

    private long Key(ReadOnlySpan<int> text, int at, int length)
    {
        long key = 0;
        for (int k = at - length; k < at; k++) key = key * _base + text[k];
        return key;
    }

    private long Power(int exponent)
    {
        long power = 1;
        for (int k = 0; k < exponent; k++) power *= _base;
        return power;
    }

    private sealed class Context
    {
        public Dictionary<int, int> Counts { get; } = [];

        public int Total { get; set; }
    }
}
