using System.Numerics.Tensors;

namespace AttractorNotebooks.Hopfield;

/// <summary>
/// Samples of coupled spins, p(x) proportional to exp(1/2 sum_ij x_i . J_ij x_j), by drawing one spin after the other from its
/// exact conditional (Gibbs sampling).
/// </summary>
/// <remarks>Chains are independent, each with its own stream of chance: one seed, one result, whatever the threads.</remarks>
/// <param name="law">What spins are.</param>
/// <param name="couplings">J, row-major [N d, N d]; symmetric, with J_ii = 0.</param>
/// <param name="tokens">N.</param>
public sealed class HeatBath(SpinLaw law, double[] couplings, int tokens)
{
    private readonly int _size = couplings.Length == tokens * law.Dim * tokens * law.Dim ? tokens * law.Dim
        : throw new ArgumentException($"{couplings.Length} numbers are no couplings of {tokens} tokens of {law.Dim} components.",
            nameof(couplings));

    /// <summary>Draws samples.</summary>
    /// <param name="chains">Independent chains, at least 2.</param>
    /// <param name="each">Samples of a chain, at least 4.</param>
    /// <param name="burnIn">Sweeps before the first sample.</param>
    /// <param name="thin">Sweeps from one sample to the next, at least 1.</param>
    /// <param name="seed">Decides everything.</param>
    public HeatBathSamples Draw(int chains, int each, int burnIn, int thin, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chains, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(each, 4);
        ArgumentOutOfRangeException.ThrowIfNegative(burnIn);
        ArgumentOutOfRangeException.ThrowIfLessThan(thin, 1);
        double[] states = new double[chains * each * _size];
        double[][] energies = new double[chains][];
        Parallel.For(0, chains, chain =>
        {
            Random random = SeededRandom.Create(seed, "heat bath", chain);
            double[] state = new double[_size], zero = new double[law.Dim];
            for (int i = 0; i < tokens; i++) law.Draw(zero, random, state.AsSpan(i * law.Dim, law.Dim));
            for (int t = 0; t < burnIn; t++) Sweep(state, random);
            energies[chain] = new double[each];
            for (int m = 0; m < each; m++)
            {
                for (int t = 0; t < thin; t++) Sweep(state, random);
                state.CopyTo(states, (chain * each + m) * _size);
                energies[chain][m] = Energy(state);
            }
        });
        return new HeatBathSamples(states, energies);
    }

    /// <summary>-1/2 sum_ij x_i . J_ij x_j.</summary>
    /// <param name="state">x, [N, d].</param>
    public double Energy(ReadOnlySpan<double> state)
    {
        double energy = 0;
        for (int row = 0; row < _size; row++) energy -= state[row] * TensorPrimitives.Dot(couplings.AsSpan(row * _size, _size), state) / 2;
        return energy;
    }

    private void Sweep(double[] state, Random random)
    {
        Span<double> field = stackalloc double[law.Dim];
        for (int i = 0; i < tokens; i++)
        {
            for (int c = 0; c < law.Dim; c++)
                field[c] = TensorPrimitives.Dot<double>(couplings.AsSpan((i * law.Dim + c) * _size, _size), state);
            law.Draw(field, random, state.AsSpan(i * law.Dim, law.Dim));
        }
    }
}
