using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Verification;

namespace AttractorNotebooks.Tests.Dynamics;

/// <summary>The plain dynamics of a whole batch. Only the random masks know of the batch: sample b has the b-th of every step.</summary>
internal static class ReferenceBatch
{
    /// <returns>The state after every step, [steps][B, N, d].</returns>
    public static double[][] Run(Couplings couplings, DynamicsSettings settings, float[] x, bool[] masked, int steps)
    {
        (int n, int d) = (couplings.Tokens, couplings.Dim);
        int sample = n * d, batch = x.Length / sample;
        ReferenceDynamics reference = new(couplings.ToDoubles(), n, d, settings);
        double[][] states = [.. Enumerable.Range(0, steps).Select(_ => new double[x.Length])];
        for (int b = 0; b < batch; b++)
        {
            double[] data = Closeness.Widen(x.AsSpan(b * sample, sample));
            bool[] mask = masked.Length == 0 ? [] : masked[(b * n)..((b + 1) * n)];
            double[][] own = settings.MaskMode == MaskMode.RandomEachStep && mask.Length > 0
                ? Remasked(b, data, mask) : reference.Run(data, mask, steps);
            for (int t = 0; t < steps; t++) own[t].CopyTo(states[t], b * sample);
        }
        return states;

        double[][] Remasked(int b, double[] data, bool[] mask)
        {
            for (int i = 0; i < n; i++) if (mask[i]) data.AsSpan(i * d, d).Clear();
            bool[] all = new bool[masked.Length];
            double[][] own = new double[steps][];
            for (int t = 1; t <= steps; t++)
            {
                StepRandomness.Remask(masked, all, n, settings.Seed, t);
                own[t - 1] = data = reference.Step(data, all.AsSpan(b * n, n), t);
            }
            return own;
        }
    }
}
