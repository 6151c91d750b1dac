using AttractorNotebooks.Data;

namespace AttractorNotebooks.Experiments;

/// <summary>An error against the iterations t = 1, 2, ..., and what its shape says.</summary>
public sealed class ErrorCurve
{
    private readonly double[] _mse;

    /// <summary>A curve.</summary>
    /// <param name="mse">The error after t = 1, 2, ...; at least one.</param>
    /// <exception cref="ArgumentException">There is no error at all.</exception>
    public ErrorCurve(IEnumerable<double> mse)
    {
        _mse = [.. mse];
        if (_mse.Length == 0) throw new ArgumentException("A curve of errors needs at least one iteration.", nameof(mse));
    }

    /// <summary>The mean errors of a recall experiment.</summary>
    public static ErrorCurve Of(RecallResult result) => new(result.Errors.Select(error => error.Mean));

    /// <summary>The last iteration.</summary>
    public int Steps => _mse.Length;

    /// <summary>1, 2, ..., the last iteration: the horizontal axis of whatever is drawn.</summary>
    public int[] Times => [.. Enumerable.Range(1, Steps)];

    /// <summary>The errors; step t stands at index t - 1.</summary>
    public IReadOnlyList<double> Mse => _mse;

    /// <summary>The iteration with the smallest error, the first of several.</summary>
    public int MinimumAt => Array.IndexOf(_mse, _mse.Min()) + 1;

    /// <summary>The smallest error.</summary>
    public double Minimum => _mse.Min();

    /// <summary>The error after the last iteration.</summary>
    public double Last => _mse[^1];

    /// <summary>The error after iteration t.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The curve has no such iteration.</exception>
    public double At(int t) => t >= 1 && t <= Steps
        ? _mse[t - 1]
        : throw new ArgumentOutOfRangeException(nameof(t), t, $"This curve runs from t = 1 to {Steps}.");

    /// <summary>The largest error of the iterations 1 to t, as a multiple of the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The curve has no iteration t.</exception>
    public double RiseUpTo(int t) => Math.Max(At(t), _mse[..t].Max()) / At(1);

    /// <summary>
    /// The mean of |log(here / published)| over the iterations that both curves have, as the eye sees it on a logarithmic axis: iteration t
    /// weighs 1 / t.
    /// </summary>
    /// <param name="published">The curve to compare with.</param>
    /// <param name="from">The first iteration that counts.</param>
    /// <returns>At least 0; 0.1 for curves that lie 10 % apart.</returns>
    public double DistanceTo(PublishedCurve published, int from = 1)
    {
        double sum = 0, weights = 0;
        foreach ((int t, double mse) in published.T.Zip(published.Mse))
        {
            if (t < from || t > Steps) continue;
            sum += Math.Abs(Math.Log(At(t) / mse)) / t;
            weights += 1.0 / t;
        }
        return sum / weights;
    }
}
