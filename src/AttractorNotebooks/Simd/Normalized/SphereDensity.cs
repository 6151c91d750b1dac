using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>log Z_d and A_d / kappa for a register of lanes, by a <see cref="SphereFit"/>.</summary>
internal readonly unsafe struct SphereDensity<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    private readonly float* _slope;
    private readonly float* _curve;
    private readonly int _degree;
    private readonly float _center;
    private readonly float _halfPower;

    /// <summary>Takes the constants over.</summary>
    /// <param name="fit">The constants of one dimension.</param>
    /// <param name="slope">Its <see cref="SphereFit.Slope"/>, fixed.</param>
    /// <param name="curve">Its <see cref="SphereFit.Curve"/>, fixed.</param>
    public SphereDensity(SphereFit fit, float* slope, float* curve)
    {
        _slope = slope;
        _curve = curve;
        _degree = fit.Slope.Length - 1;
        _center = (float)fit.Center;
        _halfPower = (float)fit.HalfPower;
    }

    /// <summary>log2 Z_d(kappa) and A_d(kappa) / kappa.</summary>
    /// <param name="square">kappa^2.</param>
    /// <param name="log">log2 Z_d.</param>
    /// <returns>A_d / kappa.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Evaluate(TVector square, out TVector log)
    {
        TVector one = TLanes.Broadcast(1), center = TLanes.Broadcast(_center), power = TLanes.Broadcast(_halfPower);
        TVector radius = TLanes.SquareRoot(TLanes.MultiplyAdd(center, center, square)), inverse = TLanes.Divide(one, radius);
        TVector p = TLanes.Multiply(center, inverse), place = TLanes.Subtract(TLanes.Add(p, p), one), sum = TLanes.Add(center, radius);
        TVector slope = TLanes.Broadcast(_slope[_degree]), curve = TLanes.Broadcast(_curve[_degree + 1]);
        for (int k = _degree; k > 0; k--)
        {
            slope = TLanes.MultiplyAdd(slope, place, TLanes.Broadcast(_slope[k - 1]));
            curve = TLanes.MultiplyAdd(curve, place, TLanes.Broadcast(_curve[k]));
        }
        curve = TLanes.MultiplyAdd(curve, place, TLanes.Broadcast(_curve[0]));
        TVector nepers = TLanes.Add(radius, curve), toBits = TLanes.Broadcast((float)Exp2Coefficients.Log2E);
        log = TLanes.Subtract(TLanes.Multiply(nepers, toBits), TLanes.Multiply(power, TLanes.LogTwo(sum)));
        TVector ratio = TLanes.Subtract(one, TLanes.Divide(power, sum));
        ratio = TLanes.Subtract(ratio, TLanes.Multiply(TLanes.Multiply(p, inverse), slope));
        return TLanes.Multiply(ratio, inverse);
    }
}
