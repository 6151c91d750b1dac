using System.Numerics;
using System.Numerics.Tensors;

namespace AttractorNotebooks.Sequences;

/// <summary>Local energies of a token for every character that it may be, and the signal that the local rule takes from them.</summary>
/// <remarks>
/// <para>
/// A member m of a head g says S_gm(a) of character a: what one source says (mixture), or the sum over sources (pooled, where the
/// heads themselves are the members of one group). -e(a) = sum_g ln sum_m exp S_gm(a) and p(a) = exp(-e(a)) / sum_b exp(-e(b)),
/// the sum over the alphabet exact. The gradient of -ln p(c) with respect to S_gm(a) is (p(a) - [a = c]) r_gm(a), where r_gm(a)
/// is the attention that a token pays member m if it is character a.
/// </para>
/// <para>One object serves one thread. The plain statement is <see cref="ReferenceSequence"/>.</para>
/// </remarks>
internal sealed class SequenceEnergy
{
    private readonly SequenceForm _form;
    private readonly int _heads;
    private readonly int _sources;
    private readonly int _symbols;
    private readonly int _headLength;
    private readonly float[] _largest;
    private readonly float[] _sum;
    private readonly float[] _logits;
    private readonly float[] _members;
    private float _loudness = 1;

    /// <param name="settings">Form and heads.</param>
    /// <param name="sources">What tokens hear.</param>
    public SequenceEnergy(SequenceSettings settings, Sources sources)
    {
        (_form, _heads, _sources, _symbols) = (settings.Form, settings.Heads, sources.Count, sources.Symbols);
        _headLength = sources.Rows * _symbols;
        Members = MembersOf(settings, sources);
        (_largest, _sum, _logits) = (new float[_symbols], new float[_symbols], new float[_symbols]);
        _members = new float[Members * _symbols];
    }

    /// <summary>Members of all heads.</summary>
    public int Members { get; }

    /// <summary>Members of all heads for given settings.</summary>
    public static int MembersOf(SequenceSettings settings, Sources sources) =>
        settings.Heads * (settings.Form == SequenceForm.Mixture ? sources.Count : 1);

    /// <summary>-e(a) for every character a.</summary>
    /// <param name="tables">The couplings, [heads, rows, V].</param>
    /// <param name="rows">What the token hears, [sources]; -1 for nothing.</param>
    /// <returns>[V]; valid until the next call.</returns>
    public Span<float> MinusEnergies(ReadOnlySpan<float> tables, ReadOnlySpan<int> rows)
    {
        Compute(tables, rows, _members, attention: false);
        return _logits;
    }

    /// <summary>-e(a), and the attention r_m(a) that a token pays member m if it is a.</summary>
    /// <param name="tables">The couplings, [heads, rows, V].</param>
    /// <param name="rows">What the token hears, [sources]; -1 for nothing.</param>
    /// <param name="attention">Receives [members, V]; members that are not there are left as they were.</param>
    public Span<float> MinusEnergies(ReadOnlySpan<float> tables, ReadOnlySpan<int> rows, Span<float> attention)
    {
        Compute(tables, rows, attention, attention: true);
        return _logits;
    }

    /// <summary>What the local rule takes from one token.</summary>
    /// <param name="tables">The couplings, [heads, rows, V].</param>
    /// <param name="rows">What the token hears, [sources]; -1 for nothing.</param>
    /// <param name="character">Which character it is.</param>
    /// <param name="share">
    /// The share of sources that are not hidden: where they are pooled, the rest speak louder by so much, so that what is said in
    /// all stays the same on average.
    /// </param>
    /// <param name="signals">Receives d(-ln p) / d of what a source says of a, [members, V].</param>
    /// <returns>-ln p of the character.</returns>
    public double Learn(ReadOnlySpan<float> tables, ReadOnlySpan<int> rows, int character, float share, Span<float> signals)
    {
        _loudness = _form == SequenceForm.Pooled ? 1 / share : 1;
        Compute(tables, rows, signals, attention: true);
        double loss = ToProbabilities(_logits.AsSpan(), character);
        _logits[character] -= 1;
        TensorPrimitives.Multiply(_logits, _loudness, _logits);
        _loudness = 1;
        for (int m = 0; m < Members; m++)
        {
            if (_form == SequenceForm.Mixture && rows[m % _sources] < 0) continue;
            Span<float> signal = Row(signals, m);
            TensorPrimitives.Multiply(signal, _logits, signal);
        }
        return loss;
    }

    /// <summary>Makes probabilities of logits in place.</summary>
    /// <returns>-ln p of a character.</returns>
    public static double ToProbabilities<T>(Span<T> logits, int character)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<T>(logits), logits);
        double score = double.CreateTruncating(logits[character]);
        TensorPrimitives.Exp(logits, logits);
        T sum = TensorPrimitives.Sum<T>(logits);
        TensorPrimitives.Divide(logits, sum, logits);
        return Math.Log(double.CreateTruncating(sum)) - score;
    }

    private void Compute(ReadOnlySpan<float> tables, ReadOnlySpan<int> rows, Span<float> members, bool attention)
    {
        if (_form == SequenceForm.Pooled)
        {
            for (int k = 0; k < _heads; k++) Pool(tables.Slice(k * _headLength, _headLength), rows, Row(members, k));
            if (_heads > 1)
            {
                Array.Clear(_logits);
                Join(members, 0, _heads, [], attention);
                return;
            }
            Row(members, 0).CopyTo(_logits);
            if (attention) Row(members, 0).Fill(1);
            return;
        }
        Array.Clear(_logits);
        for (int head = 0; head < _heads; head++)
        {
            ReadOnlySpan<float> table = tables.Slice(head * _headLength, _headLength);
            for (int k = 0; k < _sources; k++)
                if (rows[k] >= 0) table.Slice(rows[k] * _symbols, _symbols).CopyTo(Row(members, head * _sources + k));
            Join(members, head * _sources, _sources, rows, attention);
        }
    }

    private void Pool(ReadOnlySpan<float> table, ReadOnlySpan<int> rows, Span<float> sum)
    {
        sum.Clear();
        foreach (int row in rows)
            if (row >= 0) TensorPrimitives.Add(sum, table.Slice(row * _symbols, _symbols), sum);
        if (_loudness != 1) TensorPrimitives.Multiply(sum, _loudness, sum);
    }

    // Adds ln sum_m exp S_m to the logits; the members become exp(S_m - largest), or the attention to them.
    private void Join(Span<float> members, int first, int count, ReadOnlySpan<int> rows, bool attention)
    {
        bool any = false;
        for (int k = 0; k < count; k++)
        {
            if (!rows.IsEmpty && rows[k] < 0) continue;
            if (any) TensorPrimitives.Max(_largest, Row(members, first + k), _largest);
            else Row(members, first + k).CopyTo(_largest);
            any = true;
        }
        // A token that hears nothing may be anything.
        if (!any) return;
        Array.Clear(_sum);
        for (int k = 0; k < count; k++)
        {
            if (!rows.IsEmpty && rows[k] < 0) continue;
            Span<float> member = Row(members, first + k);
            TensorPrimitives.Subtract(member, _largest, member);
            TensorPrimitives.Exp<float>(member, member);
            TensorPrimitives.Add(_sum, member, _sum);
        }
        TensorPrimitives.Add(_logits, _largest, _logits);
        for (int k = 0; k < count && attention; k++)
            if (rows.IsEmpty || rows[k] >= 0) TensorPrimitives.Divide(Row(members, first + k), _sum, Row(members, first + k));
        TensorPrimitives.Log<float>(_sum, _sum);
        TensorPrimitives.Add(_logits, _sum, _logits);
    }

    private Span<float> Row(Span<float> members, int m) => members.Slice(m * _symbols, _symbols);
}
