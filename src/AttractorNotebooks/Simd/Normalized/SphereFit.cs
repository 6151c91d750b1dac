namespace AttractorNotebooks.Simd;

/// <summary>
/// The normalizer of a von Mises-Fisher density of one dimension as constants and a short polynomial, which float32 lanes
/// evaluate quickly.
/// </summary>
/// <remarks>
/// With c = (d + 1) / 2, r = sqrt(kappa^2 + c^2) and p = c / r in (0, 1]:
/// log Z_d = constant + r - (d - 1) / 2 log(c + r) + C(p), A_d / kappa = (1 - (d - 1) / (2 (c + r)) - p^2 C'(p) / c) / r.
/// </remarks>
/// <param name="Dim">d.</param>
/// <param name="Center">c.</param>
/// <param name="HalfPower">(d - 1) / 2.</param>
/// <param name="Slope">C' by powers of 2 p - 1, lowest first.</param>
/// <param name="Curve">C and the constant by powers of 2 p - 1, lowest first.</param>
internal sealed record SphereFit(int Dim, double Center, double HalfPower, float[] Slope, float[] Curve);
