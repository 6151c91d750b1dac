using AttractorNotebooks.Analysis;

namespace AttractorNotebooks.Tests.Analysis;

public class TokenNormsTests
{
    [Fact]
    public void The_mean_is_taken_over_the_tokens_of_each_sample()
    {
        float[] states = [3, 4, 0, 0, /**/ 0, 2, 5, 12];
        Assert.Equal([2.5, 7.5], TokenNorms.Mean(states, 2, 2));
    }

    [Fact]
    public void A_length_that_is_no_whole_number_of_samples_is_refused() =>
        Assert.Throws<ArgumentException>(() => TokenNorms.Mean(new float[6], 2, 2));
}
