using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Experiments;

namespace AttractorNotebooks.Tests.Experiments;

public class RecallResultTests
{
    [Fact]
    public void Two_recalls_of_the_same_images_are_compared_at_every_step_that_both_have()
    {
        RecallResult here = Result([0.1f, 0.2f, 0.3f], [[0.5, 0.7, 0.9], [0.4, 0.5, 0.9], [1, 1, 1]]),
            there = Result([0.1f, 0.2f, 0.3f], [[0.4, 0.6, 0.8], [0.5, 0.4, 0.6]]);
        IReadOnlyList<Summary> difference = here.ErrorsMinus(there);
        Assert.Equal(2, difference.Count);
        // The first is the same for every image, whatever images differ in.
        Assert.Equal((0.1, 0.1, 0.1),
            (Math.Round(difference[0].Mean, 12), Math.Round(difference[0].Low, 12), Math.Round(difference[0].High, 12)));
        Assert.Equal(0.1, difference[1].Mean, 1e-12);
        Assert.InRange(difference[1].Low, -0.1, 0);
        Assert.InRange(difference[1].High, 0.2, 0.3 + 1e-12);
        Assert.Equal(here.Errors[0].Mean - there.Errors[0].Mean, difference[0].Mean, 1e-12);
    }

    [Fact]
    public void Recalls_of_other_images_are_not_compared() =>
        Assert.Throws<ArgumentException>(() => Result([0.1f], [[0.5]]).ErrorsMinus(Result([0.2f], [[0.5]])));

    [Fact]
    public void Steps_are_counted_from_one_and_have_a_band_each()
    {
        RecallResult result = Result([0.1f, 0.2f], [[0.5, 0.7], [0.1, 0.3]]);
        Assert.Equal([1, 2], result.Times);
        Assert.Equal(0.2, result.ErrorAt(2), 1e-12);
        Assert.Equal(result.Errors.Select(error => (error.Mean, error.Low, error.High)), result.Errors.Bands());
    }

    private static RecallResult Result(float[] level, double[][] errors)
    {
        Trajectory trajectory = new()
        {
            Errors = errors,
            MaskedErrors = [],
            KnownErrors = [],
            Correlations = [],
            Energies = [],
            Norms = [],
            States = new Dictionary<int, float[]>(),
            Steps = errors.Length,
        };
        return new RecallResult(new RecallPlan(), null!, new CorruptedImages(GrayLevel.Doubled, level, [], []), trajectory);
    }
}
