using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

[Trait("Speed", "Slow")]
public class MnistTests
{
    [MnistFact]
    public void The_published_MNIST_is_recognised_and_is_what_it_is_known_to_be()
    {
        DigitData digits = MnistFolder.Read(MnistFactAttribute.Folder!, published: true);
        Assert.Equal((60_000, 10_000, 28, 28), (digits.Train.Count, digits.Test.Count, digits.Train.Height, digits.Train.Width));
        Assert.Equal([5, 0, 4, 1, 9], Enumerable.Range(0, 5).Select(digits.Train.Label));
        Assert.Equal([7, 2, 1, 0, 4], Enumerable.Range(0, 5).Select(digits.Test.Label));
        // Mean and standard deviation that every tutorial normalizes by.
        double mean = digits.Train.Pixels.ToArray().Average(v => (double)v);
        Assert.Equal(0.1307, mean, 4);
        Assert.Equal(0.3081, Math.Sqrt(digits.Train.Pixels.ToArray().Average(v => (double)v * v) - mean * mean), 3);
    }
}
