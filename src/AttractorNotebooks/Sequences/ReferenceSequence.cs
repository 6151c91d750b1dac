namespace AttractorNotebooks.Sequences;

/// <summary>
/// The plain float64 statement of the energies of a sequence and of the local rule's gradient: what the fast path is measured
/// against.
/// </summary>
/// <remarks>
/// Source s says x_a . J_s x_s of character a, where the hearing token would have the vector x_a. Every source is a member of its
/// own (mixture), or a head is one member that adds all sources up (pooled); p(a) is proportional to exp(-e(a)).
/// </remarks>
public sealed class ReferenceSequence
{
    private readonly SequenceSettings _settings;
    private readonly int _symbols;
    private readonly IReadOnlyList<int[][]> _runs;
    private readonly double[]? _vectors;

    /// <summary>Prepares the model.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="symbols">V.</param>
    /// <param name="runs">The tokens of two, three and four characters, where the settings hear them, in order.</param>
    /// <param name="vectors">The characters' vectors, [V, d]; null where they are one-hot.</param>
    public ReferenceSequence(SequenceSettings settings, int symbols, IReadOnlyList<int[][]>? runs = null, double[]? vectors = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _symbols, _runs, _vectors) = (settings.Validated(), symbols, runs ?? [], vectors);
    }

    /// <summary>p(a) for every character a at a place, given those before it.</summary>
    /// <param name="learnt">The couplings, as a file keeps them.</param>
    /// <param name="text">Symbols.</param>
    /// <param name="at">The place.</param>
    public double[] Distribution(ReadOnlySpan<double> learnt, ReadOnlySpan<int> text, int at)
    {
        double[] logits = MinusEnergies(learnt, text, at);
        double sum = logits.Sum(Math.Exp);
        return [.. logits.Select(logit => Math.Exp(logit) / sum)];
    }

    /// <summary>-e(a) for every character a at a place.</summary>
    /// <inheritdoc cref="Distribution" path="/param"/>
    public double[] MinusEnergies(ReadOnlySpan<double> learnt, ReadOnlySpan<int> text, int at)
    {
        double[] logits = new double[_symbols];
        foreach (List<List<Source>> group in Groups(text, at))
            for (int a = 0; a < _symbols && group.Count > 0; a++)
            {
                double sum = 0;
                foreach (List<Source> member in group) sum += Math.Exp(Says(learnt, member, a));
                logits[a] += Math.Log(sum);
            }
        return logits;
    }

    /// <summary>The gradient of -ln p of the character at a place with respect to what is learnt.</summary>
    /// <inheritdoc cref="Distribution" path="/param"/>
    public double[] Gradient(ReadOnlySpan<double> learnt, ReadOnlySpan<int> text, int at)
    {
        double[] p = Distribution(learnt, text, at), gradient = new double[learnt.Length];
        foreach (List<List<Source>> group in Groups(text, at))
            for (int a = 0; a < _symbols; a++)
            {
                double sum = 0;
                foreach (List<Source> member in group) sum += Math.Exp(Says(learnt, member, a));
                foreach (List<Source> member in group)
                {
                    double signal = (p[a] - (text[at] == a ? 1 : 0)) * Math.Exp(Says(learnt, member, a)) / sum;
                    foreach (Source source in member) Add(gradient, source, a, signal);
                }
            }
        return gradient;
    }

    // Groups of members of sources.
    private List<List<List<Source>>> Groups(ReadOnlySpan<int> text, int at)
    {
        List<List<List<Source>>> groups = [];
        for (int head = 0; head < _settings.Heads; head++)
        {
            List<Source> heard = Heard(text, at, head);
            if (_settings.Form == SequenceForm.Mixture) groups.Add([.. heard.Select(source => new List<Source> { source })]);
            else if (head == 0) groups.Add([heard]);
            else groups[0].Add(heard);
        }
        return groups;
    }

    private List<Source> Heard(ReadOnlySpan<int> text, int at, int head)
    {
        List<Source> heard = [];
        bool free = _settings.Sharing == CouplingSharing.Free;
        int window = _settings.Context, place = free ? at % (window + 1) : Math.Min(at, window), v = _symbols;
        int blocks = free ? window * (window + 1) / 2 : window;
        int reach(int order) => order switch { 2 => _settings.Pairs, 3 => _settings.Triples, _ => _settings.Quadruples };
        int rows = blocks * v + _runs.Sum(runs => runs.Length == 0 ? 0 : runs.Length * reach(runs[0].Length));
        for (int distance = 1; distance <= place; distance++)
        {
            int block = free ? place * (place - 1) / 2 + distance - 1 : distance - 1;
            heard.Add(new Source(head * blocks + block, head * rows + block * v + text[at - distance], text[at - distance]));
        }
        int first = blocks * v;
        foreach (int[][] runs in _runs)
            for (int distance = 1; runs.Length > 0 && distance <= reach(runs[0].Length); distance++, first += runs.Length)
                for (int r = 0, order = runs[0].Length; r < runs.Length; r++)
                {
                    int begin = at - distance - order + 1;
                    if (begin >= 0 && text.Slice(begin, order).SequenceEqual(runs[r]))
                        heard.Add(new Source(-1, head * rows + first + r, -1));
                }
        return heard;
    }

    private double Says(ReadOnlySpan<double> learnt, List<Source> member, int a)
    {
        double sum = 0;
        foreach (Source source in member)
        {
            if (_vectors is null)
            {
                sum += learnt[source.Row * _symbols + a];
                continue;
            }
            int d = _settings.Dim;
            for (int row = 0; row < d; row++)
                for (int column = 0; column < d; column++)
                    sum += _vectors[a * d + row] * learnt[(source.Block * d + row) * d + column] * _vectors[source.Symbol * d + column];
        }
        return sum;
    }

    private void Add(double[] gradient, Source source, int a, double signal)
    {
        if (_vectors is null)
        {
            gradient[source.Row * _symbols + a] += signal;
            return;
        }
        int d = _settings.Dim;
        for (int row = 0; row < d; row++)
            for (int column = 0; column < d; column++)
                gradient[(source.Block * d + row) * d + column] += signal * _vectors[a * d + row] * _vectors[source.Symbol * d + column];
    }

    private readonly record struct Source(int Block, int Row, int Symbol);
}
