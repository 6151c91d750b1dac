using AttractorNotebooks.Baselines;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Baselines;

[Trait("Speed", "Slow")]
public class NearestImageTests
{
    [Fact]
    public void The_nearest_image_is_the_one_a_plain_search_finds()
    {
        ImageSet train = GeneratedDigits.Draw(1300, 1);
        float[] queries = Corruption.Noise(GeneratedDigits.Draw(7, 1, "test"), 0.3, 1), levels = train.Levels();
        NearestImage[] found = NearestImage.Find(train, queries);
        for (int k = 0; k < 7; k++)
        {
            (double distance, int index) = Enumerable.Range(0, train.Count).Min(j =>
                (Enumerable.Range(0, 784).Average(i => Math.Pow((double)levels[j * 784 + i] - queries[k * 784 + i], 2)), j));
            Assert.Equal(index, found[k].Index);
            Assert.Equal(distance, found[k].Distance, 1e-6);
        }
    }

    [Fact]
    public void An_image_of_the_set_finds_itself_and_of_twins_the_first()
    {
        ImageSet digits = GeneratedDigits.Draw(600, 1);
        NearestImage[] found = NearestImage.Find(digits.Select(Enumerable.Range(0, 1200).Select(k => k % 600)), digits.Levels());
        Assert.All(Enumerable.Range(0, 600), k => Assert.Equal(new NearestImage(k, 0), found[k]));
    }

    [Fact]
    public void Nothing_to_search_or_images_of_another_size_are_refused()
    {
        ImageSet digits = GeneratedDigits.Draw(3, 1);
        Assert.Throws<ArgumentException>(() => NearestImage.Find(digits.Take(0), digits.Levels()));
        Assert.Throws<ArgumentException>(() => NearestImage.Find(digits, new float[100]));
        Assert.Empty(NearestImage.Find(digits, Array.Empty<float>()));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            NearestImage.Find(digits, digits.Levels(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_similarity_is_that_with_the_nearest_image()
    {
        ImageSet images = new("two", "made up", 1, 2, 1, [0, 0, 0, 0.5f], []);
        Assert.Equal([1, 1, 0.5], NearestImage.Similarities(images, new float[] { 0, 0, 0, 1, 1, 1 }));
    }
}
