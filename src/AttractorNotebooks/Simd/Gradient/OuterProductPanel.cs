using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>
/// scale sum_b w_ijb x_ib x_jb^T of one token i with neighbouring tokens j, a panel of two registers of columns at a time.
/// </summary>
/// <remarks>
/// Lanes are components of x_j, and samples follow one another:
/// <code>
///   panel 0   sample 0   | x_0 ............. | x_1 ............. |    512 bits, d = 8: two registers, every eight
///                        | x_2 ............. | x_3 ............. |    lanes one token j, with one weight w_ijb
///             sample 1   ...
///   panel 1   sample 0   | x_4 ............. | x_5 ............. |
///             ...
/// </code>
/// Eight rows of the outer product take sixteen registers, which gain w_ijb x_jb times one number of x_ib a sample. What they end
/// with is the result: nothing is left to be summed over lanes. Rows and columns come in eights, so that d is a multiple of
/// 8; <see cref="OuterProduct{TLanes, TVector}"/> serves every other d.
/// </remarks>
internal static unsafe class OuterProductPanel<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Writes the part of the gradient that belongs to one panel.</summary>
    /// <param name="job">Tokens, weights, room for the gradient.</param>
    /// <param name="panel">The panel, a block of the job's panels.</param>
    public static void Run(in PanelJob job, int panel)
    {
        int width = TLanes.Width, first = panel * LaneBlock.Size(width);
        Columns a = new(job, first), b = new(job, first + 8), c = new(job, first + width), d = new(job, first + width + 8);
        for (int row = 0; row < job.Dim; row += 8) EightRows(job, panel, row, a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRows(in PanelJob job, int panel, int row, in Columns a, in Columns b, in Columns c, in Columns d)
    {
        int width = TLanes.Width, stride = LaneBlock.Size(width), dim = job.Dim;
        nint toNextBlock = (nint)job.Lanes.Rows * stride;
        float* x = job.Panels.Pointer(panel), self = job.Lanes.Pointer(0, job.SelfRow + row), weight = job.Lanes.Pointer(0);
        float* first0 = weight + a.Token * stride, second0 = weight + b.Token * stride, first1 = weight + c.Token * stride,
            second1 = weight + d.Token * stride;
        TVector s0, s1, s2, s3, s4, s5, s6, s7, t0, t1, t2, t3, t4, t5, t6, t7;
        s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = t0 = t1 = t2 = t3 = t4 = t5 = t6 = t7 = TLanes.Broadcast(0);
        for (int block = 0; block < job.Lanes.Blocks; block++)
        {
            nint start = block * toNextBlock;
            for (nint sample = start; sample < start + stride; sample++, x += stride)
            {
                TVector x0 = TLanes.Multiply(TLanes.Load(x), TLanes.BroadcastEights(first0 + sample, second0 + sample));
                TVector x1 = TLanes.Multiply(TLanes.Load(x + width), TLanes.BroadcastEights(first1 + sample, second1 + sample));
                float* u = self + sample;
                TVector number = TLanes.Broadcast(u[0]);
                s0 = TLanes.MultiplyAdd(number, x0, s0);
                t0 = TLanes.MultiplyAdd(number, x1, t0);
                number = TLanes.Broadcast(u[stride]);
                s1 = TLanes.MultiplyAdd(number, x0, s1);
                t1 = TLanes.MultiplyAdd(number, x1, t1);
                number = TLanes.Broadcast(u[2 * stride]);
                s2 = TLanes.MultiplyAdd(number, x0, s2);
                t2 = TLanes.MultiplyAdd(number, x1, t2);
                number = TLanes.Broadcast(u[3 * stride]);
                s3 = TLanes.MultiplyAdd(number, x0, s3);
                t3 = TLanes.MultiplyAdd(number, x1, t3);
                number = TLanes.Broadcast(u[4 * stride]);
                s4 = TLanes.MultiplyAdd(number, x0, s4);
                t4 = TLanes.MultiplyAdd(number, x1, t4);
                number = TLanes.Broadcast(u[5 * stride]);
                s5 = TLanes.MultiplyAdd(number, x0, s5);
                t5 = TLanes.MultiplyAdd(number, x1, t5);
                number = TLanes.Broadcast(u[6 * stride]);
                s6 = TLanes.MultiplyAdd(number, x0, s6);
                t6 = TLanes.MultiplyAdd(number, x1, t6);
                number = TLanes.Broadcast(u[7 * stride]);
                s7 = TLanes.MultiplyAdd(number, x0, s7);
                t7 = TLanes.MultiplyAdd(number, x1, t7);
            }
        }
        TVector scale = TLanes.Broadcast(job.Scale);
        int at = row * dim;
        Save(a, b, c, d, at, TLanes.Multiply(scale, s0), TLanes.Multiply(scale, t0));
        Save(a, b, c, d, at + dim, TLanes.Multiply(scale, s1), TLanes.Multiply(scale, t1));
        Save(a, b, c, d, at + 2 * dim, TLanes.Multiply(scale, s2), TLanes.Multiply(scale, t2));
        Save(a, b, c, d, at + 3 * dim, TLanes.Multiply(scale, s3), TLanes.Multiply(scale, t3));
        Save(a, b, c, d, at + 4 * dim, TLanes.Multiply(scale, s4), TLanes.Multiply(scale, t4));
        Save(a, b, c, d, at + 5 * dim, TLanes.Multiply(scale, s5), TLanes.Multiply(scale, t5));
        Save(a, b, c, d, at + 6 * dim, TLanes.Multiply(scale, s6), TLanes.Multiply(scale, t6));
        Save(a, b, c, d, at + 7 * dim, TLanes.Multiply(scale, s7), TLanes.Multiply(scale, t7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Save(in Columns a, in Columns b, in Columns c, in Columns d, int offset, TVector s, TVector t)
    {
        TLanes.StoreEights(a.Target + offset, b.Target + offset, s);
        TLanes.StoreEights(c.Target + offset, d.Target + offset, t);
    }

    // Eight columns, or as many as a register holds: whose they are, and where their first row goes.
    private readonly struct Columns
    {
        public Columns(in PanelJob job, int column)
        {
            int token = column / job.Dim;
            // Columns beyond the last token are padding: they hold 0, whatever the weight.
            Token = Math.Min(token, job.Tokens - 1);
            Target = (token < job.Tokens ? job.Gradient + (nint)token * job.Dim * job.Dim : job.Padding) + column % job.Dim;
        }

        public int Token { get; }

        public float* Target { get; }
    }
}

/// <summary>
/// What one call of a panel kernel reads and writes: all pairs of one token that learns with the tokens of one panel, a whole
/// batch.
/// </summary>
internal unsafe struct PanelJob
{
    /// <summary>N.</summary>
    public int Tokens;

    /// <summary>d, a multiple of 8.</summary>
    public int Dim;

    /// <summary>
    /// The tokens with a row for every sample and a lane for every component, as <see cref="LaneBuffer.Transpose"/> makes them;
    /// padding is 0.
    /// </summary>
    public LaneBuffer Panels;

    /// <summary>Lanes are samples: first N rows of weights, 0 for lanes that hold no sample; x_i from <see cref="SelfRow"/> on.</summary>
    public LaneBuffer Lanes;

    /// <summary>The first of d rows of x_i, divided by the sum of the weights.</summary>
    public int SelfRow;

    /// <summary>Multiplies the sums.</summary>
    public float Scale;

    /// <summary>Receives what belongs to no token, d d numbers.</summary>
    public float* Padding;

    /// <summary>Receives the gradient, [N, d, d]; a panel writes the blocks of its own tokens only.</summary>
    public float* Gradient;
}
