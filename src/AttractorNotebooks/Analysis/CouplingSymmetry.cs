using System.Numerics.Tensors;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Analysis;

/// <summary>
/// The symmetric and the antisymmetric part of couplings, as of one matrix over all components of all tokens: the transpose of J
/// has the blocks J_ji^T.
/// </summary>
public static class CouplingSymmetry
{
    /// <summary>(J_ij + J_ji^T) / 2.</summary>
    /// <param name="couplings">J; not changed.</param>
    public static Couplings Symmetric(Couplings couplings) => Part(couplings, 1);

    /// <summary>
    /// The symmetric part, stretched to the root mean square of J, so that dynamics with either differ by symmetry alone.
    /// </summary>
    /// <param name="couplings">J; not changed. Not antisymmetric: nothing would be left to stretch.</param>
    /// <exception cref="ArgumentException">The symmetric part is zero.</exception>
    public static Couplings SymmetricOfSameSize(Couplings couplings)
    {
        Couplings symmetric = Symmetric(couplings);
        double size = symmetric.RootMeanSquare();
        if (size == 0) throw new ArgumentException("The couplings have no symmetric part that could be brought to their size.",
            nameof(couplings));
        for (int i = 0; i < symmetric.Tokens; i++)
            TensorPrimitives.Multiply(symmetric.Row(i), (float)(couplings.RootMeanSquare() / size), symmetric.Row(i));
        return symmetric;
    }

    /// <summary>(J_ij - J_ji^T) / 2.</summary>
    /// <param name="couplings">J; not changed.</param>
    public static Couplings Antisymmetric(Couplings couplings) => Part(couplings, -1);

    /// <summary>The share of the sum of the squares of J that its antisymmetric part holds.</summary>
    /// <param name="couplings">J.</param>
    /// <returns>From 0 (symmetric) to 1 (antisymmetric), on average 1/2 for independent entries; NaN where J is zero.</returns>
    public static double AntisymmetricFraction(Couplings couplings) => Squares(Antisymmetric(couplings)) / Squares(couplings);

    private static Couplings Part(Couplings couplings, float sign)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        (int tokens, int dim) = (couplings.Tokens, couplings.Dim);
        Couplings part = new(tokens, dim);
        for (int i = 0; i < tokens; i++)
            for (int j = 0; j < tokens; j++)
            {
                ReadOnlySpan<float> block = couplings.Block(i, j), back = couplings.Block(j, i);
                Span<float> output = part.Block(i, j);
                for (int row = 0; row < dim; row++)
                    for (int column = 0; column < dim; column++)
                        output[row * dim + column] = (block[row * dim + column] + sign * back[column * dim + row]) / 2;
            }
        return part;
    }

    private static double Squares(Couplings couplings)
    {
        double squares = 0;
        for (int i = 0; i < couplings.Tokens; i++) squares += TensorPrimitives.SumOfSquares<float>(couplings.Row(i));
        return squares;
    }
}
