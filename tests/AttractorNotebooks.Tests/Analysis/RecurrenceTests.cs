using AttractorNotebooks.Analysis;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Tests.Analysis;

public class RecurrenceTests
{
    private static readonly DynamicsSettings Alone = new()
    {
        Update = UpdateRule.Leaky(0),
        LayerNorm = false,
        Attention = new AttentionSettings(1, null)
    };

    [Theory]
    [InlineData(0, 1)]
    [InlineData(180, 2)]
    [InlineData(120, 3)]
    [InlineData(72, 5)]
    public void A_turning_pair_has_the_period_of_its_turn(double degrees, int period)
    {
        // Two tokens that hear only each other, each turned: x_1 becomes R x_2 and x_2 becomes R x_1; they start alike.
        AttractorDynamics dynamics = new(Turn(degrees), Alone, batch: 1);
        dynamics.Start([1, 0, 1, 0]);
        Recurrence found = Recurrence.Watch(dynamics, longest: 6, tolerance: 1e-4).Single();
        Assert.Equal(period, found.Period);
        Assert.Equal(2 * Math.Sin(degrees / 2 * Math.PI / 180), found.Speed, 1e-5);
    }

    [Fact]
    public void Neither_a_slow_drift_nor_a_cycle_that_is_too_long_counts()
    {
        foreach (double degrees in new[] { 0.01, 20 })
        {
            AttractorDynamics dynamics = new(Turn(degrees), Alone, batch: 1);
            dynamics.Start([1, 0, 1, 0]);
            Assert.Null(Recurrence.Watch(dynamics, longest: 10, tolerance: 1e-3).Single().Period);
        }
    }

    [Fact]
    public void Every_sample_is_watched_by_itself()
    {
        // Alike the pair rests under exchange; unlike it swaps.
        AttractorDynamics dynamics = new(Turn(0), Alone, batch: 2);
        dynamics.Start([1, 0, 1, 0, 1, 0, 0, 1]);
        Assert.Equal(new int?[] { 1, 2 }, Recurrence.Watch(dynamics, 4, 1e-4).Select(found => found.Period));
        Assert.Equal(8, dynamics.Time);
    }

    private static Couplings Turn(double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        Couplings couplings = new(2, 2);
        foreach ((int i, int j) in new[] { (0, 1), (1, 0) })
            new float[] { (float)cos, -(float)sin, (float)sin, (float)cos }.CopyTo(couplings.Block(i, j));
        return couplings;
    }
}
