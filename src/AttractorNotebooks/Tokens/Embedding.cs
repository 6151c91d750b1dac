using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Tokens;

/// <summary>A fixed linear map F [d, a] from patches to tokens, x = F t, and the way back, clamp(F^T x, 0, 1).</summary>
public sealed class Embedding
{
    private readonly double[] _matrix;

    /// <summary>Wraps a given matrix.</summary>
    /// <param name="matrix">F, row-major [d, a]; finite; copied.</param>
    /// <param name="dim">d, the components of a token, at least 1.</param>
    /// <param name="components">a, the components of a patch, at least 1.</param>
    /// <exception cref="ArgumentException">The number of entries is not d a, or an entry is not finite.</exception>
    public Embedding(ReadOnlySpan<double> matrix, int dim, int components)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        if (matrix.Length != (long)dim * components)
            throw new ArgumentException(
                $"An embedding of {components} into {dim} components has {(long)dim * components} entries, but {matrix.Length} were "
                    + "given.", nameof(matrix));
        for (int k = 0; k < matrix.Length; k++)
            if (!double.IsFinite(matrix[k]))
                throw new ArgumentException($"Entry {k} of the embedding is {matrix[k]}; all must be finite.", nameof(matrix));
        _matrix = matrix.ToArray();
        Dim = dim;
        Components = components;
    }

    /// <summary>d, the components of a token.</summary>
    public int Dim { get; }

    /// <summary>a, the components of a patch.</summary>
    public int Components { get; }

    /// <summary>F, row-major [d, a].</summary>
    public ReadOnlySpan<double> Matrix => _matrix;

    /// <summary>Makes one of the published embeddings.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="dim">d.</param>
    /// <param name="components">a.</param>
    /// <param name="seed">Seed of the random kinds; the others ignore it.</param>
    /// <exception cref="ArgumentException">Orthonormal columns are asked of a d smaller than a.</exception>
    public static Embedding Create(EmbeddingKind kind, int dim, int components, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        if ((double)dim * components > Array.MaxLength)
            throw new ArgumentException(
                $"An embedding of {components} into {dim} components is larger than one array holds; use smaller patches or a smaller "
                    + "dimension.", nameof(dim));
        return new Embedding(kind switch
        {
            EmbeddingKind.Orthonormal => Orthonormal(dim, components, seed),
            EmbeddingKind.Sinusoidal => Sinusoidal(dim, components, half: false),
            EmbeddingKind.HalfFrequency => Sinusoidal(dim, components, half: true),
            EmbeddingKind.Identity => Identity(dim, components),
            EmbeddingKind.Gaussian => Normal(dim * components, seed, 1 / Math.Sqrt(dim)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This is no embedding."),
        }, dim, components);
    }

    /// <summary>x = F t for every patch.</summary>
    /// <param name="patches">[tokens, a].</param>
    /// <param name="tokens">[tokens, d]; receives x.</param>
    public void Embed<T>(ReadOnlySpan<T> patches, Span<T> tokens)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = Require(patches.Length, tokens.Length);
        for (int token = 0; token < count; token++)
            for (int c = 0; c < Dim; c++)
            {
                T sum = T.Zero;
                for (int k = 0; k < Components; k++)
                    sum += T.CreateTruncating(_matrix[c * Components + k]) * patches[token * Components + k];
                tokens[token * Dim + c] = sum;
            }
    }

    /// <summary>clamp(F^T x, 0, 1) for every token.</summary>
    /// <param name="tokens">[tokens, d].</param>
    /// <param name="patches">[tokens, a]; receives the components, each in [0, 1].</param>
    public void Unembed<T>(ReadOnlySpan<T> tokens, Span<T> patches)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = Require(patches.Length, tokens.Length);
        for (int token = 0; token < count; token++)
            for (int k = 0; k < Components; k++)
            {
                T sum = T.Zero;
                for (int c = 0; c < Dim; c++)
                    sum += T.CreateTruncating(_matrix[c * Components + k]) * tokens[token * Dim + c];
                patches[token * Components + k] = T.Clamp(sum, T.Zero, T.One);
            }
    }

    private int Require(int patches, int tokens)
    {
        if (patches % Components != 0 || tokens % Dim != 0 || patches / Components != tokens / Dim)
            throw new ArgumentException(
                $"{patches} patch components in groups of {Components} do not match {tokens} token components in groups of {Dim}.");
        return tokens / Dim;
    }

    private static double[] Orthonormal(int dim, int components, int seed)
    {
        if (dim < components)
            throw new ArgumentException(
                $"An orthonormal embedding of {components} components needs a dimension of at least {components}, but {dim} was asked "
                    + "for; raise the dimension, or use a sinusoidal or Gaussian embedding.", nameof(dim));
        double[] normal = Normal(dim * components, seed, 1);
        Matrix<double> gaussian = Matrix<double>.Build.Dense(dim, components, (row, column) => normal[row * components + column]);
        Matrix<double> q = gaussian.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin).Q;
        double scale = 1 / Math.Sqrt(components);
        double[] matrix = new double[dim * components];
        for (int row = 0; row < dim; row++)
            for (int column = 0; column < components; column++) matrix[row * components + column] = q[row, column] * scale;
        return matrix;
    }

    private static double[] Identity(int dim, int components)
    {
        if (dim != components)
            throw new ArgumentException(
                $"The identity embeds {components} components in as many, but {dim} were asked for; set the dimension to {components}, "
                    + "or use another embedding.", nameof(dim));
        double[] matrix = new double[dim * dim];
        for (int k = 0; k < dim; k++) matrix[k * dim + k] = 1 / Math.Sqrt(components);
        return matrix;
    }

    // Whole frequencies, a cosine and a sine of each, or halves, which the published formula and the published picture of F have.
    private static double[] Sinusoidal(int dim, int components, bool half)
    {
        double[] matrix = new double[dim * components];
        for (int c = 0; c < dim; c++)
            for (int k = 0; k < components; k++)
            {
                double frequency = (c - dim) / 2.0;
                double angle = 2 * Math.PI * (half ? frequency : Math.Floor(frequency)) * k / dim;
                matrix[c * components + k] = (c % 2 == 0 ? Math.Cos(angle) : Math.Sin(angle)) / Math.Sqrt(dim);
            }
        return matrix;
    }

    private static double[] Normal(int count, int seed, double scale)
    {
        Random random = SeededRandom.Create(seed, "embedding");
        double[] values = new double[count];
        for (int k = 0; k < count; k++) values[k] = scale * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
        return values;
    }
}
