using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;
using BenchmarkDotNet.Attributes;

namespace AttractorNotebooks.Benchmarks;

/// <summary>The published step at every register width, beside the plain float64 statement.</summary>
[MemoryDiagnoser]
public class WidthBenchmarks
{
    private const int Tokens = 196;
    private const int Dim = 8;
    private const int Batch = 32;

    private readonly float[] _x = Samples.Tokens(Batch, Tokens, Dim);
    private AttractorDynamics _dynamics = null!;
    private ReferenceDynamics _reference = null!;
    private double[] _sample = [];

    /// <summary>The widths that this machine has.</summary>
    public static IEnumerable<VectorWidth> Widths => Enum.GetValues<VectorWidth>().Where(width => width <= VectorWidths.Widest);

    [ParamsSource(nameof(Widths))]
    public VectorWidth Width { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        Couplings couplings = Couplings.Random(Tokens, Dim, 1);
        _dynamics = new AttractorDynamics(couplings, new DynamicsSettings(), Batch, new WorkerPool(1), Width);
        _dynamics.Start(_x);
        _reference = new ReferenceDynamics(couplings.ToDoubles(), Tokens, Dim, new DynamicsSettings());
        _sample = Array.ConvertAll(_x[..(Tokens * Dim)], value => (double)value);
    }

    [Benchmark]
    public void Kernel() => _dynamics.Step();

    /// <summary>One sample; the batch above has 32.</summary>
    [Benchmark]
    public double[] ReferenceOfOneSample() => _reference.Step(_sample, []);
}
