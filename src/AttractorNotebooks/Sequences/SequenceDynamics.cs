using System.Numerics.Tensors;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Sequences;

/// <summary>
/// The dynamics of a sequence, float64: every token moves down its own local energy, all at once, as tokens of pictures do.
/// </summary>
/// <remarks>
/// <para>
/// A state is a mean one-hot vector for every token, a distribution over characters; a zero vector is an unknown character, which
/// says nothing. With f_i(a) = p(a | what token i hears of the others' states) a step is x_i = (1 - retention) f_i + retention
/// x_i: the mean of the exactly normalized density takes the place of the force. A source says the mean of what its characters
/// say; a run of characters is as likely as all of its characters together.
/// </para>
/// <para>
/// Tokens hear only those before them, so that without retention and with no token held a state is forgotten after as many steps
/// as there are tokens: token 0 hears nothing and is settled after one step, token i one step after those before it.
/// </para>
/// </remarks>
public sealed class SequenceDynamics
{
    private readonly TrainedSequence _sequence;
    private readonly int _symbols;

    /// <summary>Prepares the dynamics of trained couplings.</summary>
    public SequenceDynamics(TrainedSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        (_sequence, _symbols) = (sequence, sequence.Alphabet.Count);
    }

    /// <summary>A text as a state.</summary>
    /// <param name="symbols">Symbols, [N].</param>
    /// <param name="unknown">[N]; true for characters that are unknown. Empty: none.</param>
    /// <returns>[N, V].</returns>
    public double[] State(ReadOnlySpan<int> symbols, ReadOnlySpan<bool> unknown = default)
    {
        double[] state = new double[symbols.Length * _symbols];
        for (int i = 0; i < symbols.Length; i++)
            if (unknown.IsEmpty || !unknown[i]) state[i * _symbols + symbols[i]] = 1;
        return state;
    }

    /// <summary>The likeliest character of every token.</summary>
    public int[] Read(double[] state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return [.. Enumerable.Range(0, state.Length / _symbols)
            .Select(i => TensorPrimitives.IndexOfMax(state.AsSpan(i * _symbols, _symbols)))];
    }

    /// <summary>Runs the dynamics.</summary>
    /// <param name="state">Where it starts, [N, V].</param>
    /// <param name="held">[N]; true for tokens that stay as they are. Empty: none.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="retention">The share of a state that stays in a step, in [0, 1).</param>
    /// <param name="temperature">Above 0; densities are raised to 1 / temperature and normalized again.</param>
    /// <returns>The state at 0, 1, ..., steps.</returns>
    public IReadOnlyList<double[]> Run(
        double[] state, ReadOnlySpan<bool> held, int steps, double retention = 0, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if (!(retention is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(retention), retention, "The retention must be in [0, 1).");
        if (!(temperature > 0)) throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be above 0.");
        List<double[]> states = [state];
        for (int t = 0; t < steps; t++)
        {
            double[] next = [.. states[^1]];
            for (int i = 0; i < next.Length / _symbols; i++)
            {
                if (!held.IsEmpty && held[i]) continue;
                double[] force = Density(states[^1], i, temperature);
                for (int a = 0; a < _symbols; a++)
                    next[i * _symbols + a] = (1 - retention) * force[a] + retention * next[i * _symbols + a];
            }
            states.Add(next);
        }
        return states;
    }

    /// <summary>p(a) of a token for the states of those before it.</summary>
    /// <param name="state">[N, V].</param>
    /// <param name="at">The token.</param>
    /// <param name="temperature">Above 0.</param>
    public double[] Density(double[] state, int at, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(state);
        Sources sources = _sequence.Sources;
        double[] logits = new double[_symbols];
        for (int head = 0; head < _sequence.Settings.Heads; head++)
        {
            List<double[]> says = [];
            for (int k = 0; k < sources.Count; k++)
                if (Says(state, at, head, k) is double[] heard) says.Add(heard);
            bool mixture = _sequence.Settings.Form == SequenceForm.Mixture;
            for (int a = 0; a < _symbols && says.Count > 0; a++)
            {
                double joined = mixture ? ReferenceNormalized.LogSum(says.Select(heard => heard[a])) : says.Sum(heard => heard[a]);
                logits[a] = mixture || head == 0 ? logits[a] + joined : ReferenceNormalized.LogSum([logits[a], joined]);
            }
        }
        double norm = ReferenceNormalized.LogSum(logits.Select(logit => logit / temperature));
        return [.. logits.Select(logit => Math.Exp(logit / temperature - norm))];
    }

    private double[]? Says(double[] state, int at, int head, int k)
    {
        Sources sources = _sequence.Sources;
        int first = sources.FirstRow(at, k), end = at - sources.Distance(k) + 1, order = sources.Order(k);
        if (first < 0) return null;
        Grams? runs = sources.Runs(k);
        double[] says = new double[_symbols];
        bool any = false;
        for (int source = 0; source < (runs?.Count ?? _symbols); source++)
        {
            double weight = 1;
            if (runs is null) weight = state[(end - 1) * _symbols + source];
            else
                for (int c = 0; c < order && weight > 0; c++)
                    weight *= state[(end - order + c) * _symbols + runs.Symbol(source, c)];
            if (weight == 0) continue;
            any = true;
            int row = (head * sources.Rows + first + source) * _symbols;
            for (int a = 0; a < _symbols; a++) says[a] += weight * _sequence.Couplings.Tables[row + a];
        }
        return any ? says : null;
    }
}
