using AttractorNotebooks.Data;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Tokens;

public class ImageTokenizerTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(6, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    public void Images_become_tokens_and_come_back_for_every_patch_gray_and_in_colour(int patch, int channels)
    {
        PatchGrid grid = new(6, 12, patch, channels);
        foreach (int dim in new[] { grid.Components, grid.Components + 3 })
        {
            ImageTokenizer tokenizer = new(grid, Embedding.Create(EmbeddingKind.Orthonormal, dim, grid.Components));
            double[] images = Images(grid, 2);
            double[] tokens = tokenizer.Encode<double>(images), level = ImageTokenizer.Level<double>(images);
            Assert.Equal(2 * grid.Tokens * dim, tokens.Length);
            Closeness.AssertClose(level, tokenizer.Decode<double>(tokens), 1e-13);
            // The scale of a token says nothing: the dynamics changes it freely.
            Closeness.AssertClose(level, tokenizer.Decode<double>(Array.ConvertAll(tokens, value => 0.37 * value)), 1e-13);

            float[] single = Array.ConvertAll(images, value => (float)value);
            Closeness.AssertClose(level, tokenizer.Decode<float>(tokenizer.Encode<float>(single)), 2e-6);
        }
    }

    [Fact]
    public void A_whole_image_may_be_one_token_but_attention_needs_two()
    {
        PatchGrid grid = new(4, 4, 4);
        ImageTokenizer tokenizer = new(grid, Embedding.Create(EmbeddingKind.Orthonormal, 32, 32));
        Assert.Equal(1, tokenizer.Tokens);
        Assert.Contains("at least two tokens",
            Assert.Throws<ArgumentException>(() => new AttractorNotebooks.Model.Couplings(tokenizer.Tokens, tokenizer.Dim))
            .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_with_numbers_that_are_none_and_parts_of_images_are_refused()
    {
        ImageTokenizer tokenizer = Tokenizer();
        float[] image = new float[16];
        image[5] = float.NaN;
        Assert.Contains("Pixel 5 is NaN", Assert.Throws<ArgumentException>(() => tokenizer.Encode<float>(image)).Message,
            StringComparison.Ordinal);
        Assert.Contains("15 numbers", Assert.Throws<ArgumentException>(() => tokenizer.Encode<float>(new float[15])).Message,
            StringComparison.Ordinal);
        Assert.Contains("31 numbers", Assert.Throws<ArgumentException>(() => tokenizer.Decode<float>(new float[31])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_embedding_for_other_patches_is_refused()
    {
        ArgumentException error =
            Assert.Throws<ArgumentException>(() =>
            new ImageTokenizer(new PatchGrid(4, 4, 2), Embedding.Create(EmbeddingKind.Gaussian, 8, 18)));
        Assert.Contains("takes 18 components, but patches of 2 x 2 with 1 channel(s) have 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_of_images_is_encoded_as_its_pixels()
    {
        ImageTokenizer tokenizer = Tokenizer();
        float[] pixels = [.. Images(tokenizer.Grid, 3).Select(v => (float)v)];
        ImageSet set = new("small", "made for a test", 4, 4, 1, pixels, []);
        Assert.Equal(tokenizer.Encode<float>(pixels), tokenizer.Encode<float>(set));
        Assert.Equal(tokenizer.Encode<double>(Array.ConvertAll(pixels, v => (double)v)), tokenizer.Encode<double>(set));
    }

    private static ImageTokenizer Tokenizer() => new(new PatchGrid(4, 4, 2), Embedding.Create(EmbeddingKind.Orthonormal, 8, 8));

    private static double[] Images(PatchGrid grid, int count)
    {
        Random random = SeededRandom.Create(1, "test images");
        return [.. Enumerable.Range(0, count * grid.Pixels).Select(k => k % 7 == 0 ? 0 : k % 11 == 0 ? 1 : random.NextDouble())];
    }
}
