namespace AttractorNotebooks.Verification;

/// <summary>How far this build's results are from one tensor of a test-vector file.</summary>
/// <param name="Tensor">The tensor's name, which says what was computed with which settings.</param>
/// <param name="Float64Error">Largest error of the plain float64 reference, relative to the tensor's largest entry.</param>
/// <param name="Float32Error">The same for the float32 path.</param>
/// <param name="Ok">Whether both are within their tolerances.</param>
public sealed record TensorCheck(string Tensor, double Float64Error, double Float32Error, bool Ok);
