namespace AttractorNotebooks.Data;

/// <summary>A curve of the published results figure: MSE over all pixels of MNIST test images against the iteration t.</summary>
/// <param name="Task">"mask_0.3" or "noise_0.7".</param>
/// <param name="Name">"bare_self_attention", "transformer_block_repeated" or "standard_transformer".</param>
/// <param name="T">Iterations.</param>
/// <param name="Mse">MSE after each.</param>
/// <param name="Low">Lower end of the error bar, whose meaning is not published; NaN where the curve has none.</param>
/// <param name="High">Upper end of the error bar.</param>
public sealed record PublishedCurve(string Task, string Name, int[] T, double[] Mse, double[] Low, double[] High)
{
    /// <summary>The MSE at an iteration.</summary>
    /// <exception cref="ArgumentException">The curve has no such iteration.</exception>
    public double At(int t) => Array.IndexOf(T, t) is >= 0 and int index
        ? Mse[index]
        : throw new ArgumentException($"The published curve '{Name}' has no iteration {t}; it runs from {T[0]} to {T[^1]}.", nameof(t));
}
