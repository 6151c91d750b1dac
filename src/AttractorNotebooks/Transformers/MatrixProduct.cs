using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Transformers;

/// <summary>Matrix products: float32 by the fast kernel, every other type by the plain statement of it.</summary>
internal static unsafe class MatrixProduct
{
    private static readonly SimdRoutines Kernels = SimdRoutines.For(VectorWidths.Widest);

    /// <summary>C = A B.</summary>
    /// <param name="c">[m, n], its columns neighbours; overlaps neither factor.</param>
    /// <param name="a">[m, k], in any order.</param>
    /// <param name="b">[k, n]; in any order, though neighbouring columns save a copy.</param>
    public static void Set<T>(Matrix<T> c, Matrix<T> a, Matrix<T> b)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(c, a, b, add: false);

    /// <summary>C += A B; otherwise as <see cref="Set"/>.</summary>
    public static void Add<T>(Matrix<T> c, Matrix<T> a, Matrix<T> b)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(c, a, b, add: true);

    private static void Run<T>(Matrix<T> c, Matrix<T> a, Matrix<T> b, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Debug.Assert(a.Rows == c.Rows && a.Columns == b.Rows && b.Columns == c.Columns && c.ColumnStep == 1,
            "The shapes of a product do not fit.");
        if (typeof(T) == typeof(float)) Fast(Kernels, c, a, b.ColumnStep == 1 ? b : Copy(b), add);
        else Plain(c, a, b, add);
    }

    /// <summary>The product by the kernel of one register width.</summary>
    internal static void Fast<T>(SimdRoutines simd, Matrix<T> c, Matrix<T> a, Matrix<T> b, bool add)
        where T : unmanaged
    {
        fixed (T* toC = c.Numbers, toA = a.Numbers, toB = b.Numbers)
            simd.Gemm(new GemmJob
            {
                Rows = c.Rows,
                Inner = a.Columns,
                Columns = c.Columns,
                A = (float*)toA,
                ARow = a.RowStep,
                AColumn = a.ColumnStep,
                B = (float*)toB,
                BRow = b.RowStep,
                C = (float*)toC,
                CRow = c.RowStep,
                Add = add,
            });
    }

    private static void Plain<T>(Matrix<T> c, Matrix<T> a, Matrix<T> b, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int row = 0; row < c.Rows; row++)
            for (int column = 0; column < c.Columns; column++)
            {
                T sum = T.Zero;
                for (int k = 0; k < a.Columns; k++)
                    sum += a.Numbers[row * a.RowStep + k * a.ColumnStep] * b.Numbers[k * b.RowStep + column * b.ColumnStep];
                ref T entry = ref c.Numbers[row * c.RowStep + column];
                entry = add ? entry + sum : sum;
            }
    }

    [ThreadStatic]
    private static float[]? s_copy;

    private static Matrix<T> Copy<T>(Matrix<T> b)
        where T : unmanaged
    {
        int length = b.Rows * b.Columns;
        if (s_copy is not float[] memory || memory.Length < length) s_copy = memory = new float[length];
        Matrix<T> copy = new(MemoryMarshal.CreateSpan(ref Unsafe.As<float, T>(ref memory[0]), length), b.Rows, b.Columns);
        for (int row = 0; row < b.Rows; row++)
        {
            Span<T> target = copy.Row(row);
            for (int column = 0, at = row * b.RowStep; column < target.Length; column++, at += b.ColumnStep) target[column] = b.Numbers[at];
        }
        return copy;
    }
}
