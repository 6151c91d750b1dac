using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Experiments;

public class PublishedImagesTests
{
    [Fact]
    public void There_are_four_pictures_of_two_digits_of_two_networks_in_two_panels()
    {
        Assert.Equal(32, PublishedImages.All.Count);
        Assert.All(PublishedImages.All, image => Assert.Equal((784, 784), (image.Pixels.Length, image.Masked.Length)));
        Assert.All(PublishedImages.All, image => Assert.All(image.Pixels, level => Assert.InRange(level, 0, 1)));
        Assert.All(PublishedImages.All, image =>
            Assert.Equal(image.Task == RecallTask.Mask && image.What == "corrupted", image.Masked.Contains(true)));
        Assert.Contains("networks are bare and block",
            Assert.Throws<ArgumentException>(() => PublishedImages.Find(RecallTask.Mask, "none", 0, "t5"))
            .Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bare", 2, 58)]
    [InlineData("block", 4, 14)]
    public void Their_masks_hide_whole_tokens_of_the_network_that_is_shown(string network, int patch, int hidden)
    {
        PatchGrid grid = new(28, 28, patch);
        CorruptedImages corrupted = PublishedImages.Corrupted(RecallTask.Mask, network, grid);
        Assert.Equal(2 * grid.Tokens, corrupted.Masked.Length);
        for (int k = 0; k < 2; k++) Assert.Equal(hidden, corrupted.Masked.AsSpan(k * grid.Tokens, grid.Tokens).Count(true));
        Assert.Empty(PublishedImages.Corrupted(RecallTask.Noise, network, grid).Masked);
        Assert.Throws<ArgumentException>(() => PublishedImages.Corrupted(RecallTask.Mask, network, new PatchGrid(28, 28, 7)));
    }

    [MnistFact]
    public void The_originals_are_the_test_images_they_are_said_to_be()
    {
        ImageSet test = Digits.Open().Test;
        foreach (PublishedImage image in PublishedImages.All.Where(image => image.What == "original"))
            Assert.InRange(image.MseTo(test.Select(image.TestIndex).With(image.Gray).Levels()), 0, 1e-3);
    }
}
