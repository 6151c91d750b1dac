using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>
/// Matrix products of the sizes that a small transformer needs: a tile of C stays in registers while the inner index runs.
/// </summary>
/// <remarks>
/// <code>
///             two registers of B's row k
///             [   b0   ][   b1   ]
///   A[r, k]   [  c r0  ][  c r1  ]     8 rows x 2 registers of C; A's entries are broadcast from memory
/// </code>
/// The order of the sums depends on the sizes alone, so that the bits do not depend on who computes what.
/// </remarks>
internal static unsafe class Gemm<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    private const int TileRows = 8, HalfRows = 4;

    /// <summary>Computes the whole product.</summary>
    public static void Run(in GemmJob job)
    {
        int column = 0, pair = 2 * TLanes.Width;
        for (; column + pair <= job.Columns; column += pair)
        {
            int row = 0;
            // Half the registers hold half the rows.
            if (TLanes.Width == 16)
                for (; row + TileRows <= job.Rows; row += TileRows) Tile(job, row, column);
            for (; row + HalfRows <= job.Rows; row += HalfRows) HalfTile(job, row, column);
            for (; row < job.Rows; row++) Pair(job, row, column);
        }
        for (; column + TLanes.Width <= job.Columns; column += TLanes.Width)
        {
            int row = 0;
            for (; row + TileRows <= job.Rows; row += TileRows) NarrowTile(job, row, column);
            for (; row < job.Rows; row++) Single(job, row, column);
        }
        if (column == job.Columns) return;
        GemmJob rest = job;
        rest.B += column;
        rest.C += column;
        rest.Columns -= column;
        Gemm<LanesScalar, float>.Run(rest);
    }

    private static void Tile(in GemmJob job, int row, int column)
    {
        int width = TLanes.Width;
        TVector a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7;
        a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = TLanes.Broadcast(0);
        float* b = job.B + column;
        nint next = job.ARow, step = job.AColumn, bRow = job.BRow;
        float* a = job.A + row * next;
        float* middle = a + 4 * next;
        for (int k = job.Inner; k > 0; k--, a += step, middle += step, b += bRow)
        {
            TVector x0 = TLanes.Load(b), x1 = TLanes.Load(b + width), entry;
            entry = TLanes.Broadcast(a[0]);
            a0 = TLanes.MultiplyAdd(entry, x0, a0);
            b0 = TLanes.MultiplyAdd(entry, x1, b0);
            entry = TLanes.Broadcast(a[next]);
            a1 = TLanes.MultiplyAdd(entry, x0, a1);
            b1 = TLanes.MultiplyAdd(entry, x1, b1);
            entry = TLanes.Broadcast(a[2 * next]);
            a2 = TLanes.MultiplyAdd(entry, x0, a2);
            b2 = TLanes.MultiplyAdd(entry, x1, b2);
            entry = TLanes.Broadcast(a[3 * next]);
            a3 = TLanes.MultiplyAdd(entry, x0, a3);
            b3 = TLanes.MultiplyAdd(entry, x1, b3);
            entry = TLanes.Broadcast(middle[0]);
            a4 = TLanes.MultiplyAdd(entry, x0, a4);
            b4 = TLanes.MultiplyAdd(entry, x1, b4);
            entry = TLanes.Broadcast(middle[next]);
            a5 = TLanes.MultiplyAdd(entry, x0, a5);
            b5 = TLanes.MultiplyAdd(entry, x1, b5);
            entry = TLanes.Broadcast(middle[2 * next]);
            a6 = TLanes.MultiplyAdd(entry, x0, a6);
            b6 = TLanes.MultiplyAdd(entry, x1, b6);
            entry = TLanes.Broadcast(middle[3 * next]);
            a7 = TLanes.MultiplyAdd(entry, x0, a7);
            b7 = TLanes.MultiplyAdd(entry, x1, b7);
        }
        float* c = job.C + row * job.CRow + column;
        Put(job, c, a0, b0);
        Put(job, c + job.CRow, a1, b1);
        Put(job, c + 2 * job.CRow, a2, b2);
        Put(job, c + 3 * job.CRow, a3, b3);
        Put(job, c + 4 * job.CRow, a4, b4);
        Put(job, c + 5 * job.CRow, a5, b5);
        Put(job, c + 6 * job.CRow, a6, b6);
        Put(job, c + 7 * job.CRow, a7, b7);
    }

    private static void HalfTile(in GemmJob job, int row, int column)
    {
        int width = TLanes.Width;
        TVector a0, a1, a2, a3, b0, b1, b2, b3;
        a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = TLanes.Broadcast(0);
        float* b = job.B + column;
        nint next = job.ARow, step = job.AColumn, bRow = job.BRow;
        float* a = job.A + row * next;
        for (int k = job.Inner; k > 0; k--, a += step, b += bRow)
        {
            TVector x0 = TLanes.Load(b), x1 = TLanes.Load(b + width), entry;
            entry = TLanes.Broadcast(a[0]);
            a0 = TLanes.MultiplyAdd(entry, x0, a0);
            b0 = TLanes.MultiplyAdd(entry, x1, b0);
            entry = TLanes.Broadcast(a[next]);
            a1 = TLanes.MultiplyAdd(entry, x0, a1);
            b1 = TLanes.MultiplyAdd(entry, x1, b1);
            entry = TLanes.Broadcast(a[2 * next]);
            a2 = TLanes.MultiplyAdd(entry, x0, a2);
            b2 = TLanes.MultiplyAdd(entry, x1, b2);
            entry = TLanes.Broadcast(a[3 * next]);
            a3 = TLanes.MultiplyAdd(entry, x0, a3);
            b3 = TLanes.MultiplyAdd(entry, x1, b3);
        }
        float* c = job.C + row * job.CRow + column;
        Put(job, c, a0, b0);
        Put(job, c + job.CRow, a1, b1);
        Put(job, c + 2 * job.CRow, a2, b2);
        Put(job, c + 3 * job.CRow, a3, b3);
    }

    private static void NarrowTile(in GemmJob job, int row, int column)
    {
        TVector a0, a1, a2, a3, a4, a5, a6, a7;
        a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = TLanes.Broadcast(0);
        float* b = job.B + column;
        nint next = job.ARow, step = job.AColumn, bRow = job.BRow;
        float* a = job.A + row * next;
        float* middle = a + 4 * next;
        for (int k = job.Inner; k > 0; k--, a += step, middle += step, b += bRow)
        {
            TVector x = TLanes.Load(b);
            a0 = TLanes.MultiplyAdd(TLanes.Broadcast(a[0]), x, a0);
            a1 = TLanes.MultiplyAdd(TLanes.Broadcast(a[next]), x, a1);
            a2 = TLanes.MultiplyAdd(TLanes.Broadcast(a[2 * next]), x, a2);
            a3 = TLanes.MultiplyAdd(TLanes.Broadcast(a[3 * next]), x, a3);
            a4 = TLanes.MultiplyAdd(TLanes.Broadcast(middle[0]), x, a4);
            a5 = TLanes.MultiplyAdd(TLanes.Broadcast(middle[next]), x, a5);
            a6 = TLanes.MultiplyAdd(TLanes.Broadcast(middle[2 * next]), x, a6);
            a7 = TLanes.MultiplyAdd(TLanes.Broadcast(middle[3 * next]), x, a7);
        }
        float* c = job.C + row * job.CRow + column;
        Put(job, c, a0);
        Put(job, c + job.CRow, a1);
        Put(job, c + 2 * job.CRow, a2);
        Put(job, c + 3 * job.CRow, a3);
        Put(job, c + 4 * job.CRow, a4);
        Put(job, c + 5 * job.CRow, a5);
        Put(job, c + 6 * job.CRow, a6);
        Put(job, c + 7 * job.CRow, a7);
    }

    private static void Pair(in GemmJob job, int row, int column)
    {
        TVector c0 = TLanes.Broadcast(0), c1 = c0;
        float* a = job.A + row * job.ARow;
        float* b = job.B + column;
        for (int k = job.Inner; k > 0; k--, a += job.AColumn, b += job.BRow)
        {
            TVector entry = TLanes.Broadcast(*a);
            c0 = TLanes.MultiplyAdd(entry, TLanes.Load(b), c0);
            c1 = TLanes.MultiplyAdd(entry, TLanes.Load(b + TLanes.Width), c1);
        }
        Put(job, job.C + row * job.CRow + column, c0, c1);
    }

    private static void Single(in GemmJob job, int row, int column)
    {
        TVector c = TLanes.Broadcast(0);
        float* a = job.A + row * job.ARow;
        float* b = job.B + column;
        for (int k = job.Inner; k > 0; k--, a += job.AColumn, b += job.BRow)
            c = TLanes.MultiplyAdd(TLanes.Broadcast(*a), TLanes.Load(b), c);
        Put(job, job.C + row * job.CRow + column, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(in GemmJob job, float* c, TVector value0, TVector value1)
    {
        Put(job, c, value0);
        Put(job, c + TLanes.Width, value1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(in GemmJob job, float* c, TVector value) =>
        TLanes.Store(c, job.Add ? TLanes.Add(TLanes.Load(c), value) : value);
}

/// <summary>
/// A matrix product C = A B or C += A B. The rows of B and C are contiguous; A may lie in any order, so that a transposed A costs
/// nothing.
/// </summary>
internal unsafe struct GemmJob
{
    /// <summary>Rows of A and C.</summary>
    public int Rows;

    /// <summary>Columns of A, rows of B.</summary>
    public int Inner;

    /// <summary>Columns of B and C.</summary>
    public int Columns;

    /// <summary>A, [Rows, Inner].</summary>
    public float* A;

    /// <summary>Distance between rows of A.</summary>
    public nint ARow;

    /// <summary>Distance between columns of A.</summary>
    public nint AColumn;

    /// <summary>B, [Inner, Columns].</summary>
    public float* B;

    /// <summary>Distance between rows of B.</summary>
    public nint BRow;

    /// <summary>C, [Rows, Columns]; overlaps neither A nor B.</summary>
    public float* C;

    /// <summary>Distance between rows of C.</summary>
    public nint CRow;

    /// <summary>Whether the product is added to what C holds.</summary>
    public bool Add;
}
