using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Tokens;

public class PatchGridTests
{
    [Fact]
    public void Patches_are_the_pixels_of_each_square()
    {
        int[][] patches = new PatchGrid(2, 4, 2).Patches<int>([0, 1, 2, 3, 4, 5, 6, 7]);
        Assert.Equal([[0, 1, 4, 5], [2, 3, 6, 7]], patches);
        Assert.Throws<ArgumentException>(() => new PatchGrid(2, 4, 2).Patches<int>(new int[7]));
    }

    [Fact]
    public void MNIST_becomes_as_many_tokens_as_published()
    {
        Assert.Equal((196, 8), (new PatchGrid(28, 28, 2).Tokens, new PatchGrid(28, 28, 2).Components));
        Assert.Equal((49, 32), (new PatchGrid(28, 28, 4).Tokens, new PatchGrid(28, 28, 4).Components));
    }

    [Theory]
    [InlineData(6, 4, 1, 1)]
    [InlineData(6, 4, 2, 1)]
    [InlineData(6, 4, 2, 3)]
    [InlineData(4, 4, 4, 3)]
    [InlineData(3, 9, 3, 1)]
    [InlineData(28, 28, 7, 3)]
    public void Patches_hold_their_pixels_row_by_row_and_join_to_the_same_image(int height, int width, int patch, int channels)
    {
        PatchGrid grid = new(height, width, patch, channels);
        foreach (int components in new[] { 1, 2 })
        {
            int[] pixels = [.. Enumerable.Range(0, components * grid.Pixels)], patches = new int[pixels.Length],
                joined = new int[pixels.Length];
            grid.Cut<int>(pixels, patches, components);
            for (int token = 0, at = 0; token < grid.Tokens; token++)
                for (int y = 0; y < patch; y++)
                    for (int x = 0; x < patch; x++)
                        for (int c = 0; c < components * channels; c++, at++)
                        {
                            int row = token / (width / patch) * patch + y, column = token % (width / patch) * patch + x;
                            Assert.Equal((row * width + column) * components * channels + c, patches[at]);
                        }
            grid.Join<int>(patches, joined, components);
            Assert.Equal(pixels, joined);
        }
    }

    [Fact]
    public void A_mask_over_tokens_covers_exactly_their_pixels()
    {
        PatchGrid grid = new(4, 6, 2, 3);
        bool[] tokens = [false, true, false, false, false, true], pixels = grid.PixelMask(tokens);
        for (int y = 0; y < 4; y++)
            for (int x = 0; x < 6; x++)
                for (int c = 0; c < 3; c++)
                    Assert.Equal((y < 2 && x is (2 or 3)) || (y >= 2 && x >= 4), pixels[(y * 6 + x) * 3 + c]);
        Assert.Equal([.. pixels, .. grid.PixelMask(new bool[6])], grid.PixelMasks([.. tokens, .. new bool[6]]));
    }

    [Theory]
    [InlineData(28, 28, 3, "Patches of 3 x 3 do not divide an image of 28 x 28 pixels")]
    [InlineData(28, 20, 7, "Patches of 7 x 7 do not divide an image of 28 x 20 pixels")]
    [InlineData(4, 4, 8, "Patches of 8 x 8 do not divide")]
    [InlineData(4, 4, 0, "patch")]
    [InlineData(0, 4, 2, "height")]
    [InlineData(4, -4, 2, "width")]
    public void Patches_that_do_not_divide_the_image_are_refused(int height, int width, int patch, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => new PatchGrid(height, width, patch)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Channels_and_lengths_that_do_not_fit_are_refused()
    {
        PatchGrid grid = new(4, 4, 2);
        Assert.ThrowsAny<ArgumentException>(() => new PatchGrid(4, 4, 2, 0));
        Assert.Contains("32 spherical components, but 31",
            Assert.Throws<ArgumentException>(() => grid.Cut<int>(new int[31], new int[32])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => grid.Join<int>(new int[32], new int[33]));
        Assert.Throws<ArgumentException>(() => grid.PixelMask(new bool[3]));
        Assert.Throws<ArgumentException>(() => grid.PixelMasks(new bool[6]));
    }
}
