using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;

namespace AttractorNotebooks.Tests.Experiments;

public sealed class ReproductionTests
{
    private static readonly PublishedCurve Published = new("mask_0.3", "bare_self_attention", [1, 2, 4], [0.1, 0.2, 0.4],
        [0.05, 0.19, 0.39], [0.15, 0.21, 0.41]);

    [Theory]
    [InlineData(1.09, Reproduced.Yes)]
    [InlineData(0.91, Reproduced.Yes)]
    [InlineData(1.2, Reproduced.Partly)]
    [InlineData(0.71, Reproduced.Partly)]
    [InlineData(1.31, Reproduced.No)]
    [InlineData(-1, Reproduced.No)]
    [InlineData(double.NaN, Reproduced.No)]
    public void A_number_is_judged_by_how_far_it_is_from_the_published_one(double here, Reproduced verdict)
    {
        Assert.Equal(verdict, new Reproduction().Value("number", 1, here).Rows[0].Reproduced);
        Assert.Equal(verdict, new Reproduction().Value("negative", -2, -2 * here).Rows[0].Reproduced);
    }

    [Fact]
    public void Published_points_are_compared_as_far_as_there_are_ours()
    {
        Reproduction results = new Reproduction().Values(e => $"epoch {e}", [1, 3, 4], [2, 4, 8], [2.0, 3.0, 5.0]);
        Assert.Equal(["epoch 1", "epoch 3"], results.Rows.Select(row => row.What));
        Assert.Equal([2, 5], results.Rows.Select(row => row.Here!.Value));
        Assert.Throws<ArgumentException>(() => new Reproduction().Values(e => "", [1, 2], [1], [1, 2]));
    }

    [Fact]
    public void Inside_the_published_error_bar_is_reproduced_however_far_that_reaches()
    {
        Assert.Equal(Reproduced.Yes, new Reproduction().Value("number", 1, 1.5, 0.4, 1.6).Rows[0].Reproduced);
        Assert.Equal(Reproduced.No, new Reproduction().Value("number", 1, 1.7, 0.4, 1.6).Rows[0].Reproduced);
        ErrorCurve here = new([0.14, 0.2, 0.3, 0.3]);
        Reproduction points = new Reproduction().Point(Published, here, 1).Point(Published, here, 4);
        Assert.Equal([Reproduced.Yes, Reproduced.Partly], points.Rows.Select(row => row.Reproduced));
        Assert.Equal("mask 0.3, bare self attention: MSE at t = 1", points.Rows[0].What);
        Assert.Equal(Math.Log(1.4), points.Rows[0].Distance, 12);
    }

    [Fact]
    public void A_curve_counts_from_the_iteration_that_is_asked()
    {
        ErrorCurve here = new([0.3, 0.2, 0.3, 0.4]);
        Reproduction curves = new Reproduction().Curve(Published, here).Curve(Published, here, from: 2);
        Assert.Equal([Math.Log(3) / 1.75, 0], curves.Rows.Select(row => row.Distance).ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([Reproduced.No, Reproduced.Yes], curves.Rows.Select(row => row.Reproduced));
        Assert.Equal(Reproduced.Yes, new Reproduction().Curve(Published, new ErrorCurve([0.06, 0.2, 0, 0.4])).Rows[0].Reproduced);
    }

    [Fact]
    public void A_picture_is_judged_by_the_root_of_its_squared_difference()
    {
        PublishedImage there = PublishedImages.Find(RecallTask.Mask, PublishedImages.Bare, 0, "t5");
        float[] off = [.. there.Pixels.Select(level => level < 0.5f ? level + 0.2f : level - 0.2f)];
        Reproduction pictures = new Reproduction().Picture(there, there.Pixels).Picture(there, off)
            .Picture(there, [.. there.Pixels.Select(level => 1 - level)]);
        Assert.Equal([Reproduced.Yes, Reproduced.Partly, Reproduced.No], pictures.Rows.Select(row => row.Reproduced));
        Assert.Equal(0.04, pictures.Rows[1].Distance, 1e-6);
    }

    [Fact]
    public void Aims_are_no_published_results()
    {
        Reproduction results = new Reproduction().Aim("distance", 0.04, high: 0.05).Add(new Reproduction().Aim("end", 0.2, low: 0.27));
        Assert.Empty(results.Rows);
        Assert.Equal(["yes", "no"], results.Aims.Select(aim => Reproduction.AimColumns[^1].Cell(aim)));
        Assert.Equal(["at most 0.05", "at least 0.27"], results.Aims.Select(aim => aim.Range));
    }

    [Fact]
    public void Nothing_can_be_compared_with_zero() =>
        Assert.Contains("'it'", Assert.Throws<ArgumentException>(() => new Reproduction().Value("it", 0, 1)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_published_curves_reproduce_themselves_and_reach_the_aims()
    {
        foreach (FigurePanel panel in FigurePanel.All)
        {
            Reproduction results = panel.CompareBare(new ErrorCurve(panel.Bare.Mse.Take(100)))
                .Add(panel.CompareRepeated(new ErrorCurve(panel.Repeated.Mse.Take(100))));
            Assert.All(results.Rows, row => Assert.Equal((0, Reproduced.Yes), (row.Distance, row.Reproduced)));
            Assert.All(results.Aims, aim => Assert.True(aim.Reached || aim.Value == 0, aim.Name));
        }
    }
}
