using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Kernels;

/// <summary>The local rule d e_i / d J_ij = -a_ij x_i x_j^T over a batch: scores, attention, weighted outer products.</summary>
internal static unsafe class GradientKernel<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // Rows of a block follow one another.
    private static int Stride => LaneBlock.Size(TLanes.Width);

    /// <summary>s_ij = x_i . J_ij x_j for all sources and one block of lanes; no clamp yet.</summary>
    /// <param name="job">Tokens, couplings, room for fields.</param>
    /// <param name="scores">Receives the scores, rows [N].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scores<TDim>(in AttentionJob job, float* scores)
        where TDim : IDim
    {
        int dim = TDim.Of(job.Dim);
        float* self = job.Seen + job.Token * dim * Stride;
        for (int j = 0; j < job.Tokens; j++)
        {
            FieldKernel<TLanes, TVector, TDim>.Score(
                job.Couplings + j * dim * dim, job.Seen + j * dim * Stride, self, job.Fields, dim, out TVector score0, out TVector score1);
            TLanes.Store(scores + j * Stride, score0);
            TLanes.Store(scores + j * Stride + TLanes.Width, score1);
        }
    }

    /// <summary>The same for d = 8, without a trip through memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScoresOfEight(in AttentionJob job, float* scores)
    {
        const int Dim = 8;
        float* self = job.Seen + job.Token * Dim * Stride;
        for (int j = 0; j < job.Tokens; j++)
        {
            FieldKernel<TLanes, TVector, DimEight>.EightFields(
                job.Couplings + j * Dim * Dim, job.Seen + j * Dim * Stride, Dim,
                out TVector a0, out TVector a1, out TVector a2, out TVector a3, out TVector a4, out TVector a5, out TVector a6, out TVector a7,
                out TVector b0, out TVector b1, out TVector b2, out TVector b3, out TVector b4, out TVector b5, out TVector b6, out TVector b7);
            FieldKernel<TLanes, TVector, DimEight>.EightScores(
                self, a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7, out TVector score0, out TVector score1);
            TLanes.Store(scores + j * Stride, score0);
            TLanes.Store(scores + j * Stride + TLanes.Width, score1);
        }
    }

    /// <summary>Turns scores into attention in place, for one block of lanes, and writes the normaliser.</summary>
    /// <param name="job">lambda, clamp, masked sources, normaliser.</param>
    /// <param name="scores">Scores before the clamp, rows [N]; become a_ij, 0 at j = i and at masked sources.</param>
    /// <param name="gate">Whether a weight becomes 0 where the clamp is active, as the gradient needs it.</param>
    public static void Softmax(in AttentionJob job, float* scores, bool gate)
    {
        for (int lane = 0; lane < Stride; lane += TLanes.Width)
            Softmax(job, scores + lane, job.Sources == null ? null : job.Sources + lane, job.Normaliser + lane, gate);
    }

    /// <summary>scale sum_b w_b x_ib x_jb^T for one pair of tokens, over all blocks.</summary>
    /// <param name="state">The tokens, rows [N d].</param>
    /// <param name="weights">The rows of w, 0 in the padding.</param>
    /// <param name="weightRow">The row of this pair's w.</param>
    /// <param name="i">The token that learns.</param>
    /// <param name="j">The token it hears.</param>
    /// <param name="dim">d.</param>
    /// <param name="scale">Multiplies the sum.</param>
    /// <param name="gradient">Receives the block of the gradient, [d, d].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Outer(LaneBuffer state, LaneBuffer weights, int weightRow, int i, int j, int dim, float scale, float* gradient)
    {
        float* self = state.Pointer(0, i * dim), source = state.Pointer(0, j * dim), weight = weights.Pointer(0, weightRow);
        nint toNextState = (nint)state.Rows * Stride, toNextWeight = (nint)weights.Rows * Stride;
        int row = 0;
        for (; row + 4 <= dim; row += 4)
        {
            int column = 0;
            for (; column + 4 <= dim; column += 4)
                FourByFour(self + row * Stride, source + column * Stride, weight, toNextState, toNextWeight, state.Blocks, scale, gradient + row * dim + column, dim);
            for (; column < dim; column++)
                for (int r = row; r < row + 4; r++)
                    gradient[r * dim + column] = scale * Product(self + r * Stride, source + column * Stride, weight, toNextState, toNextWeight, state.Blocks);
        }
        for (; row < dim; row++)
            for (int column = 0; column < dim; column++)
                gradient[row * dim + column] = scale * Product(self + row * Stride, source + column * Stride, weight, toNextState, toNextWeight, state.Blocks);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(in AttentionJob job, float* scores, float* sources, float* normaliser, bool gate)
    {
        int stride = Stride;
        TVector sharpness = TLanes.Broadcast(job.Sharpness), bound = TLanes.Broadcast(job.Bound), half = TLanes.Broadcast(0.5f);
        TVector lowest = TLanes.Broadcast(float.MinValue), largest = lowest, zero = TLanes.Broadcast(0);
        for (int j = 0; j < job.Tokens; j++)
        {
            if (j == job.Token) continue;
            TVector score = TLanes.Min(TLanes.Load(scores + j * stride), bound);
            if (sources != null) score = TLanes.SelectGreater(TLanes.Load(sources + j * stride), half, score, lowest);
            largest = TLanes.Max(largest, score);
        }
        TVector sum = zero;
        for (int j = 0; j < job.Tokens; j++)
        {
            TVector raw = TLanes.Load(scores + j * stride);
            TVector weight = TLanes.PowerOfTwo(TLanes.Multiply(sharpness, TLanes.Subtract(TLanes.Min(raw, bound), largest)));
            if (j == job.Token) weight = zero;
            else if (sources != null) weight = TLanes.SelectGreater(TLanes.Load(sources + j * stride), half, weight, zero);
            sum = TLanes.Add(sum, weight);
            TLanes.Store(scores + j * stride, gate ? TLanes.SelectGreater(raw, bound, TLanes.Subtract(zero, weight), weight) : weight);
        }
        TVector inverse = TLanes.SelectGreater(sum, zero, TLanes.Divide(TLanes.Broadcast(1), sum), zero);
        for (int j = 0; j < job.Tokens; j++)
            TLanes.Store(scores + j * stride, TLanes.Multiply(TLanes.Max(TLanes.Load(scores + j * stride), zero), inverse));
        TLanes.Store(normaliser, TLanes.Multiply(sharpness, largest));
        TLanes.Store(normaliser + stride, sum);
    }

    // Sixteen sums at once: each register of x_j serves four rows, each weighted register of x_i four columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByFour(float* self, float* source, float* weights, nint toNextState, nint toNextWeight, int blocks, float scale, float* gradient, int dim)
    {
        int stride = Stride;
        TVector s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33;
        s00 = s01 = s02 = s03 = s10 = s11 = s12 = s13 = s20 = s21 = s22 = s23 = s30 = s31 = s32 = s33 = TLanes.Broadcast(0);
        for (int block = 0; block < blocks; block++, self += toNextState, source += toNextState, weights += toNextWeight)
            for (int lane = 0; lane < stride; lane += TLanes.Width)
            {
                TVector weight = TLanes.Load(weights + lane);
                TVector x0 = TLanes.Load(source + lane), x1 = TLanes.Load(source + stride + lane);
                TVector x2 = TLanes.Load(source + 2 * stride + lane), x3 = TLanes.Load(source + 3 * stride + lane);
                TVector u = TLanes.Multiply(weight, TLanes.Load(self + lane));
                s00 = TLanes.MultiplyAdd(u, x0, s00);
                s01 = TLanes.MultiplyAdd(u, x1, s01);
                s02 = TLanes.MultiplyAdd(u, x2, s02);
                s03 = TLanes.MultiplyAdd(u, x3, s03);
                u = TLanes.Multiply(weight, TLanes.Load(self + stride + lane));
                s10 = TLanes.MultiplyAdd(u, x0, s10);
                s11 = TLanes.MultiplyAdd(u, x1, s11);
                s12 = TLanes.MultiplyAdd(u, x2, s12);
                s13 = TLanes.MultiplyAdd(u, x3, s13);
                u = TLanes.Multiply(weight, TLanes.Load(self + 2 * stride + lane));
                s20 = TLanes.MultiplyAdd(u, x0, s20);
                s21 = TLanes.MultiplyAdd(u, x1, s21);
                s22 = TLanes.MultiplyAdd(u, x2, s22);
                s23 = TLanes.MultiplyAdd(u, x3, s23);
                u = TLanes.Multiply(weight, TLanes.Load(self + 3 * stride + lane));
                s30 = TLanes.MultiplyAdd(u, x0, s30);
                s31 = TLanes.MultiplyAdd(u, x1, s31);
                s32 = TLanes.MultiplyAdd(u, x2, s32);
                s33 = TLanes.MultiplyAdd(u, x3, s33);
            }
        TLanes.SumFour(s00, s01, s02, s03, scale, gradient);
        TLanes.SumFour(s10, s11, s12, s13, scale, gradient + dim);
        TLanes.SumFour(s20, s21, s22, s23, scale, gradient + 2 * dim);
        TLanes.SumFour(s30, s31, s32, s33, scale, gradient + 3 * dim);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Product(float* self, float* source, float* weights, nint toNextState, nint toNextWeight, int blocks)
    {
        TVector sum = TLanes.Broadcast(0);
        for (int block = 0; block < blocks; block++, self += toNextState, source += toNextState, weights += toNextWeight)
            for (int lane = 0; lane < Stride; lane += TLanes.Width)
                sum = TLanes.MultiplyAdd(TLanes.Multiply(TLanes.Load(weights + lane), TLanes.Load(self + lane)), TLanes.Load(source + lane), sum);
        return TLanes.Sum(sum);
    }
}
