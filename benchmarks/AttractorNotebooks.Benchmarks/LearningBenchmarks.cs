using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using BenchmarkDotNet.Attributes;

namespace AttractorNotebooks.Benchmarks;

/// <summary>Gradients and updates of the local rule.</summary>
[MemoryDiagnoser]
public class LearningBenchmarks
{
    private LocalLearner _all = null!;
    private LocalLearner _random = null!;
    private float[] _batch = [];
    private int _turn;

    /// <summary>N, d and B together.</summary>
    [Params("49 32 256", "196 4 256", "196 8 64", "196 8 256", "196 18 256")]
    public string Size { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        int[] size = Array.ConvertAll(Size.Split(' '), int.Parse);
        (int tokens, int dim, int batch) = (size[0], size[1], size[2]);
        _batch = Samples.Tokens(batch, tokens, dim);
        WorkerPool workers = new(Threads);
        _all = new LocalLearner(Couplings.Random(tokens, dim, 1), new LearningSettings { Tokens = TokenChoice.All }, workers);
        _random = new LocalLearner(Couplings.Random(tokens, dim, 1), new LearningSettings(), workers);
    }

    [Benchmark]
    public double GradientOfAllTokens()
    {
        _all.AllGradients(_batch, out double loss);
        return loss;
    }

    [Benchmark]
    public double UpdateOfAllTokens() => _all.Update(_batch, 0);

    [Benchmark]
    public double UpdateOfOneToken() => _random.Update(_batch, _turn++ % _random.Couplings.Tokens);
}
