namespace AttractorNotebooks.Model;

/// <summary>The local energy from what a kernel keeps of its softmax.</summary>
internal static class LocalEnergy
{
    /// <summary>log2 of sum_j exp(lambda s_ij), kept as 2^reference sum; negative infinity where there was no source.</summary>
    public static double Exponent(float reference, float sum) => sum > 0 ? reference + Math.Log2(sum) : double.NegativeInfinity;

    /// <summary>e = -(1/lambda) ln(2^exponent); positive infinity where there was no source.</summary>
    public static double From(double exponent, double lambda) => -exponent * Math.Log(2) / lambda;
}
