namespace AttractorNotebooks.Transformers;

/// <summary>A named run of a model's numbers.</summary>
/// <param name="Name">Its name in files, for example <c>block0.mlp.inner.weight</c>.</param>
/// <param name="Offset">Where it begins among all of the model's numbers.</param>
/// <param name="Shape">Its axes, outermost first.</param>
/// <param name="Centre">What its entries are at the start, but for <paramref name="Deviation"/>.</param>
/// <param name="Deviation">Standard deviation of the normal numbers added to that.</param>
internal sealed record Parameter(string Name, int Offset, int[] Shape, double Centre, double Deviation)
{
    /// <summary>How many numbers it has.</summary>
    public int Length { get; } = Shape.Aggregate(1, (product, axis) => checked(product * axis));

    /// <summary>Its part of all numbers, or of all gradients.</summary>
    public Span<T> Of<T>(T[] all) => all.AsSpan(Offset, Length);

    /// <summary>Its part as the matrix [rows, columns] that a shape with two axes says.</summary>
    public Matrix<T> MatrixOf<T>(T[] all)
        where T : unmanaged => new(Of(all), Shape[0], Shape[1]);
}
