using AttractorNotebooks.Baselines;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Baselines;

public class ClassMeansTests
{
    private static readonly ImageSet Images = new("four", "made up", 1, 2, 1, [0, 0.5f, 0.25f, 0, 0.1f, 0.1f, 0.1f, 0.1f], [3, 3, 7, 7]);

    [Fact]
    public void The_mean_of_a_class_is_that_of_its_levels()
    {
        ClassMeans means = new(Images);
        Assert.Equal([3, 7], means.Labels);
        Assert.Equal([0.25f, 0.5f], means[3].ToArray());
        Assert.Equal([0.2f, 0.2f], means[7].ToArray());
    }

    [Fact]
    public void The_overlap_is_with_the_own_class_and_NaN_for_a_class_without_images()
    {
        double[] overlaps = new ClassMeans(Images).Similarities([0.25f, 0.5f, 1.2f, 0.2f, 0, 0], [3, 7, 1]);
        Assert.Equal(1, overlaps[0], 1e-7);
        Assert.Equal(0.5, overlaps[1], 1e-6);
        Assert.True(double.IsNaN(overlaps[2]));
    }

    [Fact]
    public void A_label_that_does_not_occur_is_named()
    {
        Assert.Contains("label 4", Assert.Throws<ArgumentException>(() => new ClassMeans(Images)[4].ToArray()).Message);
        Assert.Throws<ArgumentException>(() => new ClassMeans(Images).Similarities([0, 0, 0], [3]));
    }

    [Fact]
    public void The_labels_may_be_those_of_images()
    {
        float[] levels = [0.25f, 0.5f, 0, 1, 1.2f, 0.2f, 0, 0];
        Assert.Equal(new ClassMeans(Images).Similarities(levels, [3, 3, 7, 7]), new ClassMeans(Images).Similarities(levels, Images));
    }
}
