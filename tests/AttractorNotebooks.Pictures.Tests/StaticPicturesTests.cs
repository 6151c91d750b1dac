using System.Buffers.Binary;
using AttractorNotebooks.Plotly.Tests;

namespace AttractorNotebooks.Pictures.Tests;

public class StaticPicturesTests
{
    [BrowserFact]
    public async Task Every_kind_of_figure_becomes_a_picture_of_the_size_asked_for()
    {
        await using StaticPictures pictures = new();

        foreach ((string kind, Plotly.Figure figure) in Samples.All)
        {
            StaticPicture picture = await pictures.DrawAsync(figure.ToJson(), width: 700, scale: 1);

            Assert.True(picture.Png is not null, $"{kind}: {picture.Unavailable}");
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture.Png[..4]);
            Assert.Equal(700, BinaryPrimitives.ReadInt32BigEndian(picture.Png.AsSpan(16)));
        }
    }

    [BrowserFact]
    public async Task A_figure_that_cannot_be_drawn_has_a_reason_and_the_next_one_is_drawn()
    {
        await using StaticPictures pictures = new();

        StaticPicture broken = await pictures.DrawAsync("{ not json");
        StaticPicture next = await pictures.DrawAsync(Samples.Lines.ToJson());

        Assert.Null(broken.Png);
        Assert.Contains("could not be drawn", broken.Unavailable, StringComparison.Ordinal);
        Assert.NotNull(next.Png);
    }

    [BrowserFact]
    public async Task Figures_asked_for_at_once_are_all_drawn()
    {
        await using StaticPictures pictures = new();

        StaticPicture[] drawn = await Task.WhenAll(Samples.All.Values.Select(figure => pictures.DrawAsync(figure.ToJson(), scale: 1)));

        Assert.All(drawn, picture => Assert.NotNull(picture.Png));
    }

    [BrowserFact]
    public async Task Cancellation_is_heard()
    {
        await using StaticPictures pictures = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => pictures.DrawAsync(Samples.Lines.ToJson(), cancellationToken: new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(50, 1)]
    [InlineData(800, 0)]
    [InlineData(800, double.NaN)]
    public async Task Sizes_that_make_no_picture_are_refused(int width, double scale)
    {
        await using StaticPictures pictures = new();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => pictures.DrawAsync("{}", width, scale));
    }
}
