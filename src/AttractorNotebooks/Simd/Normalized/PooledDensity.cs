using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>
/// The exactly normalized mixture of K heads, p(x) = sum_k exp(lambda x . h_k) / sum_k Z_d(lambda |h_k|), for lanes of samples:
/// its mean, its logarithm, and the gradient with respect to the fields.
/// </summary>
/// <remarks>
/// w_k = Z_d(kappa_k) / sum Z_d with kappa_k = lambda |h_k|; a_k = softmax of lambda x . h_k. The mean is sum_k w_k (A_d /
/// kappa)_k lambda h_k; d(-ln p) / d h_k = lambda (w_k (A_d / kappa)_k lambda h_k - a_k x).
/// </remarks>
internal static unsafe class PooledDensity<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Treats all lanes.</summary>
    public static void Run(in PooledJob job, SphereFit fit)
    {
        TVector* room = stackalloc TVector[3 * job.Heads];
        fixed (float* slope = fit.Slope, curve = fit.Curve)
        {
            SphereDensity<TLanes, TVector> sphere = new(fit, slope, curve);
            for (int lane = 0; lane < job.Lanes; lane += TLanes.Width)
                Register(job, sphere, lane, room, room + job.Heads, room + 2 * job.Heads);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Register(
        in PooledJob job, in SphereDensity<TLanes, TVector> sphere, int lane, TVector* logs, TVector* ratios, TVector* scores)
    {
        TVector lambda = TLanes.Broadcast(job.Lambda), bits = TLanes.Broadcast((float)(job.Lambda * Exp2Coefficients.Log2E));
        TVector largest = TLanes.Broadcast(float.MinValue), largestScore = largest, zero = TLanes.Broadcast(0);
        float* target = job.Target + lane;
        for (int k = 0; k < job.Heads; k++)
        {
            float* field = job.Fields + k * job.Head + lane;
            TVector square = zero, score = zero;
            for (int c = 0; c < job.Dim; c++)
            {
                TVector h = TLanes.Load(field + c * job.Row);
                square = TLanes.MultiplyAdd(h, h, square);
                if (job.Target is not null) score = TLanes.MultiplyAdd(h, TLanes.Load(target + c * job.TargetRow), score);
            }
            ratios[k] = sphere.Evaluate(TLanes.Multiply(square, TLanes.Multiply(lambda, lambda)), out logs[k]);
            scores[k] = TLanes.Multiply(score, bits);
            largest = TLanes.Max(largest, logs[k]);
            largestScore = TLanes.Max(largestScore, scores[k]);
        }
        TVector sum = zero, scoreSum = zero;
        for (int k = 0; k < job.Heads; k++)
        {
            logs[k] = Exp2<TLanes, TVector>.One(TLanes.Subtract(logs[k], largest));
            scores[k] = Exp2<TLanes, TVector>.One(TLanes.Subtract(scores[k], largestScore));
            sum = TLanes.Add(sum, logs[k]);
            scoreSum = TLanes.Add(scoreSum, scores[k]);
        }
        if (job.LogDensity is not null)
        {
            TVector log = TLanes.Subtract(TLanes.Subtract(largestScore, largest),
                TLanes.Subtract(TLanes.LogTwo(sum), TLanes.LogTwo(scoreSum)));
            TLanes.Store(job.LogDensity + lane, TLanes.Multiply(log, TLanes.Broadcast((float)(1 / Exp2Coefficients.Log2E))));
        }
        TVector inverse = TLanes.Divide(TLanes.Broadcast(1), sum);
        for (int k = 0; k < job.Heads; k++)
            ratios[k] = TLanes.Multiply(TLanes.Multiply(ratios[k], lambda), TLanes.Multiply(logs[k], inverse));
        if (job.Mean is not null) Mean(job, lane, ratios);
        else Gradient(job, lane, ratios, scores, scoreSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mean(in PooledJob job, int lane, TVector* ratios)
    {
        for (int c = 0; c < job.Dim; c++)
        {
            TVector mean = TLanes.Broadcast(0);
            for (int k = 0; k < job.Heads; k++)
                mean = TLanes.MultiplyAdd(ratios[k], TLanes.Load(job.Fields + k * job.Head + c * job.Row + lane), mean);
            TLanes.Store(job.Mean + c * job.TargetRow + lane, mean);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gradient(in PooledJob job, int lane, TVector* ratios, TVector* scores, TVector scoreSum)
    {
        TVector lambda = TLanes.Broadcast(job.Lambda), fraction = TLanes.Divide(lambda, scoreSum),
            prior = TLanes.Broadcast(job.Prior * job.Lambda);
        for (int k = 0; k < job.Heads; k++)
        {
            TVector model = TLanes.Multiply(TLanes.Add(ratios[k], prior), lambda), data = TLanes.Multiply(scores[k], fraction);
            for (int c = 0; c < job.Dim; c++)
            {
                float* field = job.Fields + k * job.Head + c * job.Row + lane;
                TVector x = TLanes.Load(job.Target + c * job.TargetRow + lane);
                TLanes.Store(field, TLanes.Subtract(TLanes.Multiply(model, TLanes.Load(field)), TLanes.Multiply(data, x)));
            }
        }
    }
}

/// <summary>One unit vector x that K heads speak of, each with a field h_k, in many lanes.</summary>
internal unsafe struct PooledJob
{
    /// <summary>K.</summary>
    public int Heads;

    /// <summary>d, the components of the unit vector.</summary>
    public int Dim;

    /// <summary>Lanes, a multiple of the register's width.</summary>
    public int Lanes;

    /// <summary>lambda.</summary>
    public float Lambda;

    /// <summary>What the squares of all lambda |h_k| are held down by: rho.</summary>
    public float Prior;

    /// <summary>The fields, rows [d] a head; the gradient replaces them.</summary>
    public float* Fields;

    /// <summary>Distance between the rows of one head.</summary>
    public nint Row;

    /// <summary>Distance between heads.</summary>
    public nint Head;

    /// <summary>x, rows [d]; null where only the mean is asked for.</summary>
    public float* Target;

    /// <summary>Distance between the rows of <see cref="Target"/> and of <see cref="Mean"/>.</summary>
    public nint TargetRow;

    /// <summary>Receives the mean of x under the mixture, rows [d]; null where the gradient is asked for.</summary>
    public float* Mean;

    /// <summary>Receives ln p(x), one row; null if nobody asks.</summary>
    public float* LogDensity;
}
