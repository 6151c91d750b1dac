namespace AttractorNotebooks.Model;

/// <summary>The local energy from what a kernel keeps of its softmax.</summary>
internal static class LocalEnergy
{
    /// <summary>e = -(1/lambda) ln(2^reference sum); positive infinity where there was no source.</summary>
    public static float From(float reference, float sum, double lambda) =>
        sum > 0 ? (float)(-(reference + Math.Log2(sum)) * Math.Log(2) / lambda) : float.PositiveInfinity;
}
