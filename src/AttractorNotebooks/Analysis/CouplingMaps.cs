using System.Numerics.Tensors;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Analysis;

/// <summary>
/// Couplings cut into the pictures in which they are published: one component over all pairs of tokens, or over what one token
/// hears.
/// </summary>
public static class CouplingMaps
{
    /// <summary>One component of every block.</summary>
    /// <param name="couplings">J.</param>
    /// <param name="row">The component of the listening token, from 0 to d - 1.</param>
    /// <param name="column">The component of the token that is heard, from 0 to d - 1.</param>
    /// <returns>J_ij[row, column], [N, N]: listening token i, then source j.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such component.</exception>
    public static float[] Component(Couplings couplings, int row, int column)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        float[] map = new float[couplings.Tokens * couplings.Tokens];
        for (int i = 0; i < couplings.Tokens; i++) ReceptiveField(couplings, i, row, column).CopyTo(map, i * couplings.Tokens);
        return map;
    }

    /// <summary>The size of every block: its Frobenius norm |J_ij|, the root of the sum of the squares of its entries.</summary>
    /// <param name="couplings">J.</param>
    /// <returns>|J_ij|, [N, N]: listening token i, then source j.</returns>
    public static float[] Norms(Couplings couplings)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        int tokens = couplings.Tokens;
        float[] map = new float[tokens * tokens];
        for (int k = 0; k < map.Length; k++) map[k] = TensorPrimitives.Norm<float>(couplings.Block(k / tokens, k % tokens));
        return map;
    }

    /// <summary>The receptive field of a token: with which weight it hears every other one.</summary>
    /// <param name="couplings">J.</param>
    /// <param name="token">The listening token i, from 0 to N - 1.</param>
    /// <param name="row">The component of the listening token, from 0 to d - 1.</param>
    /// <param name="column">The component of the token that is heard, from 0 to d - 1.</param>
    /// <returns>
    /// J_ij[row, column] for every j, [N]; tokens are numbered row by row over the patch grid, so [rows, columns] of it too.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token or component.</exception>
    public static float[] ReceptiveField(Couplings couplings, int token, int row, int column)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        Require(token, couplings.Tokens, nameof(token));
        Require(row, couplings.Dim, nameof(row));
        Require(column, couplings.Dim, nameof(column));
        ReadOnlySpan<float> heard = couplings.Row(token);
        float[] field = new float[couplings.Tokens];
        for (int j = 0; j < field.Length; j++) field[j] = heard[(j * couplings.Dim + row) * couplings.Dim + column];
        return field;
    }

    /// <summary>How strongly tokens are coupled, against how far apart they lie.</summary>
    /// <param name="couplings">J of N tokens on a grid, numbered row by row.</param>
    /// <param name="columns">Columns of the grid; N is a whole number of rows.</param>
    /// <param name="farthest">The largest distance asked for.</param>
    /// <returns>
    /// For distance 1, 2, ... (rounded, in tokens) the root mean square over pairs of |J_ij|, the length of a whole block; NaN
    /// where no pair lies so far apart.
    /// </returns>
    /// <exception cref="ArgumentException">The tokens do not fill rows of so many columns.</exception>
    public static double[] LengthByDistance(Couplings couplings, int columns, int farthest)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        ArgumentOutOfRangeException.ThrowIfLessThan(farthest, 1);
        if (columns < 1 || couplings.Tokens % columns != 0)
            throw new ArgumentException($"{couplings.Tokens} tokens do not fill rows of {columns}.", nameof(columns));
        double[] squares = new double[farthest + 1];
        int[] pairs = new int[farthest + 1];
        for (int i = 0; i < couplings.Tokens; i++)
            for (int j = 0; j < couplings.Tokens; j++)
            {
                int distance = (int)Math.Round(double.Hypot(i / columns - j / columns, i % columns - j % columns));
                if (i == j || distance > farthest) continue;
                squares[distance] += TensorPrimitives.SumOfSquares<float>(couplings.Block(i, j));
                pairs[distance]++;
            }
        return [.. Enumerable.Range(1, farthest).Select(distance => Math.Sqrt(squares[distance] / pairs[distance]))];
    }

    private static void Require(int index, int count, string name)
    {
        if (index < 0 || index >= count) throw new ArgumentOutOfRangeException(name, index, $"The {name} must be from 0 to {count - 1}.");
    }
}
