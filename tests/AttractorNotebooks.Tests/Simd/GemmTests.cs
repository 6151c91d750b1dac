using AttractorNotebooks.Simd;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Tests.Simd;

public class GemmTests
{
    public static TheoryData<VectorWidth, int, int, int> Sizes()
    {
        TheoryData<VectorWidth, int, int, int> sizes = [];
        foreach (VectorWidth width in Enum.GetValues<VectorWidth>())
            foreach (int rows in (int[])[1, 7, 8, 19])
                foreach (int columns in (int[])[1, 4, 15, 16, 31, 33, 49, 71])
                    sizes.Add(width, rows, 13, columns);
        sizes.Add(VectorWidth.Scalar, 3, 0, 5);
        sizes.Add(VectorWidth.Bits512, 9, 0, 40);
        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_width_computes_the_product_and_touches_nothing_else(VectorWidth width, int rows, int inner, int columns)
    {
        const int Gap = 3;
        const float Untouched = 77;
        foreach (bool transposed in (bool[])[false, true])
            foreach (bool add in (bool[])[false, true])
            {
                float[] a = Random(rows * inner, "a"), b = Random(inner * (columns + Gap), "b"), c = new float[rows * (columns + Gap)];
                Array.Fill(c, Untouched);
                Matrix<float> left = transposed ? new Matrix<float>(a, inner, rows).Transposed : new Matrix<float>(a, rows, inner);
                MatrixProduct.Fast(
                    SimdRoutines.For(width), new Matrix<float>(c, rows, columns + Gap).Block(0, rows, 0, columns), left,
                    new Matrix<float>(b, inner, columns + Gap).Block(0, inner, 0, columns), add);
                for (int row = 0; row < rows; row++)
                    for (int column = 0; column < columns + Gap; column++)
                    {
                        double expected = add || column >= columns ? Untouched : 0;
                        for (int k = 0; k < inner && column < columns; k++)
                            expected += (double)a[transposed ? k * rows + row : row * inner + k] * b[k * (columns + Gap) + column];
                        Assert.Equal(expected, c[row * (columns + Gap) + column], 1e-5 * Math.Max(1, Math.Abs(expected)));
                    }
            }
    }

    private static float[] Random(int count, string purpose)
    {
        Random random = SeededRandom.Create(2, purpose);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
