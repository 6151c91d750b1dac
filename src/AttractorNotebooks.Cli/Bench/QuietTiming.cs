namespace AttractorNotebooks.Cli.Bench;

/// <summary>Times something between two measurements of the machine's peak, and again where the machine was busy meanwhile.</summary>
/// <param name="peak">Measures the peak: operations a second.</param>
internal sealed class QuietTiming(Func<double> peak)
{
    /// <summary>A peak below this share of the best one of the run tells that the machine had other work.</summary>
    public const double Busy = 0.6;

    private const int MostRounds = 5;

    /// <summary>The best peak so far.</summary>
    public double BestPeak { get; private set; }

    /// <summary>Times it, up to five times: until the machine was quiet before and after, and nothing was faster than the peak.</summary>
    /// <param name="time">Times it once.</param>
    /// <param name="rate">Operations a second of what was timed.</param>
    public QuietTime<T> Of<T>(Func<T> time, Func<T, double> rate)
    {
        List<(T Timed, double Before, double After)> rounds = [];
        for (int round = 1; ; round++)
        {
            double before = Peak();
            T timed = time();
            rounds.Add((timed, before, Peak()));
            // The round that the machine disturbed least.
            (T best, double low, double high) = rounds.MaxBy(one => Math.Min(one.Before, one.After));
            bool busy = Math.Min(low, high) < Busy * BestPeak, above = rate(best) > Math.Max(low, high);
            if (round == MostRounds || !(busy || above)) return new QuietTime<T>(best, Math.Max(low, high), busy, above, round);
        }
    }

    private double Peak()
    {
        double measured = peak();
        BestPeak = Math.Max(BestPeak, measured);
        return measured;
    }
}

/// <summary>What was timed.</summary>
/// <param name="Timed">The time, of the round that was disturbed least.</param>
/// <param name="Peak">The machine's peak around it.</param>
/// <param name="Busy">Whether the machine was busy in every round.</param>
/// <param name="AbovePeak">Whether it was faster than the measured peak, which is then no measure: no share is told.</param>
/// <param name="Rounds">How often it was timed.</param>
internal sealed record QuietTime<T>(T Timed, double Peak, bool Busy, bool AbovePeak, int Rounds)
{
    /// <summary>The share of the peak, in [0, 1]; null where it cannot be told.</summary>
    public double? Share(double rate) => AbovePeak ? null : rate / Peak;
}
