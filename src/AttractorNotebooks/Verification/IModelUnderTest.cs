using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Verification;

/// <summary>What test vectors ask of an implementation of the model; everything as float64 arrays, whatever it computes in.</summary>
internal interface IModelUnderTest
{
    double[] LayerNorm(double[] x, bool[]? masked);

    double[] Energy(double[] x, AttentionSettings settings);

    double[] Attention(double[] x, bool[]? masked, AttentionSettings settings);

    double[] Gradient(double[] x, int i, AttentionSettings settings);

    double[] Trajectory(double[] x, bool[]? masked, DynamicsSettings settings, int steps);

    (double[] Losses, double[] Couplings) Train(double[] x, long[] order, LearningSettings settings);
}
