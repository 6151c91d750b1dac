using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>Outer products of two tokens, weighted and summed over a batch, for any d.</summary>
/// <remarks>
/// Lanes are samples, as in the <see cref="LaneBuffer"/>, so that each number of the result is a sum over lanes in the end.
/// Where all pairs of a token are wanted, <see cref="OuterProductPanel{TLanes, TVector}"/> does without such sums.
/// </remarks>
internal static unsafe class OuterProduct<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // Rows of a block follow one another.
    private static int Stride => LaneBlock.Size(TLanes.Width);

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
    public static void Run(LaneBuffer state, LaneBuffer weights, int weightRow, int i, int j, int dim, float scale, float* gradient)
    {
        float* self = state.Pointer(0, i * dim), source = state.Pointer(0, j * dim), weight = weights.Pointer(0, weightRow);
        nint toNextState = (nint)state.Rows * Stride, toNextWeight = (nint)weights.Rows * Stride;
        if (dim < 4)
            for (int row = 0; row < dim; row++)
                for (int column = 0; column < dim; column++)
                    gradient[row * dim + column] = scale * Product(self + row * Stride, source + column * Stride, weight, toNextState,
                        toNextWeight, state.Blocks);
        else
            for (int row = 0; row < dim; row += 4)
                for (int column = 0; column < dim; column += 4)
                {
                    // The last four overlap those before: the same numbers twice cost less than a few alone.
                    int r = Math.Min(row, dim - 4), c = Math.Min(column, dim - 4);
                    FourByFour(self + r * Stride, source + c * Stride, weight, toNextState, toNextWeight, state.Blocks, scale,
                        gradient + r * dim + c, dim);
                }
    }

    // Sixteen sums at once: each register of x_j serves four rows, each weighted register of x_i four columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByFour(
        float* self, float* source, float* weights, nint toNextState, nint toNextWeight, int blocks, float scale, float* gradient, int dim)
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
                sum = TLanes.MultiplyAdd(TLanes.Multiply(TLanes.Load(weights + lane), TLanes.Load(self + lane)),
                    TLanes.Load(source + lane), sum);
        return TLanes.Sum(sum);
    }
}
