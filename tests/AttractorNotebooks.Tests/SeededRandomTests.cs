namespace AttractorNotebooks.Tests;

public class SeededRandomTests
{
    [Fact]
    public void Same_arguments_give_the_same_stream()
    {
        Random one = SeededRandom.Create(7, "mask", 3), two = SeededRandom.Create(7, "mask", 3);
        for (int k = 0; k < 100; k++) Assert.Equal(one.NextDouble(), two.NextDouble());
    }

    [Theory]
    [InlineData(8, "mask", 3)]
    [InlineData(7, "noise", 3)]
    [InlineData(7, "mask", 4)]
    [InlineData(-7, "mask", 3)]
    public void Any_other_argument_gives_another_stream(int seed, string purpose, int index)
    {
        Random one = SeededRandom.Create(7, "mask", 3), two = SeededRandom.Create(seed, purpose, index);
        Assert.NotEqual(one.NextDouble(), two.NextDouble());
    }

    [Fact]
    public void A_stream_is_uniform()
    {
        Random random = SeededRandom.Create(1, "uniform");
        double mean = Enumerable.Range(0, 100_000).Average(_ => random.NextDouble());
        Assert.InRange(mean, 0.5 - 0.005, 0.5 + 0.005);
    }
}
