using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>
/// Fields h = J_ij x_j and scores s = x_i . h of one pair of tokens, for two registers of lanes, eight rows of J at a time.
/// </summary>
internal static unsafe class FieldAndScore<TLanes, TVector, TDim>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
    where TDim : IDim
{
    /// <summary>Writes the field and gives the score.</summary>
    /// <param name="block">J_ij, [d, d].</param>
    /// <param name="source">x_j, rows [d].</param>
    /// <param name="self">x_i, rows [d].</param>
    /// <param name="fields">Receives h, rows [d].</param>
    /// <param name="dim">d.</param>
    /// <param name="score0">s of the first register.</param>
    /// <param name="score1">s of the second.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Score(float* block, float* source, float* self, float* fields, int dim, out TVector score0, out TVector score1)
    {
        score0 = score1 = TLanes.Broadcast(0);
        int row = 0;
        for (; row + 8 <= dim; row += 8) EightRows(block, source, self, fields, dim, row, ref score0, ref score1);
        if (TDim.Fixed % 8 == 0 && TDim.Fixed != 0) return;
        for (; row + 4 <= dim; row += 4) FourRows(block, source, self, fields, dim, row, ref score0, ref score1);
        for (; row < dim; row++) OneRow(block, source, self, fields, dim, row, ref score0, ref score1);
    }

    /// <summary>Adds weight times field.</summary>
    /// <param name="weight0">The weight of the first register.</param>
    /// <param name="weight1">The weight of the second.</param>
    /// <param name="fields">h, rows [d].</param>
    /// <param name="sums">What is added to, rows [d].</param>
    /// <param name="dim">d.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(TVector weight0, TVector weight1, float* fields, float* sums, int dim)
    {
        int width = TLanes.Width;
        for (float* end = sums + dim * LaneBlock.Size(width); sums < end; sums += 2 * width, fields += 2 * width)
        {
            TLanes.Store(sums, TLanes.MultiplyAdd(weight0, TLanes.Load(fields), TLanes.Load(sums)));
            TLanes.Store(sums + width, TLanes.MultiplyAdd(weight1, TLanes.Load(fields + width), TLanes.Load(sums + width)));
        }
    }

    // Eight rows of J_ij x_j, left in registers: a holds the first register of lanes, b the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightFields(
        float* coupling, float* source, int dim,
        out TVector a0, out TVector a1, out TVector a2, out TVector a3, out TVector a4, out TVector a5, out TVector a6, out TVector a7,
        out TVector b0, out TVector b1, out TVector b2, out TVector b3, out TVector b4, out TVector b5, out TVector b6, out TVector b7)
    {
        int width = TLanes.Width, stride = LaneBlock.Size(width);
        a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = TLanes.Broadcast(0);
        for (int c = 0; c < dim; c++, coupling++, source += stride)
        {
            TVector x0 = TLanes.Load(source), x1 = TLanes.Load(source + width), j;
            j = TLanes.Broadcast(coupling[0]);
            a0 = TLanes.MultiplyAdd(j, x0, a0);
            b0 = TLanes.MultiplyAdd(j, x1, b0);
            j = TLanes.Broadcast(coupling[dim]);
            a1 = TLanes.MultiplyAdd(j, x0, a1);
            b1 = TLanes.MultiplyAdd(j, x1, b1);
            j = TLanes.Broadcast(coupling[2 * dim]);
            a2 = TLanes.MultiplyAdd(j, x0, a2);
            b2 = TLanes.MultiplyAdd(j, x1, b2);
            j = TLanes.Broadcast(coupling[3 * dim]);
            a3 = TLanes.MultiplyAdd(j, x0, a3);
            b3 = TLanes.MultiplyAdd(j, x1, b3);
            j = TLanes.Broadcast(coupling[4 * dim]);
            a4 = TLanes.MultiplyAdd(j, x0, a4);
            b4 = TLanes.MultiplyAdd(j, x1, b4);
            j = TLanes.Broadcast(coupling[5 * dim]);
            a5 = TLanes.MultiplyAdd(j, x0, a5);
            b5 = TLanes.MultiplyAdd(j, x1, b5);
            j = TLanes.Broadcast(coupling[6 * dim]);
            a6 = TLanes.MultiplyAdd(j, x0, a6);
            b6 = TLanes.MultiplyAdd(j, x1, b6);
            j = TLanes.Broadcast(coupling[7 * dim]);
            a7 = TLanes.MultiplyAdd(j, x0, a7);
            b7 = TLanes.MultiplyAdd(j, x1, b7);
        }
    }

    // x_i . h over eight components, from registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightScores(
        float* self,
        TVector a0, TVector a1, TVector a2, TVector a3, TVector a4, TVector a5, TVector a6, TVector a7,
        TVector b0, TVector b1, TVector b2, TVector b3, TVector b4, TVector b5, TVector b6, TVector b7,
        out TVector score0, out TVector score1)
    {
        // Two chains a register: one would make every score wait for eight multiply-adds in a row.
        int width = TLanes.Width, stride = LaneBlock.Size(width);
        TVector even0 = TLanes.Multiply(TLanes.Load(self), a0);
        TVector odd0 = TLanes.Multiply(TLanes.Load(self + stride), a1);
        even0 = TLanes.MultiplyAdd(TLanes.Load(self + 2 * stride), a2, even0);
        odd0 = TLanes.MultiplyAdd(TLanes.Load(self + 3 * stride), a3, odd0);
        even0 = TLanes.MultiplyAdd(TLanes.Load(self + 4 * stride), a4, even0);
        odd0 = TLanes.MultiplyAdd(TLanes.Load(self + 5 * stride), a5, odd0);
        even0 = TLanes.MultiplyAdd(TLanes.Load(self + 6 * stride), a6, even0);
        odd0 = TLanes.MultiplyAdd(TLanes.Load(self + 7 * stride), a7, odd0);
        TVector even1 = TLanes.Multiply(TLanes.Load(self + width), b0);
        TVector odd1 = TLanes.Multiply(TLanes.Load(self + stride + width), b1);
        even1 = TLanes.MultiplyAdd(TLanes.Load(self + 2 * stride + width), b2, even1);
        odd1 = TLanes.MultiplyAdd(TLanes.Load(self + 3 * stride + width), b3, odd1);
        even1 = TLanes.MultiplyAdd(TLanes.Load(self + 4 * stride + width), b4, even1);
        odd1 = TLanes.MultiplyAdd(TLanes.Load(self + 5 * stride + width), b5, odd1);
        even1 = TLanes.MultiplyAdd(TLanes.Load(self + 6 * stride + width), b6, even1);
        odd1 = TLanes.MultiplyAdd(TLanes.Load(self + 7 * stride + width), b7, odd1);
        score0 = TLanes.Add(even0, odd0);
        score1 = TLanes.Add(even1, odd1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightRows(
        float* block, float* source, float* self, float* fields, int dim, int row, ref TVector score0, ref TVector score1)
    {
        int stride = LaneBlock.Size(TLanes.Width);
        EightFields(
            block + row * dim, source, dim,
            out TVector a0, out TVector a1, out TVector a2, out TVector a3, out TVector a4, out TVector a5, out TVector a6, out TVector a7,
            out TVector b0, out TVector b1, out TVector b2, out TVector b3, out TVector b4, out TVector b5, out TVector b6, out TVector b7);
        EightScores(
            self + row * stride, a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7, out TVector part0, out TVector part1);
        score0 = TLanes.Add(score0, part0);
        score1 = TLanes.Add(score1, part1);
        fields += row * stride;
        Store(fields, a0, b0);
        Store(fields + stride, a1, b1);
        Store(fields + 2 * stride, a2, b2);
        Store(fields + 3 * stride, a3, b3);
        Store(fields + 4 * stride, a4, b4);
        Store(fields + 5 * stride, a5, b5);
        Store(fields + 6 * stride, a6, b6);
        Store(fields + 7 * stride, a7, b7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(
        float* block, float* source, float* self, float* fields, int dim, int row, ref TVector score0, ref TVector score1)
    {
        int width = TLanes.Width, stride = LaneBlock.Size(width);
        TVector a0, a1, a2, a3, b0, b1, b2, b3;
        a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = TLanes.Broadcast(0);
        float* coupling = block + row * dim;
        for (int c = 0; c < dim; c++, coupling++, source += stride)
        {
            TVector x0 = TLanes.Load(source), x1 = TLanes.Load(source + width), j;
            j = TLanes.Broadcast(coupling[0]);
            a0 = TLanes.MultiplyAdd(j, x0, a0);
            b0 = TLanes.MultiplyAdd(j, x1, b0);
            j = TLanes.Broadcast(coupling[dim]);
            a1 = TLanes.MultiplyAdd(j, x0, a1);
            b1 = TLanes.MultiplyAdd(j, x1, b1);
            j = TLanes.Broadcast(coupling[2 * dim]);
            a2 = TLanes.MultiplyAdd(j, x0, a2);
            b2 = TLanes.MultiplyAdd(j, x1, b2);
            j = TLanes.Broadcast(coupling[3 * dim]);
            a3 = TLanes.MultiplyAdd(j, x0, a3);
            b3 = TLanes.MultiplyAdd(j, x1, b3);
        }
        self += row * stride;
        fields += row * stride;
        Row(self, fields, a0, b0, ref score0, ref score1);
        Row(self + stride, fields + stride, a1, b1, ref score0, ref score1);
        Row(self + 2 * stride, fields + 2 * stride, a2, b2, ref score0, ref score1);
        Row(self + 3 * stride, fields + 3 * stride, a3, b3, ref score0, ref score1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OneRow(
        float* block, float* source, float* self, float* fields, int dim, int row, ref TVector score0, ref TVector score1)
    {
        int stride = LaneBlock.Size(TLanes.Width);
        TVector a = TLanes.Broadcast(0), b = a;
        float* coupling = block + row * dim;
        for (int c = 0; c < dim; c++, source += stride)
        {
            TVector j = TLanes.Broadcast(coupling[c]);
            a = TLanes.MultiplyAdd(j, TLanes.Load(source), a);
            b = TLanes.MultiplyAdd(j, TLanes.Load(source + TLanes.Width), b);
        }
        Row(self + row * stride, fields + row * stride, a, b, ref score0, ref score1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(float* self, float* field, TVector a, TVector b, ref TVector score0, ref TVector score1)
    {
        score0 = TLanes.MultiplyAdd(TLanes.Load(self), a, score0);
        score1 = TLanes.MultiplyAdd(TLanes.Load(self + TLanes.Width), b, score1);
        Store(field, a, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* field, TVector a, TVector b)
    {
        TLanes.Store(field, a);
        TLanes.Store(field + TLanes.Width, b);
    }
}
