using MathNet.Numerics.Statistics;

namespace AttractorNotebooks.Hopfield;

/// <summary>Samples of several chains, and whether the chains tell the same.</summary>
/// <param name="States">Chain by chain, [chains, each, N, d].</param>
/// <param name="Energies">The energy of every sample, [chains][each].</param>
public sealed record HeatBathSamples(double[] States, IReadOnlyList<double[]> Energies)
{
    /// <summary>
    /// Split R-hat of the energy (Gelman et al., Bayesian Data Analysis, 2013): near 1 where chains, and their first and second
    /// halves, are alike; above 1.05 they have not mixed.
    /// </summary>
    public double SplitRHat
    {
        get
        {
            double[][] halves = [.. Energies.SelectMany(chain => chain[..(chain.Length / 2 * 2)].Chunk(chain.Length / 2))];
            double within = halves.Average(half => half.Variance()), between = halves.Select(half => half.Average()).Variance();
            int length = halves[0].Length;
            return within == 0 ? between == 0 ? 1 : double.PositiveInfinity : Math.Sqrt((length - 1.0) / length + between / within);
        }
    }

    /// <summary>The correlation of the energies of one sample and the next of its chain.</summary>
    public double NextCorrelation
    {
        get
        {
            double mean = Energies.Average(chain => chain.Average());
            double next = Energies.Average(chain => chain.Zip(chain.Skip(1), (a, b) => (a - mean) * (b - mean)).Average());
            double square = Energies.Average(chain => chain.Average(a => (a - mean) * (a - mean)));
            return square == 0 ? 0 : next / square;
        }
    }
}
