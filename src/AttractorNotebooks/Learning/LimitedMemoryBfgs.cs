using System.Numerics.Tensors;

namespace AttractorNotebooks.Learning;

/// <summary>
/// Minimizes a smooth function of many numbers by limited-memory BFGS (Liu and Nocedal, 1989) with a backtracking search.
/// </summary>
/// <remarks>
/// Unlike MathNet's it returns where it came to when its steps are used up, and takes functions without a minimum, as a
/// likelihood is that can be made ever larger: both are the rule here, not errors.
/// </remarks>
public static class LimitedMemoryBfgs
{
    private const int Memory = 12;

    /// <summary>The function: writes its gradient at x and returns its value.</summary>
    /// <param name="x">Where.</param>
    /// <param name="gradient">Receives the gradient; as long as x.</param>
    public delegate double Objective(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>Goes downhill from x.</summary>
    /// <param name="objective">What is made small; finite where it starts.</param>
    /// <param name="x">The start; receives the end.</param>
    /// <param name="iterations">The most steps, at least 1.</param>
    /// <param name="tolerance">Stops where the gradient's norm is below this.</param>
    /// <param name="enough">Asked after every step whether to stop; null for never.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The value at the end, the norm of the gradient there, and steps taken.</returns>
    /// <exception cref="ArithmeticException">The function is not finite where the search starts.</exception>
    public static (double Value, double Slope, int Steps) Minimize(Objective objective, Span<double> x, int iterations,
        double tolerance = 1e-6, Func<bool>? enough = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        int size = x.Length;
        double[] gradient = new double[size], direction = new double[size], next = new double[size], nextGradient = new double[size];
        LinkedList<Pair> pairs = [];
        double value = objective(x, gradient);
        if (!double.IsFinite(value)) throw new ArithmeticException($"The function is {value} where the search starts.");
        int step = 0;
        while (step < iterations && TensorPrimitives.Norm<double>(gradient) > tolerance)
        {
            cancellation.ThrowIfCancellationRequested();
            Turn(pairs, gradient, direction);
            double slope = TensorPrimitives.Dot<double>(gradient, direction), length = 1, nextValue;
            // Without curvature yet the first step is one unit long.
            if (pairs.Count == 0) length = Math.Min(1, 1 / TensorPrimitives.Norm<double>(gradient));
            while (true)
            {
                TensorPrimitives.MultiplyAdd(direction, length, x, next);
                nextValue = objective(next, nextGradient);
                if (nextValue <= value + 1e-4 * length * slope) break;
                length /= 2;
                if (length < 1e-12) return (value, TensorPrimitives.Norm<double>(gradient), step);
            }
            double[] moved = new double[size], turned = new double[size];
            TensorPrimitives.Subtract(next, x, moved);
            TensorPrimitives.Subtract(nextGradient, gradient, turned);
            double curvature = TensorPrimitives.Dot<double>(moved, turned);
            if (curvature > 1e-14 * TensorPrimitives.Norm<double>(moved) * TensorPrimitives.Norm<double>(turned))
            {
                pairs.AddLast(new Pair(moved, turned, curvature));
                if (pairs.Count > Memory) pairs.RemoveFirst();
            }
            next.CopyTo(x);
            (gradient, nextGradient, value) = (nextGradient, gradient, nextValue);
            step++;
            if (enough is not null && enough()) break;
        }
        return (value, TensorPrimitives.Norm<double>(gradient), step);
    }

    // The two loops: minus the inverse of the curvature seen so far, times the gradient.
    private static void Turn(LinkedList<Pair> pairs, double[] gradient, double[] direction)
    {
        TensorPrimitives.Negate(gradient, direction);
        if (pairs.Last is not { Value: Pair newest }) return;
        foreach (Pair pair in pairs.Reverse())
        {
            pair.Weight = TensorPrimitives.Dot<double>(pair.Moved, direction) / pair.Curvature;
            TensorPrimitives.MultiplyAdd(pair.Turned, -pair.Weight, direction, direction);
        }
        TensorPrimitives.Multiply(direction, newest.Curvature / TensorPrimitives.SumOfSquares<double>(newest.Turned), direction);
        foreach (Pair pair in pairs)
        {
            double back = TensorPrimitives.Dot<double>(pair.Turned, direction) / pair.Curvature;
            TensorPrimitives.MultiplyAdd(pair.Moved, pair.Weight - back, direction, direction);
        }
    }

    private sealed record Pair(double[] Moved, double[] Turned, double Curvature)
    {
        public double Weight { get; set; }
    }
}
