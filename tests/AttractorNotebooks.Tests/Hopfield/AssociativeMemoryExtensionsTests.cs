using AttractorNotebooks.Hopfield;

namespace AttractorNotebooks.Tests.Hopfield;

public class AssociativeMemoryExtensionsTests
{
    private static readonly double[] Start = [1, -2, 3, 4];

    [Fact]
    public void States_are_those_after_so_many_steps()
    {
        double[][] states = new Doubling().StatesAt(Start, [0, 1, 1, 3]);
        Assert.Equal(4, states.Length);
        foreach ((int k, double factor) in new double[] { 1, 2, 2, 8 }.Index()) Assert.Equal(Start.Select(x => factor * x), states[k]);
        Assert.Empty(new Doubling().StatesAt(Start, []));
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(3, 2)]
    public void Times_that_do_not_ascend_are_refused(int first, int second) =>
        Assert.Throws<ArgumentException>(() => new Doubling().StatesAt(Start, [first, second]));

    private sealed class Doubling : IAssociativeMemory
    {
        public int Components => 2;

        public double[] Advance(ReadOnlyMemory<double> states) => [.. states.ToArray().Select(x => 2 * x)];
    }
}
