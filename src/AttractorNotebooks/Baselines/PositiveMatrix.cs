using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Baselines;

/// <summary>
/// Cholesky factors, inverses and products of symmetric positive definite matrices, in float64 and in place, by blocks that stay
/// in the cache.
/// </summary>
/// <remarks>
/// Everything is a dot product of two rows, so that memory is read in order; the managed provider of MathNet.Numerics computes the same
/// numbers, but slowly for large matrices. The order of every sum depends on the sizes alone, not on who computes it.
/// Matrices are row-major, [n, n].
/// </remarks>
internal static class PositiveMatrix
{
    // Rows of a block; columns of a row that are treated at once.
    private const int Block = 64, Inner = 256;

    // Rows of a tile of C, which stays in registers, and its columns.
    private const int Tall = 2, Wide = 4;

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
            for (int i = 0; i < rowsA; i += Tall)
                for (int j = 0; j < rowsB; j += Wide)
                {
                    int from = atA + i * strideA + k, to = atB + j * strideB + k, at = atC + i * strideC + j;
                    if (rowsA - i >= Tall && rowsB - j >= Wide)
                    {
                        AddTile(scale, ref a[from], strideA, ref b[to], strideB, length, ref c[at], strideC);
                        continue;
                    }
                    for (int row = 0; row < Math.Min(Tall, rowsA - i); row++)
                        for (int column = 0; column < Math.Min(Wide, rowsB - j); column++)
                            c[at + row * strideC + column] +=
                                scale * Dot(a.AsSpan(from + row * strideA, length), b.AsSpan(to + column * strideB, length));
                }
        }
    }

    // Eight dot products at once, which the registers of any machine hold: every number that is loaded takes part in several.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(double scale, ref double a, nint strideA, ref double b, nint strideB, int length, ref double c,
        nint strideC)
    {
        Vector<double> s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
        ref double nextA = ref Unsafe.Add(ref a, strideA);
        ref double nextB = ref Unsafe.Add(ref b, strideB);
        ref double thirdB = ref Unsafe.Add(ref b, 2 * strideB);
        ref double lastB = ref Unsafe.Add(ref b, 3 * strideB);
        int k = 0;
        for (; k + Vector<double>.Count <= length; k += Vector<double>.Count)
        {
            Vector<double> row = Vector.LoadUnsafe(ref a, (nuint)k), next = Vector.LoadUnsafe(ref nextA, (nuint)k);
            Vector<double> entry = Vector.LoadUnsafe(ref b, (nuint)k);
            s0 = Vector.FusedMultiplyAdd(row, entry, s0);
            t0 = Vector.FusedMultiplyAdd(next, entry, t0);
            entry = Vector.LoadUnsafe(ref nextB, (nuint)k);
            s1 = Vector.FusedMultiplyAdd(row, entry, s1);
            t1 = Vector.FusedMultiplyAdd(next, entry, t1);
            entry = Vector.LoadUnsafe(ref thirdB, (nuint)k);
            s2 = Vector.FusedMultiplyAdd(row, entry, s2);
            t2 = Vector.FusedMultiplyAdd(next, entry, t2);
            entry = Vector.LoadUnsafe(ref lastB, (nuint)k);
            s3 = Vector.FusedMultiplyAdd(row, entry, s3);
            t3 = Vector.FusedMultiplyAdd(next, entry, t3);
        }
        Put(scale, s0, ref a, ref b, k, length, ref c);
        Put(scale, s1, ref a, ref nextB, k, length, ref Unsafe.Add(ref c, 1));
        Put(scale, s2, ref a, ref thirdB, k, length, ref Unsafe.Add(ref c, 2));
        Put(scale, s3, ref a, ref lastB, k, length, ref Unsafe.Add(ref c, 3));
        ref double below = ref Unsafe.Add(ref c, strideC);
        Put(scale, t0, ref nextA, ref b, k, length, ref below);
        Put(scale, t1, ref nextA, ref nextB, k, length, ref Unsafe.Add(ref below, 1));
        Put(scale, t2, ref nextA, ref thirdB, k, length, ref Unsafe.Add(ref below, 2));
        Put(scale, t3, ref nextA, ref lastB, k, length, ref Unsafe.Add(ref below, 3));
    }

    // The products that fill no register follow one by one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(double scale, Vector<double> sums, ref double a, ref double b, int k, int length, ref double c)
    {
        double sum = Vector.Sum(sums);
        for (; k < length; k++) sum += Unsafe.Add(ref a, k) * Unsafe.Add(ref b, k);
        c += scale * sum;
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => TensorPrimitives.Dot(x, y);
}
