using AttractorNotebooks.NotebookEngine.Engine;

namespace AttractorNotebooks.NotebookEngine.Tests.Engine;

public sealed class OutputMeterTests
{
    [Fact]
    public void What_does_not_fit_is_cut_for_the_reason_that_is_told()
    {
        OutputMeter meter = new(new OutputLimits(10, 10, 15));
        Assert.True(meter.AllowDisplay(10, out string? notice));
        Assert.Null(notice);
        Assert.False(meter.AllowDisplay(1, out notice));
        Assert.Contains("a cell may put out 10 characters of displays", notice, StringComparison.Ordinal);
        meter.StartCell();
        Assert.False(meter.AllowDisplay(8, out notice));
        Assert.Contains("the notebook has put out 15 characters", notice, StringComparison.Ordinal);
        Assert.Equal(5, meter.AllowText("12345678", out notice));
        Assert.Null(notice);
        meter.StartCell();
        Assert.Equal(0, meter.AllowText("1", out notice));
        Assert.Contains("the notebook has put out 15 characters", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_live_session_never_falls_silent()
    {
        OutputMeter meter = new(OutputLimits.Session);
        for (int cell = 0; cell < 100; cell++)
        {
            meter.StartCell();
            Assert.True(meter.AllowDisplay(OutputLimits.Session.CellDisplays, out _));
            Assert.False(meter.AllowDisplay(1, out string? notice));
            Assert.Contains("a cell may put out", notice, StringComparison.Ordinal);
        }
    }
}
