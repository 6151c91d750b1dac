using System.Numerics.Tensors;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Analysis;

/// <summary>Couplings cut into the pictures in which they are published: one component over all pairs of tokens, or over what one token hears.</summary>
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
    /// <returns>J_ij[row, column] for every j, [N]; tokens are numbered row by row over the patch grid, so [rows, columns] of it too.</returns>
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

    private static void Require(int index, int count, string name)
    {
        if (index < 0 || index >= count) throw new ArgumentOutOfRangeException(name, index, $"The {name} must be from 0 to {count - 1}.");
    }
}
