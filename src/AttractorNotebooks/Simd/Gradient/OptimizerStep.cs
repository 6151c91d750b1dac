using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>Updates of a run of parameters, element by element, in one pass over memory.</summary>
internal static unsafe class OptimizerStep<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // Means of gradients that ceased decay towards subnormal numbers, which slow every later pass down.
    private const float Negligible = 1e-30f;

    /// <summary>AdamW (Loshchilov and Hutter, 2019): decoupled decay, then the step.</summary>
    /// <param name="job">The update's numbers.</param>
    /// <param name="values">The parameters; changed.</param>
    /// <param name="mean">Running mean of gradients; changed.</param>
    /// <param name="square">Running mean of squared gradients; changed.</param>
    /// <param name="gradient">The gradient, or null where it is zero.</param>
    /// <param name="length">How many.</param>
    /// <returns>The sum of the squares of the new parameters.</returns>
    public static double AdamW(in AdamWJob job, float* values, float* mean, float* square, float* gradient, int length)
    {
        int whole = length - length % TLanes.Width;
        double squares = Whole(job, values, mean, square, gradient, whole);
        return whole == length
            ? squares
            : squares + OptimizerStep<LanesScalar, float>.Whole(job, values + whole, mean + whole, square + whole,
                gradient is null ? null : gradient + whole, length - whole);
    }

    /// <summary>Plain descent: values = decay x values - rate x gradient.</summary>
    /// <param name="rate">Step size, with the clip of the gradient's norm folded in.</param>
    /// <param name="decay">1 - rate x weight decay.</param>
    /// <param name="values">The parameters; changed.</param>
    /// <param name="gradient">The gradient, or null where it is zero.</param>
    /// <param name="length">How many.</param>
    /// <returns>The sum of the squares of the new parameters.</returns>
    public static double Descend(float rate, float decay, float* values, float* gradient, int length)
    {
        double squares = 0;
        for (int k = 0; k < length; k++)
        {
            values[k] = decay * values[k] - (gradient is null ? 0 : rate * gradient[k]);
            squares += (double)values[k] * values[k];
        }
        return squares;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Whole(in AdamWJob job, float* values, float* mean, float* square, float* gradient, int length)
    {
        TVector beta1 = TLanes.Broadcast(job.Beta1), fraction1 = TLanes.Broadcast(job.Fraction1);
        TVector beta2 = TLanes.Broadcast(job.Beta2), fraction2 = TLanes.Broadcast(job.Fraction2);
        TVector decay = TLanes.Broadcast(job.Decay), rate = TLanes.Broadcast(job.Rate), correction = TLanes.Broadcast(job.SquareCorrection);
        TVector epsilon = TLanes.Broadcast(job.Epsilon), negligible = TLanes.Broadcast(Negligible), zero = TLanes.Broadcast(0);
        double squares = 0;
        // A float32 sum over a stretch this short loses nothing that matters; the stretches are summed in float64.
        const int Stretch = 1024;
        for (int start = 0; start < length; start += Stretch)
        {
            TVector sum = zero;
            for (int k = start; k < Math.Min(start + Stretch, length); k += TLanes.Width)
            {
                TVector m = TLanes.Multiply(beta1, TLanes.Load(mean + k)), v = TLanes.Multiply(beta2, TLanes.Load(square + k));
                if (gradient is not null)
                {
                    TVector g = TLanes.Load(gradient + k);
                    m = TLanes.MultiplyAdd(fraction1, g, m);
                    v = TLanes.MultiplyAdd(fraction2, TLanes.Multiply(g, g), v);
                }
                m = TLanes.SelectGreater(TLanes.Max(m, TLanes.Subtract(zero, m)), negligible, m, zero);
                v = TLanes.SelectGreater(v, negligible, v, zero);
                TLanes.Store(mean + k, m);
                TLanes.Store(square + k, v);
                TVector step = TLanes.Divide(TLanes.Multiply(rate, m),
                    TLanes.Add(TLanes.SquareRoot(TLanes.Multiply(v, correction)), epsilon));
                TVector value = TLanes.Subtract(TLanes.Multiply(decay, TLanes.Load(values + k)), step);
                TLanes.Store(values + k, value);
                sum = TLanes.MultiplyAdd(value, value, sum);
            }
            squares += TLanes.Sum(sum);
        }
        return squares;
    }
}

/// <summary>The numbers of one AdamW update, with the bias corrections folded in.</summary>
internal readonly record struct AdamWJob
{
    /// <summary>beta1.</summary>
    public float Beta1 { get; init; }

    /// <summary>beta2.</summary>
    public float Beta2 { get; init; }

    /// <summary>(1 - beta1) x the clip of the gradient's norm; rounded once, because 1 - 0.999 in float32 is off by 1e-5.</summary>
    public float Fraction1 { get; init; }

    /// <summary>(1 - beta2) x the square of the clip.</summary>
    public float Fraction2 { get; init; }

    /// <summary>epsilon.</summary>
    public float Epsilon { get; init; }

    /// <summary>1 - rate x weight decay.</summary>
    public float Decay { get; init; }

    /// <summary>rate / (1 - beta1^t).</summary>
    public float Rate { get; init; }

    /// <summary>1 / (1 - beta2^t).</summary>
    public float SquareCorrection { get; init; }
}
