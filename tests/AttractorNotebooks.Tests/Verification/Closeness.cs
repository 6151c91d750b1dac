namespace AttractorNotebooks.Tests.Verification;

/// <summary>Compares arrays as the reference values are compared: relative to the largest entry of what is expected.</summary>
internal static class Closeness
{
    public static double Error(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 0, error = 0;
        foreach (double value in expected) scale = Math.Max(scale, Math.Abs(value));
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.True(double.IsFinite(actual[k]), $"Entry {k} is {actual[k]}.");
            error = Math.Max(error, Math.Abs(expected[k] - actual[k]));
        }
        return error / (scale == 0 ? 1 : scale);
    }

    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what = "")
    {
        double error = Error(expected, actual);
        Assert.True(error <= tolerance, $"{what} is off by {error:g3} of its largest entry; {tolerance:g3} is allowed.");
    }

    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance, string what = "") =>
        AssertClose(expected, Widen(actual), tolerance, what);

    public static double[] Widen(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);

    /// <summary>The same bits: tells 0 from -0 and one NaN from another.</summary>
    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int k = 0; k < expected.Length; k++)
            Assert.True(BitConverter.SingleToInt32Bits(expected[k]) == BitConverter.SingleToInt32Bits(actual[k]),
                $"{what} entry {k} is {actual[k]:R} instead of {expected[k]:R}.");
    }
}
