using System.Globalization;
using AttractorNotebooks.Plotly.Drawing;

namespace AttractorNotebooks.Plotly.Tests.Drawing;

public class NumbersTests
{
    [Theory]
    [InlineData(0.0412345678, "0.0412346")]
    [InlineData(-123456.789, "-123457")]
    [InlineData(1234567, "1234567")]
    [InlineData(1e-12, "1E-12")]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(0.1f + 0.2f, "0.3")]
    public void A_number_has_six_significant_digits_and_whole_ones_stay_whole(double value, string json) =>
        Assert.Equal(json, ChartJson.Write(Numbers.Finite(value)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_json_has_no_number_for_becomes_null(double value)
    {
        Assert.Null(Numbers.Finite(value));
        Assert.Equal("[null,null]", ChartJson.Write(new object[] { value, (float)value }));
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        // German number rules, made by hand: globalization may be invariant here.
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" };
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            (string Json, string Html)[] expected = [.. Samples.All.Values.Select(figure => (figure.ToJson(), figure.ToHtml()))];
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(expected, Samples.All.Values.Select(figure => (figure.ToJson(), figure.ToHtml())));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
