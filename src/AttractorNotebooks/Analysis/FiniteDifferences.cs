using System.Numerics.Tensors;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Analysis;

/// <summary>
/// Slopes of functions by central differences, (f(x + h) - f(x - h)) / 2h: what a formula for a gradient is checked against.
/// </summary>
public static class FiniteDifferences
{
    /// <summary>The slope of a function of one number.</summary>
    /// <param name="function">f.</param>
    /// <param name="at">x.</param>
    /// <param name="step">h, above 0.</param>
    public static double Slope(Func<double, double> function, double at, double step = 1e-4)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        return (function(at + step) - function(at - step)) / (2 * step);
    }

    /// <summary>The gradient of a function with respect to some components.</summary>
    /// <param name="function">f; given a copy of x that it may keep.</param>
    /// <param name="x">Where; not changed.</param>
    /// <param name="components">The components, for example those of one token.</param>
    /// <param name="step">h, above 0.</param>
    /// <returns>One slope a component.</returns>
    public static double[] Gradient(Func<double[], double> function, ReadOnlySpan<double> x, Range components, double step = 1e-4)
    {
        ArgumentNullException.ThrowIfNull(function);
        double[] at = x.ToArray();
        (int first, int count) = components.GetOffsetAndLength(at.Length);
        double[] gradient = new double[count];
        for (int k = 0; k < count; k++)
        {
            int index = first + k;
            gradient[k] = Slope(value => function([.. at[..index], value, .. at[(index + 1)..]]), at[index], step);
        }
        return gradient;
    }

    /// <summary>The gradient of a function with respect to all components.</summary>
    /// <inheritdoc cref="Gradient(Func{double[], double}, ReadOnlySpan{double}, Range, double)" path="/param"/>
    public static double[] Gradient(Func<double[], double> function, ReadOnlySpan<double> x, double step = 1e-4) =>
        Gradient(function, x, .., step);

    /// <summary>The gradient of a function of couplings with respect to the entries of one block.</summary>
    /// <param name="function">f; given a copy of the couplings that it may keep.</param>
    /// <param name="couplings">J; not changed.</param>
    /// <param name="i">The token that listens.</param>
    /// <param name="j">The token that is heard, other than i.</param>
    /// <param name="step">
    /// h, above 0; large against the float32 spacing of the entries. Divided by is the step that float32 really takes.
    /// </param>
    /// <returns>df / dJ_ij, [d, d].</returns>
    public static double[] Gradient(Func<Couplings, double> function, Couplings couplings, int i, int j, float step = 3e-5f)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(couplings);
        ArgumentOutOfRangeException.ThrowIfEqual(i, j);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        double[] gradient = new double[couplings.Dim * couplings.Dim];
        for (int entry = 0; entry < gradient.Length; entry++)
        {
            Couplings up = couplings.Clone(), down = couplings.Clone();
            up.Block(i, j)[entry] += step;
            down.Block(i, j)[entry] -= step;
            gradient[entry] = (function(up) - function(down)) / ((double)up.Block(i, j)[entry] - down.Block(i, j)[entry]);
        }
        return gradient;
    }

    /// <summary>|a - b| / |b|, Euclidean: how far a formula is from the differences.</summary>
    /// <param name="a">What is compared.</param>
    /// <param name="b">What it is compared with; not all zero.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double RelativeDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        TensorPrimitives.Distance(a, b) / TensorPrimitives.Norm(b);
}
