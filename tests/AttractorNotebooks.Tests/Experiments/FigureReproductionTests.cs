using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Tests.Experiments;

public sealed class FigureReproductionTests
{
    private static readonly DigitData Digits = new(GeneratedDigits.Draw(40, 1), GeneratedDigits.Draw(10, 1, "test"), "");

    [Fact]
    public void Pictures_are_those_of_the_dynamics_from_the_published_corrupted_digits()
    {
        FigureReproduction reproduction = new(Digits, images: 2, examples: 20);
        Reproduction results = reproduction.Pictures();
        Assert.Equal(16, results.Rows.Count);
        Assert.Equal(4, results.Aims.Count);
        TrainedNetwork network = reproduction.Learn(TrainingPresets.FigurePictures);
        RecallResult bare = reproduction.FromPublished(RecallTask.Mask, network);
        Assert.Equal(results.Rows.Where(row => row.What.StartsWith("mask, bare", StringComparison.Ordinal)),
            reproduction.ComparePictures(RecallTask.Mask, network).Rows);
        Assert.Equal(2 * 58, bare.MaskedTokens.Span.Count(true));
        PublishedImage there = PublishedImages.Find(RecallTask.Mask, PublishedImages.Bare, 1, "t100");
        Assert.Equal(there.MseTo(bare.ImagesAt(100, 1)),
            results.Rows.Single(row => row.What == "mask, bare, the 1: picture t100").Distance);
    }

    [Fact]
    public void A_stop_is_heeded()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new FigureReproduction(Digits, images: 2, examples: 20).Training(null,
            stop.Token));
    }
}
