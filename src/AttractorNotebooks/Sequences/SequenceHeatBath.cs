namespace AttractorNotebooks.Sequences;

/// <summary>
/// Fills a gap in a text by heat bath: one unknown character after another is drawn anew from its exact distribution given all
/// others, those that come after it too.
/// </summary>
/// <remarks>
/// The energy of a text is -ln of its probability, the sum over characters of -ln p(character | those before it). A character of
/// the gap appears in its own term and in those of the tokens that hear it; the draw is from exp(-energy / temperature) over the
/// alphabet.
/// </remarks>
public sealed class SequenceHeatBath
{
    private readonly TrainedSequence _sequence;
    private readonly SequenceEnergy _energy;
    private readonly int[] _symbols;
    private readonly int[] _rows;
    private readonly int _reach;
    private readonly Random _random;

    /// <summary>Prepares to fill gaps of a text.</summary>
    /// <param name="sequence">Trained couplings.</param>
    /// <param name="symbols">The text as it starts; copied.</param>
    /// <param name="seed">Seed of the draws.</param>
    public SequenceHeatBath(TrainedSequence sequence, ReadOnlySpan<int> symbols, int seed)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        (_sequence, _symbols) = (sequence, symbols.ToArray());
        _energy = new SequenceEnergy(sequence.Settings, sequence.Sources);
        _rows = new int[sequence.Sources.Count];
        _reach = sequence.Settings.Context;
        _random = SeededRandom.Create(seed, "heat bath");
    }

    /// <summary>The text as it is now.</summary>
    public ReadOnlySpan<int> Symbols => _symbols;

    /// <summary>Draws every character of a gap once, from left to right.</summary>
    /// <param name="first">Where the gap begins.</param>
    /// <param name="count">Its length.</param>
    /// <param name="temperature">Above 0; 1 for the learnt distribution.</param>
    public void Sweep(int first, int count, double temperature = 1)
    {
        if (!(temperature > 0)) throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be above 0.");
        for (int at = first; at < first + count; at++) _symbols[at] = TrainedSequence.Draw<double>(Conditional(at, temperature), _random);
    }

    /// <summary>The exact distribution of one character given all others, [V].</summary>
    /// <param name="at">Which.</param>
    /// <param name="temperature">Above 0.</param>
    public double[] Conditional(int at, double temperature = 1)
    {
        int kept = _symbols[at];
        double[] energies = new double[_sequence.Alphabet.Count];
        for (int a = 0; a < energies.Length; a++)
        {
            _symbols[at] = a;
            energies[a] = Energy(at, Math.Min(_symbols.Length, at + _reach + 1));
        }
        _symbols[at] = kept;
        double least = energies.Min();
        double[] weights = [.. energies.Select(energy => Math.Exp((least - energy) / temperature))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    /// <summary>The energy of some of the text's characters given all those before them, in nats.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="end">The one after the last.</param>
    public double Energy(int first, int end)
    {
        double energy = 0;
        for (int at = first; at < end; at++)
        {
            _sequence.Sources.Find(_symbols, at, _rows);
            Span<float> logits = _energy.MinusEnergies(_sequence.Couplings.Tables, _rows);
            energy += SequenceEnergy.ToProbabilities(logits, _symbols[at]);
        }
        return energy;
    }
}
