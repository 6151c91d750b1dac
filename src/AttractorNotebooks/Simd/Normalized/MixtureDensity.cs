using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>
/// The exactly normalized rule where every source is a head of its own, p(x_i) = sum_j exp(lambda x_i . h_ij) / sum_j Z_d(lambda |h_ij|),
/// for one token and one block of lanes: what the gradient needs, the logarithm, and the mean.
/// </summary>
internal static unsafe class MixtureDensity<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // Rows of a block follow one another.
    private static int Stride => LaneBlock.Size(TLanes.Width);

    /// <summary>s_ij = x_i . h_ij and |h_ij|^2 for all sources.</summary>
    /// <param name="job">Tokens, couplings, room for fields.</param>
    /// <param name="target">x_i, rows [d]: what is learnt, which may be hidden in <see cref="AttentionJob.Seen"/>.</param>
    /// <param name="scores">Receives s, rows [N].</param>
    /// <param name="squares">Receives |h|^2, rows [N].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scores<TDim>(in AttentionJob job, float* target, float* scores, float* squares)
        where TDim : IDim
    {
        int dim = TDim.Of(job.Dim), stride = Stride, width = TLanes.Width;
        for (int j = 0; j < job.Tokens; j++, scores += stride, squares += stride)
        {
            FieldAndScore<TLanes, TVector, TDim>.Score(
                job.Couplings + j * dim * dim, job.Seen + j * dim * stride, target, job.Fields, dim, out TVector score0,
                    out TVector score1);
            TLanes.Store(scores, score0);
            TLanes.Store(scores + width, score1);
            Squares(job.Fields, dim, out TVector square0, out TVector square1);
            TLanes.Store(squares, square0);
            TLanes.Store(squares + width, square1);
        }
    }

    /// <summary>
    /// Turns scores into a_ij and squares into (w_ij A_d / kappa)_ij + rho, in place; both 0 at j = i and at masked sources.
    /// </summary>
    /// <param name="job">
    /// Masked sources; the normalizer receives ln p(x_i) in its first row, and in its second how many sources there were.
    /// </param>
    /// <param name="fit">The constants of d.</param>
    /// <param name="lambda">lambda.</param>
    /// <param name="prior">rho.</param>
    /// <param name="scores">Rows [N].</param>
    /// <param name="squares">Rows [N].</param>
    public static void ExpWeights(in AttentionJob job, SphereFit fit, float lambda, float prior, float* scores, float* squares)
    {
        fixed (float* slope = fit.Slope, curve = fit.Curve)
        {
            SphereDensity<TLanes, TVector> sphere = new(fit, slope, curve);
            for (int lane = 0; lane < Stride; lane += TLanes.Width)
                ExpWeights(job, sphere, lambda, prior, scores + lane, squares + lane, job.Sources is null ? null : job.Sources + lane,
                    job.Fields + lane, job.Normalizer + lane);
        }
    }

    /// <summary>
    /// The mean of x_i, sum_j w_ij (A_d / kappa)_ij lambda h_ij, into <see cref="AttentionJob.Output"/>; 0 where there is no
    /// source.
    /// </summary>
    /// <param name="job">Tokens, couplings, masked sources, room for fields.</param>
    /// <param name="fit">The constants of d.</param>
    /// <param name="lambda">lambda.</param>
    public static void Mean<TDim>(in AttentionJob job, SphereFit fit, float lambda)
        where TDim : IDim
    {
        fixed (float* slope = fit.Slope, curve = fit.Curve) Mean<TDim>(job, new SphereDensity<TLanes, TVector>(fit, slope, curve), lambda);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mean<TDim>(in AttentionJob job, in SphereDensity<TLanes, TVector> sphere, float lambda)
        where TDim : IDim
    {
        int dim = TDim.Of(job.Dim), stride = Stride, token = job.Token;
        TVector scale = TLanes.Broadcast(lambda), square = TLanes.Broadcast(lambda * lambda);
        OnlineSoftmax<TLanes, TVector> softmax = default;
        softmax.Start();
        new Span<float>(job.Output, dim * stride).Clear();
        for (int j = 0; j < job.Tokens; j++)
        {
            if (j == token) continue;
            float* source = job.Seen + j * dim * stride;
            FieldAndScore<TLanes, TVector, TDim>.Score(job.Couplings + j * dim * dim, source, source, job.Fields, dim, out _, out _);
            Squares(job.Fields, dim, out TVector square0, out TVector square1);
            TVector ratio0 = sphere.Evaluate(TLanes.Multiply(square, square0), out TVector weight0);
            TVector ratio1 = sphere.Evaluate(TLanes.Multiply(square, square1), out TVector weight1);
            if (job.Sources is not null) OnlineSoftmax<TLanes, TVector>.Mask(job.Sources + j * stride, ref weight0, ref weight1);
            softmax.ExpWeights(ref weight0, ref weight1, job.Output, dim);
            weight0 = TLanes.Multiply(weight0, TLanes.Multiply(ratio0, scale));
            weight1 = TLanes.Multiply(weight1, TLanes.Multiply(ratio1, scale));
            FieldAndScore<TLanes, TVector, TDim>.Add(weight0, weight1, job.Fields, job.Output, dim);
        }
        softmax.Finish(job.Output, dim, job.Normalizer);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Squares(float* fields, int dim, out TVector square0, out TVector square1)
    {
        square0 = square1 = TLanes.Broadcast(0);
        for (int at = 0; at < dim * Stride; at += Stride)
        {
            TVector h0 = TLanes.Load(fields + at), h1 = TLanes.Load(fields + at + TLanes.Width);
            square0 = TLanes.MultiplyAdd(h0, h0, square0);
            square1 = TLanes.MultiplyAdd(h1, h1, square1);
        }
    }

    // Two softmaxes over the sources, of lambda s and of log Z; ratios wait in the rows of squares, weights in those of fields.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ExpWeights(
        in AttentionJob job, in SphereDensity<TLanes, TVector> sphere, float lambda, float prior, float* scores, float* squares,
            float* sources, float* weights, float* normalizer)
    {
        int stride = Stride;
        TVector bits = TLanes.Broadcast((float)(lambda * Exp2Coefficients.Log2E)), square = TLanes.Broadcast(lambda * lambda);
        TVector lowest = TLanes.Broadcast(float.MinValue), largest = lowest, largestScore = lowest, zero = TLanes.Broadcast(0),
            half = TLanes.Broadcast(0.5f);
        for (int j = 0; j < job.Tokens; j++)
        {
            int at = j * stride;
            TVector ratio = sphere.Evaluate(TLanes.Multiply(square, TLanes.Load(squares + at)), out TVector log);
            TVector score = TLanes.Multiply(bits, TLanes.Load(scores + at));
            if (j == job.Token) score = log = lowest;
            if (sources is not null)
            {
                score = TLanes.SelectGreater(TLanes.Load(sources + at), half, score, lowest);
                log = TLanes.SelectGreater(TLanes.Load(sources + at), half, log, lowest);
            }
            TLanes.Store(squares + at, ratio);
            TLanes.Store(weights + at, log);
            TLanes.Store(scores + at, score);
            largest = TLanes.Max(largest, log);
            largestScore = TLanes.Max(largestScore, score);
        }
        TVector sum = zero, scoreSum = zero;
        for (int at = 0; at < job.Tokens * stride; at += stride)
        {
            // Sources that do not count stay at 0 even where none counts and the largest is as low as they are.
            TVector raw = TLanes.Load(weights + at), rawScore = TLanes.Load(scores + at);
            TVector weight = TLanes.SelectGreater(raw, lowest, Exp2<TLanes, TVector>.One(TLanes.Subtract(raw, largest)), zero);
            TVector attention = TLanes.SelectGreater(raw, lowest, Exp2<TLanes, TVector>.One(TLanes.Subtract(rawScore, largestScore)), zero);
            TVector held = TLanes.SelectGreater(raw, lowest, TLanes.Broadcast(prior), zero);
            sum = TLanes.Add(sum, weight);
            scoreSum = TLanes.Add(scoreSum, attention);
            TLanes.Store(scores + at, attention);
            TLanes.Store(squares + at, TLanes.Multiply(TLanes.Load(squares + at), weight));
            TLanes.Store(weights + at, held);
        }
        TVector any = TLanes.SelectGreater(sum, zero, TLanes.Broadcast(1), zero);
        TVector inverse = TLanes.Multiply(any, TLanes.Divide(TLanes.Broadcast(1), TLanes.Max(sum, TLanes.Broadcast(0.5f))));
        TVector scoreInverse = TLanes.Multiply(any, TLanes.Divide(TLanes.Broadcast(1), TLanes.Max(scoreSum, TLanes.Broadcast(0.5f))));
        for (int at = 0; at < job.Tokens * stride; at += stride)
        {
            TLanes.Store(scores + at, TLanes.Multiply(TLanes.Load(scores + at), scoreInverse));
            TLanes.Store(squares + at, TLanes.MultiplyAdd(TLanes.Load(squares + at), inverse, TLanes.Load(weights + at)));
        }
        TVector logDensity = TLanes.Subtract(TLanes.Subtract(largestScore, largest),
            TLanes.Subtract(TLanes.LogTwo(TLanes.Max(sum, half)), TLanes.LogTwo(TLanes.Max(scoreSum, half))));
        TLanes.Store(normalizer, TLanes.Multiply(logDensity, TLanes.Broadcast((float)(1 / Exp2Coefficients.Log2E))));
        TLanes.Store(normalizer + stride, any);
    }
}
