using AttractorNotebooks.Dynamics;

namespace AttractorNotebooks.Analysis;

/// <summary>What a state does in the long run: whether it rests, goes round in a cycle, or still moves on.</summary>
/// <param name="Period">1 for a fixed point; the number of steps of a cycle; null for a state that did not come back.</param>
/// <param name="Speed">The distance that the first step went: the root of the mean over tokens of |change of x_i|^2.</param>
/// <param name="Excursion">The largest distance from where the watch began.</param>
public readonly record struct Recurrence(int? Period, double Speed, double Excursion)
{
    /// <summary>Watches a dynamics for some more steps.</summary>
    /// <remarks>
    /// A state is a fixed point if it never goes farther than the tolerance from where it stands now. It is on a cycle of period
    /// p if it left that neighbourhood, is back within the tolerance after p steps for the first time, and again after 2 p. A
    /// state that creeps on is neither, however small its speed. Under random orders or masks a step is not a function of the
    /// state alone, and no period is to be expected.
    /// </remarks>
    /// <param name="dynamics">
    /// The dynamics, already run for as long as it needs to settle; it ends later by twice <paramref name="longest"/> steps.
    /// </param>
    /// <param name="longest">The longest period to find, at least 1.</param>
    /// <param name="tolerance">How near counts as the same state; in units of <see cref="Speed"/>; positive and finite.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>One result a sample.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The longest period or the tolerance is out of its range.</exception>
    public static Recurrence[] Watch(AttractorDynamics dynamics, int longest, double tolerance, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dynamics);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
        if (!(tolerance > 0 && double.IsFinite(tolerance)))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "The tolerance must be positive and finite.");
        int sample = dynamics.Tokens * dynamics.Dim;
        float[] start = new float[dynamics.Batch * sample], now = new float[start.Length];
        double[][] distances = new double[dynamics.Batch][];
        for (int b = 0; b < distances.Length; b++) distances[b] = new double[2 * longest];
        dynamics.CopyState(start);
        for (int k = 0; k < 2 * longest; k++)
        {
            dynamics.Run(1, cancellation: cancellation);
            dynamics.CopyState(now);
            for (int b = 0; b < distances.Length; b++)
                distances[b][k] = StateDistance.Of(start.AsSpan(b * sample, sample), now.AsSpan(b * sample, sample), dynamics.Tokens);
        }
        return Array.ConvertAll(distances, distance => new Recurrence(PeriodOf(distance, tolerance), distance[0], distance.Max()));
    }

    private static int? PeriodOf(double[] distance, double tolerance)
    {
        int left = Array.FindIndex(distance, d => d > tolerance);
        if (left < 0) return 1;
        int back = left < distance.Length - 1 ? Array.FindIndex(distance, left + 1, d => d <= tolerance) : -1;
        int period = back + 1;
        return back >= 0 && 2 * period <= distance.Length && distance[2 * period - 1] <= tolerance ? period : null;
    }
}
