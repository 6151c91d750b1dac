using AttractorNotebooks.Analysis;

namespace AttractorNotebooks.Tests.Analysis;

public class VerdictTests
{
    [Theory]
    [InlineData(true, true, "yes")]
    [InlineData(false, true, "partly")]
    [InlineData(false, false, "no")]
    public void A_verdict_is_one_of_three_words(bool yes, bool partly, string word) => Assert.Equal(word, Verdict.Of(yes, partly));

    [Theory]
    [InlineData(1.01, "yes")]
    [InlineData(0.96, "partly")]
    [InlineData(1.2, "no")]
    public void Nearness_decides(double here, string word) => Assert.Equal(word, Verdict.Near(here, 1, 0.02, 0.05));
}
