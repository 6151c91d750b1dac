using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;
using BenchmarkDotNet.Attributes;

namespace AttractorNotebooks.Benchmarks;

/// <summary>One synchronous step over sizes: grows with N^2 B (d^2 + 2 d).</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private AttractorDynamics _dynamics = null!;

    /// <summary>N, d and B together, from a toy to an image of 56 x 56 in patches of 2.</summary>
    [Params("16 8 256", "49 32 256", "196 4 256", "196 8 1", "196 8 16", "196 8 256", "196 8 1024", "196 18 256", "196 32 256",
        "49 64 256", "784 8 64")]
    public string Size { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        int[] size = Array.ConvertAll(Size.Split(' '), int.Parse);
        (int tokens, int dim, int batch) = (size[0], size[1], size[2]);
        _dynamics = new AttractorDynamics(Couplings.Random(tokens, dim, 1), new DynamicsSettings(), batch, new WorkerPool(Threads));
        _dynamics.Start(Samples.Tokens(batch, tokens, dim));
    }

    [Benchmark]
    public void Step() => _dynamics.Step();
}
