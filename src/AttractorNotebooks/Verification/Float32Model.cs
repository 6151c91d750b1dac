using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Verification;

/// <summary>The float32 kernels, batch by batch, at a given register width and number of threads.</summary>
internal sealed unsafe class Float32Model(Couplings couplings, WorkerPool? workers = null, VectorWidth? width = null) : IModelUnderTest
{
    private readonly WorkerPool _workers = workers ?? new WorkerPool();
    private readonly VectorWidth _width = width ?? VectorWidths.Widest;

    public double[] LayerNorm(double[] x, bool[]? masked)
    {
        SimdRoutines simd = SimdRoutines.For(_width);
        int batch = x.Length / (couplings.Tokens * couplings.Dim);
        LaneBuffer state = new(couplings.Tokens * couplings.Dim, batch, simd.Block), seen = new(state.Rows, batch, simd.Block);
        state.Load(Narrow(x));
        LaneBuffer? sources = masked is null ? null : SourceLanes.Create(masked, couplings.Tokens, simd.Block);
        for (int block = 0; block < state.Blocks; block++)
            simd.LayerNorm(state.Pointer(block), sources is null ? null : sources.Pointer(block), seen.Pointer(block), couplings.Tokens,
                couplings.Dim);
        float[] output = new float[x.Length];
        seen.Save(output);
        return Widen(output);
    }

    public double[] Energy(double[] x, AttentionSettings settings) => Widen(Layer(settings).Energies(Narrow(x)));

    public double[] Attention(double[] x, bool[]? masked, AttentionSettings settings) =>
        Widen(Layer(settings).Attention(Narrow(x), masked));

    public double[] Gradient(double[] x, int i, AttentionSettings settings) =>
        Widen(new LocalLearner(couplings.Clone(), new LearningSettings { Attention = settings }, _workers, _width).Gradient(Narrow(x), i)
            .Gradient);

    public double[] Trajectory(double[] x, bool[]? masked, DynamicsSettings settings, int steps)
    {
        AttractorDynamics dynamics = new(couplings, settings, x.Length / (couplings.Tokens * couplings.Dim), _workers, _width);
        dynamics.Start(Narrow(x), masked);
        float[] trajectory = new float[steps * x.Length];
        for (int t = 0; t < steps; t++)
        {
            dynamics.Step();
            dynamics.CopyState(trajectory.AsSpan(t * x.Length, x.Length));
        }
        return Widen(trajectory);
    }

    public (double[] Losses, double[] Couplings) Train(double[] x, long[] order, LearningSettings settings)
    {
        LocalLearner learner = new(couplings.Clone(), settings, _workers, _width);
        float[] batch = Narrow(x);
        double[] losses = Array.ConvertAll(order, i => learner.Update(batch, (int)i));
        return (losses, learner.Couplings.ToDoubles());
    }

    private AttentionLayer Layer(AttentionSettings settings) => new(couplings, settings, _workers, _width);

    private static float[] Narrow(double[] values) => Array.ConvertAll(values, value => (float)value);

    private static double[] Widen(float[] values) => Array.ConvertAll(values, value => (double)value);
}
