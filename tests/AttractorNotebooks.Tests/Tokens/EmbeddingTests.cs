using AttractorNotebooks.Tests.Model;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Tokens;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Tests.Tokens;

public class EmbeddingTests
{
    [Theory]
    [InlineData(8, 8)]
    [InlineData(9, 8)]
    [InlineData(40, 18)]
    [InlineData(2, 2)]
    public void Orthonormal_columns_over_the_root_of_a(int dim, int components)
    {
        Embedding embedding = Embedding.Create(EmbeddingKind.Orthonormal, dim, components, 3);
        for (int k = 0; k < components; k++)
            for (int l = 0; l < components; l++)
                Assert.Equal(k == l ? 1.0 / components : 0, Enumerable.Range(0, dim).Sum(c => F(embedding, c, k) * F(embedding, c, l)),
                    1e-14);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(40, 18)]
    public void An_orthonormal_embedding_gives_every_patch_back_up_to_its_scale(int dim, int components)
    {
        Embedding embedding = Embedding.Create(EmbeddingKind.Orthonormal, dim, components, 1);
        double[] patches = Array.ConvertAll(Arbitrary.Normals(7 * components, 1, "patches"), value => Math.Min(Math.Abs(value), 1)),
            tokens = new double[7 * dim], back = new double[patches.Length];
        embedding.Embed<double>(patches, tokens);
        embedding.Unembed<double>(tokens, back);
        Closeness.AssertClose(Array.ConvertAll(patches, value => value / components), back, 1e-14);
    }

    [Fact]
    public void The_sinusoidal_entries_are_those_of_the_definition()
    {
        Embedding embedding = Embedding.Create(EmbeddingKind.Sinusoidal, 8, 8);
        // Rows come in pairs of one frequency, -4, -3, -2, -1 turns over the patch.
        int[] turns = [-4, -4, -3, -3, -2, -2, -1, -1];
        for (int c = 0; c < 8; c++)
            for (int k = 0; k < 8; k++)
            {
                double angle = 2 * Math.PI * turns[c] * k / 8;
                Assert.Equal((c % 2 == 0 ? Math.Cos(angle) : Math.Sin(angle)) / Math.Sqrt(8), F(embedding, c, k), 1e-14);
            }
        Assert.Equal(embedding.Matrix, Embedding.Create(EmbeddingKind.Sinusoidal, 8, 8, 99).Matrix);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    public void The_sinusoidal_map_loses_the_mean_of_a_patch_and_nothing_else(int size)
    {
        Matrix<double> f = Matrix<double>.Build.DenseOfRowMajor(size, size,
            Embedding.Create(EmbeddingKind.Sinusoidal, size, size).Matrix.ToArray());
        Assert.Equal(size - 1, f.Svd().S.Count(s => s > 1e-6));
        Assert.Equal(0, (f * Vector<double>.Build.Dense(size, 1)).AbsoluteMaximum(), 1e-12);
    }

    [Fact]
    public void Half_frequencies_are_not_rounded_down_and_lose_three_components_of_eight()
    {
        Embedding embedding = Embedding.Create(EmbeddingKind.HalfFrequency, 8, 8);
        for (int c = 0; c < 8; c++)
            for (int k = 0; k < 8; k++)
            {
                double angle = 2 * Math.PI * (c - 8) / 2 * k / 8;
                Assert.Equal((c % 2 == 0 ? Math.Cos(angle) : Math.Sin(angle)) / Math.Sqrt(8), F(embedding, c, k), 1e-14);
            }
        Matrix<double> f = Matrix<double>.Build.DenseOfRowMajor(8, 8, embedding.Matrix.ToArray());
        Assert.Equal(5, f.Svd().S.Count(s => s > 1e-6));
    }

    [Fact]
    public void The_identity_keeps_every_component_where_it_is()
    {
        Embedding identity = Embedding.Create(EmbeddingKind.Identity, 4, 4);
        float[] patch = [1, 2, 3, 4], token = new float[4];
        identity.Embed<float>(patch, token);
        Assert.Equal([0.5f, 1, 1.5f, 2], token);
        Assert.Contains("set the dimension to 4",
            Assert.Throws<ArgumentException>(() => Embedding.Create(EmbeddingKind.Identity, 5, 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gaussian_entries_have_the_deviation_one_over_the_root_of_d()
    {
        double[] entries = Embedding.Create(EmbeddingKind.Gaussian, 50, 200, 1).Matrix.ToArray();
        // Standard errors over 10 000 entries: 0.01 and 0.007.
        Assert.Equal(0, entries.Average() * Math.Sqrt(50), 0.05);
        Assert.Equal(1, Math.Sqrt(50 * entries.Average(value => value * value)), 0.04);
    }

    [Theory]
    [InlineData(EmbeddingKind.Orthonormal)]
    [InlineData(EmbeddingKind.Gaussian)]
    public void One_seed_is_one_embedding(EmbeddingKind kind)
    {
        Assert.Equal(Embedding.Create(kind, 8, 8, 5).Matrix, Embedding.Create(kind, 8, 8, 5).Matrix);
        Assert.NotEqual(Embedding.Create(kind, 8, 8, 5).Matrix.ToArray(), Embedding.Create(kind, 8, 8, 6).Matrix.ToArray());
    }

    [Fact]
    public void Too_few_dimensions_for_orthonormal_columns_are_an_error_that_says_what_to_do()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Embedding.Create(EmbeddingKind.Orthonormal, 7, 8));
        Assert.Contains("at least 8", error.Message, StringComparison.Ordinal);
        Assert.Contains("but 7 was asked for", error.Message, StringComparison.Ordinal);
        Assert.Contains("raise the dimension, or use a sinusoidal or Gaussian embedding", error.Message, StringComparison.Ordinal);
        foreach (EmbeddingKind kind in new[] { EmbeddingKind.Sinusoidal, EmbeddingKind.Gaussian })
            Assert.Equal((7, 8), (Embedding.Create(kind, 7, 8).Dim, Embedding.Create(kind, 7, 8).Components));
    }

    [Fact]
    public void The_way_back_is_the_transposed_matrix_clamped_to_the_range_of_pixels()
    {
        double[] f = Arbitrary.Normals(3 * 4, 1, "f"), x = Arbitrary.Normals(2 * 3, 1, "x"), patches = new double[2 * 4];
        Embedding embedding = new(f, 3, 4);
        embedding.Unembed<double>(x, patches);
        Matrix<double> expected = Matrix<double>.Build.DenseOfRowMajor(2, 3, x) * Matrix<double>.Build.DenseOfRowMajor(3, 4, f);
        for (int k = 0; k < 8; k++) Assert.Equal(Math.Clamp(expected[k / 4, k % 4], 0, 1), patches[k], 1e-14);
        Assert.Contains(patches, value => value == 0);
    }

    [Fact]
    public void Matrices_and_arrays_that_do_not_fit_are_refused()
    {
        Assert.Contains("12 entries, but 11", Assert.Throws<ArgumentException>(() => new Embedding(new double[11], 3, 4)).Message,
            StringComparison.Ordinal);
        Assert.Contains("Entry 2 of the embedding is NaN",
            Assert.Throws<ArgumentException>(() => new Embedding([1, 2, double.NaN, 4], 2, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Embedding([], 0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Embedding.Create(EmbeddingKind.Gaussian, 3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Embedding.Create((EmbeddingKind)9, 3, 3));
        Embedding embedding = Embedding.Create(EmbeddingKind.Gaussian, 3, 4);
        Assert.Throws<ArgumentException>(() => embedding.Embed<double>(new double[8], new double[3]));
        Assert.Throws<ArgumentException>(() => embedding.Embed<double>(new double[7], new double[6]));
        Assert.Throws<ArgumentException>(() => embedding.Unembed<float>(new float[4], new float[4]));
    }

    private static double F(Embedding embedding, int c, int k) => embedding.Matrix[c * embedding.Components + k];
}
