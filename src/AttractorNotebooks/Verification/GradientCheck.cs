using MathNet.Numerics;
using MathNet.Numerics.Differentiation;

namespace AttractorNotebooks.Verification;

/// <summary>Slopes by differences, to hold a formula for a gradient against.</summary>
public static class GradientCheck
{
    /// <summary>Minus the slope of a function in some components: the direction in which it falls fastest.</summary>
    /// <remarks>Central differences over five points; for a smooth function of order one, exact to about 1e-9.</remarks>
    /// <param name="function">Takes a point and returns a number; must not keep or change the array.</param>
    /// <param name="x">The point; every component is put back as it was.</param>
    /// <param name="from">The first component to differentiate in; token i of d components begins at i d.</param>
    /// <param name="count">How many components.</param>
    /// <param name="nudge">Distance of two points, in units of x; larger than the rounding of the function, smaller than its structure.</param>
    /// <returns>-d f / d x_k for the components, [count].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The components are not those of x, or the nudge is not positive.</exception>
    public static double[] Descent(Func<double[], double> function, double[] x, int from, int count, double nudge = 1e-4)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + count, x.Length, nameof(count));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(nudge);
        NumericalDerivative differences = new(5, 2) { StepType = StepType.Absolute, BaseStepSize = nudge };
        double[] point = [.. x], slopes = new double[count];
        for (int c = 0; c < count; c++) slopes[c] = -differences.EvaluatePartialDerivative(function, point, from + c, 1);
        return slopes;
    }

    /// <summary>|a - b| / |b| in the Euclidean norm.</summary>
    /// <param name="a">What is checked.</param>
    /// <param name="b">What it is held against, of the same length; where it is zero, the result is 0 for a zero a and infinite otherwise.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double RelativeDifference(IEnumerable<double> a, IEnumerable<double> b)
    {
        double[] checkedValues = [.. a], expected = [.. b];
        double difference = Distance.Euclidean(checkedValues, expected);
        return difference == 0 ? 0 : difference / Distance.Euclidean(expected, new double[expected.Length]);
    }
}
