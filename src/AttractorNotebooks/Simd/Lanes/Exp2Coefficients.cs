namespace AttractorNotebooks.Simd;

/// <summary>
/// Constants of 2^x = 2^n 2^r with n = round(x) and |r| at most 1/2: a polynomial of degree 6 with relative error below
/// 2e-9 (fitted by iteratively reweighted least squares to the largest relative error), well under float32's rounding.
/// </summary>
internal static class Exp2Coefficients
{
    /// <summary>Below it 2^x counts as 0: the smallest power whose every product of the polynomial is a normal number.</summary>
    public const float Lowest = -125;

    public const float C1 = 0.6931472f;
    public const float C2 = 0.24022648f;
    public const float C3 = 0.055503324f;
    public const float C4 = 0.009618437f;
    public const float C5 = 0.0013398875f;
    public const float C6 = 0.00015353362f;

    /// <summary>log2(e): turns natural exponents into powers of two.</summary>
    public const double Log2E = 1.4426950408889634;
}
