namespace AttractorNotebooks.Data;

/// <summary>The content of an IDX file of unsigned bytes.</summary>
/// <param name="Shape">The size of every dimension.</param>
/// <param name="Values">The bytes, row-major; as many as the product of <paramref name="Shape"/>.</param>
/// <param name="Sha256">SHA-256 of the unpacked file, header included, in lower-case hexadecimal.</param>
public sealed record IdxData(IReadOnlyList<int> Shape, byte[] Values, string Sha256);
