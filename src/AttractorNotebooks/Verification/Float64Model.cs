using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Verification;

/// <summary>The plain float64 reference, sample by sample.</summary>
internal sealed class Float64Model(double[] couplings, int tokens, int dim) : IModelUnderTest
{
    public double[] LayerNorm(double[] x, bool[]? masked)
    {
        double[] output = new double[x.Length];
        for (int b = 0; b < Count(x); b++)
        {
            Span<double> target = output.AsSpan(b * tokens * dim, tokens * dim);
            if (masked is null) AttractorNotebooks.Tokens.LayerNorm.Apply(Sample(x, b), target, dim);
            else AttractorNotebooks.Tokens.LayerNorm.Apply(Sample(x, b), Mask(masked, b), target, dim);
        }
        return output;
    }

    public double[] Energy(double[] x, AttentionSettings settings)
    {
        ReferenceAttention attention = new(couplings, tokens, dim, settings);
        return PerToken(x, (b, i) => [attention.Energy(Sample(x, b), i)]);
    }

    public double[] Attention(double[] x, bool[]? masked, AttentionSettings settings)
    {
        ReferenceAttention attention = new(couplings, tokens, dim, settings);
        return PerToken(x, (b, i) => attention.Attention(Sample(x, b), i, Mask(masked, b)));
    }

    public double[] Gradient(double[] x, int i, AttentionSettings settings) =>
        new ReferenceLearner([.. couplings], tokens, dim, new LearningSettings { Attention = settings }).Gradient(x, i).Gradient;

    public double[] Trajectory(double[] x, bool[]? masked, DynamicsSettings settings, int steps)
    {
        ReferenceDynamics dynamics = new(couplings, tokens, dim, settings);
        double[] trajectory = new double[steps * x.Length];
        for (int b = 0; b < Count(x); b++)
        {
            double[][] states = dynamics.Run(Sample(x, b), Mask(masked, b), steps);
            for (int t = 0; t < steps; t++) states[t].CopyTo(trajectory, t * x.Length + b * tokens * dim);
        }
        return trajectory;
    }

    public (double[] Losses, double[] Couplings) Train(double[] x, long[] order, LearningSettings settings)
    {
        ReferenceLearner learner = new([.. couplings], tokens, dim, settings);
        double[] losses = Array.ConvertAll(order, i => learner.Update(x, (int)i));
        return (losses, learner.Couplings);
    }

    private int Count(double[] x) => x.Length / (tokens * dim);

    private ReadOnlySpan<double> Sample(double[] x, int b) => x.AsSpan(b * tokens * dim, tokens * dim);

    private ReadOnlySpan<bool> Mask(bool[]? masked, int b) => masked is null ? [] : masked.AsSpan(b * tokens, tokens);

    private double[] PerToken(double[] x, Func<int, int, double[]> compute) =>
        [.. Enumerable.Range(0, Count(x)).SelectMany(b => Enumerable.Range(0, tokens).SelectMany(i => compute(b, i)))];
}
