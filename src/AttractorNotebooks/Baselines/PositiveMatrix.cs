using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttractorNotebooks.Baselines;

/// <summary>
/// Cholesky factors, inverses and products of symmetric positive definite matrices, in float64 and in place, by blocks that stay
/// in the cache.
/// </summary>
/// <remarks>
/// Everything is a dot product of two rows, so that memory is read in order. The managed provider of MathNet.Numerics computes the same
/// numbers, at 3000 rows some fifty times slower. The order of every sum depends on the sizes alone, not on who computes it.
/// Matrices are row-major, [n, n].
/// </remarks>
internal static class PositiveMatrix
{
    // Rows of a block; columns of a row that are treated at once.
    private const int Block = 64, Inner = 256;

    private const int Tile = 4;

    /// <summary>Replaces the lower triangle of A by its factor L, A = L L^T; the rest is not touched.</summary>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public static void Factor(double[] a, int n, ParallelOptions options)
    {
        for (int start = 0; start < n; start += Block)
        {
            int first = start, end = Math.Min(n, start + Block);
            ForBlocks(first, n, options, (row, last) =>
                AddProducts(-1, a, row * n, n, last - row, a, first * n, n, end - first, first, a, row * n + first, n));
            for (int row = first; row < end; row++) Eliminate(row, row);
            ForBlocks(end, n, options, (row, last) =>
            {
                for (; row < last; row++) Eliminate(row, end - 1);
            });

            // Columns from the block's first to the last one, of one row.
            void Eliminate(int row, int lastColumn)
            {
                Span<double> own = a.AsSpan(row * n, n);
                for (int j = first; j <= lastColumn; j++)
                {
                    double rest = own[j] - Dot(own[first..j], a.AsSpan(j * n + first, j - first));
                    if (j < row) own[j] = rest / a[j * n + j];
                    else own[j] = rest > 0 ? Math.Sqrt(rest) : throw new ArithmeticException("A covariance is not positive definite.");
                }
            }
        }
    }

    /// <summary>Solves L L^T x = b for one right side, in place.</summary>
    /// <param name="factor">What <see cref="Factor"/> left.</param>
    /// <param name="b">[n]; x afterwards.</param>
    public static void Solve(ReadOnlySpan<double> factor, Span<double> b)
    {
        int n = b.Length;
        for (int i = 0; i < n; i++) b[i] = (b[i] - Dot(factor.Slice(i * n, i), b[..i])) / factor[i * n + i];
        for (int i = n - 1; i >= 0; i--)
        {
            b[i] /= factor[i * n + i];
            TensorPrimitives.MultiplyAdd(factor.Slice(i * n, i), -b[i], b[..i], b[..i]);
        }
    }

    /// <summary>The inverse of a matrix, whose array is used up.</summary>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public static double[] Inverse(double[] a, int n, ParallelOptions options)
    {
        Factor(a, n, options);
        // Row j of u is column j of the inverse of L, zero before j.
        double[] u = new double[a.Length];
        ForBlocks(0, n, options, (first, end) =>
        {
            for (int start = first; start < n; start += Block)
            {
                int last = Math.Min(n, start + Block);
                AddProducts(-1, u, first * n + first, n, end - first, a, start * n + first, n, last - start, start - first,
                    u, first * n + start, n);
                for (int j = first; j < end; j++)
                    for (int i = Math.Max(start, j); i < last; i++)
                    {
                        double rest = u[j * n + i] - Dot(a.AsSpan(i * n + start, i - start), u.AsSpan(j * n + start, i - start));
                        u[j * n + i] = ((i == j ? 1 : 0) + rest) / a[i * n + i];
                    }
            }
        });
        Array.Clear(a);
        ForBlocks(0, n, options, (first, end) =>
        {
            for (int start = 0; start < end; start += Block)
            {
                int last = Math.Min(end, start + Block);
                AddProducts(1, u, first * n + first, n, end - first, u, start * n + first, n, last - start, n - first,
                    a, first * n + start, n);
            }
        });
        Mirror(a, n, options);
        return a;
    }

    /// <summary>Copies the lower triangle to the upper.</summary>
    public static void Mirror(double[] a, int n, ParallelOptions options) => ForBlocks(0, n, options, (first, end) =>
    {
        for (int column = 0; column < end; column++)
            for (int row = Math.Max(first, column + 1); row < end; row++) a[column * n + row] = a[row * n + column];
    });

    /// <summary>C = A B with a symmetric B: rows of A by all of B.</summary>
    /// <param name="a">[rows, n].</param>
    /// <param name="b">Symmetric, [n, n].</param>
    /// <param name="n">Its size.</param>
    /// <param name="options">Threads and a stop.</param>
    /// <returns>[rows, n].</returns>
    public static double[] Multiply(double[] a, double[] b, int n, ParallelOptions options)
    {
        double[] c = new double[a.Length];
        ForBlocks(0, a.Length / n, options, (row, last) =>
        {
            for (int start = 0; start < n; start += Block)
                AddProducts(1, a, row * n, n, last - row, b, start * n, n, Math.Min(Block, n - start), n, c, row * n + start, n);
        });
        return c;
    }

    private static void ForBlocks(int start, int end, ParallelOptions options, Action<int, int> block)
    {
        int blocks = (end - start + Block - 1) / Block;
        if (options.MaxDegreeOfParallelism == 1 || blocks < 2)
            for (int k = 0; k < blocks; k++) Run(k);
        else Parallel.For(0, blocks, options, Run);

        void Run(int k) => block(start + k * Block, Math.Min(end, start + (k + 1) * Block));
    }

    /// <summary>C += scale A B^T: every entry of C is the dot product of a row of A with a row of B.</summary>
    private static void AddProducts(double scale, double[] a, int atA, int strideA, int rowsA, double[] b, int atB, int strideB, int rowsB,
        int inner, double[] c, int atC, int strideC)
    {
        for (int k = 0; k < inner; k += Inner)
        {
            int length = Math.Min(Inner, inner - k);
            for (int i = 0; i < rowsA; i += Tile)
                for (int j = 0; j < rowsB; j += Tile)
                {
                    int from = atA + i * strideA + k, to = atB + j * strideB + k, at = atC + i * strideC + j;
                    if (rowsA - i >= Tile && rowsB - j >= Tile)
                    {
                        AddTile(scale, ref a[from], strideA, ref b[to], strideB, length, ref c[at], strideC);
                        continue;
                    }
                    for (int row = 0; row < Math.Min(Tile, rowsA - i); row++)
                        for (int column = 0; column < Math.Min(Tile, rowsB - j); column++)
                            c[at + row * strideC + column] +=
                                scale * Dot(a.AsSpan(from + row * strideA, length), b.AsSpan(to + column * strideB, length));
                }
        }
    }

    // Sixteen dot products at once: every number that is loaded takes part in four.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(double scale, ref double a, nint strideA, ref double b, nint strideB, int length, ref double c, nint strideC)
    {
        Vector<double> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default,
            s13 = default, s20 = default, s21 = default, s22 = default, s23 = default, s30 = default, s31 = default, s32 = default,
            s33 = default;
        nint k = 0;
        for (; k + Vector<double>.Count <= length; k += Vector<double>.Count)
        {
            ref double left = ref Unsafe.Add(ref a, k);
            ref double right = ref Unsafe.Add(ref b, k);
            Vector<double> b0 = Vector.LoadUnsafe(ref right), b1 = Vector.LoadUnsafe(ref Unsafe.Add(ref right, strideB)),
                b2 = Vector.LoadUnsafe(ref Unsafe.Add(ref right, 2 * strideB)), b3 = Vector.LoadUnsafe(ref Unsafe.Add(ref right, 3 * strideB));
            Vector<double> row = Vector.LoadUnsafe(ref left);
            s00 = Vector.FusedMultiplyAdd(row, b0, s00);
            s01 = Vector.FusedMultiplyAdd(row, b1, s01);
            s02 = Vector.FusedMultiplyAdd(row, b2, s02);
            s03 = Vector.FusedMultiplyAdd(row, b3, s03);
            row = Vector.LoadUnsafe(ref Unsafe.Add(ref left, strideA));
            s10 = Vector.FusedMultiplyAdd(row, b0, s10);
            s11 = Vector.FusedMultiplyAdd(row, b1, s11);
            s12 = Vector.FusedMultiplyAdd(row, b2, s12);
            s13 = Vector.FusedMultiplyAdd(row, b3, s13);
            row = Vector.LoadUnsafe(ref Unsafe.Add(ref left, 2 * strideA));
            s20 = Vector.FusedMultiplyAdd(row, b0, s20);
            s21 = Vector.FusedMultiplyAdd(row, b1, s21);
            s22 = Vector.FusedMultiplyAdd(row, b2, s22);
            s23 = Vector.FusedMultiplyAdd(row, b3, s23);
            row = Vector.LoadUnsafe(ref Unsafe.Add(ref left, 3 * strideA));
            s30 = Vector.FusedMultiplyAdd(row, b0, s30);
            s31 = Vector.FusedMultiplyAdd(row, b1, s31);
            s32 = Vector.FusedMultiplyAdd(row, b2, s32);
            s33 = Vector.FusedMultiplyAdd(row, b3, s33);
        }
        Put(ref c, s00, s01, s02, s03, ref a, ref b);
        Put(ref Unsafe.Add(ref c, strideC), s10, s11, s12, s13, ref Unsafe.Add(ref a, strideA), ref b);
        Put(ref Unsafe.Add(ref c, 2 * strideC), s20, s21, s22, s23, ref Unsafe.Add(ref a, 2 * strideA), ref b);
        Put(ref Unsafe.Add(ref c, 3 * strideC), s30, s31, s32, s33, ref Unsafe.Add(ref a, 3 * strideA), ref b);

        void Put(ref double target, Vector<double> t0, Vector<double> t1, Vector<double> t2, Vector<double> t3, ref double own, ref double others)
        {
            ReadOnlySpan<double> rest = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref own, k), length - (int)k);
            target += scale * (Vector.Sum(t0) + Rest(ref others, 0, rest));
            Unsafe.Add(ref target, 1) += scale * (Vector.Sum(t1) + Rest(ref others, strideB, rest));
            Unsafe.Add(ref target, 2) += scale * (Vector.Sum(t2) + Rest(ref others, 2 * strideB, rest));
            Unsafe.Add(ref target, 3) += scale * (Vector.Sum(t3) + Rest(ref others, 3 * strideB, rest));
        }

        double Rest(ref double others, nint at, ReadOnlySpan<double> rest)
        {
            double sum = 0;
            for (int place = 0; place < rest.Length; place++) sum += rest[place] * Unsafe.Add(ref others, at + k + place);
            return sum;
        }
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        TensorPrimitives.Dot(x, y);
}
