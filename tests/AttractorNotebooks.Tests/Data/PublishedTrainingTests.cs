using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

[Trait("Speed", "Slow")]
public class PublishedTrainingTests
{
    [Fact]
    public void Gaps_are_taken_at_the_epochs_that_both_curves_have()
    {
        PublishedTraining published = PublishedCurves.Training;
        Assert.Equal(published.Epochs.Length, published.Similarities.Length);
        Assert.Equal(published.Epochs.Length, published.Losses.Length);
        Assert.Equal(0.001, published.SimilarityGap([0, 0.700, 0.727]), 9);
        Assert.Equal(0.078, published.LossGap([9, -1.0]), 9);
        Assert.Equal(double.NaN, published.LossGap([0]));
    }
}
