using AttractorNotebooks.Analysis;
using AttractorNotebooks.Hopfield;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Tests.Hopfield;

public class AttentionMemoryTests
{
    private const int Tokens = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_loss_is_the_mean_of_the_local_energies_and_has_its_slope(int dim)
    {
        double[] patterns = VectorHopfieldNetworkTests.Patterns(4, Tokens, dim, 1);
        int size = Tokens * dim;
        double[] couplings = [.. VectorHopfieldNetworkTests.Patterns(1, size * size, 1, 2).Select((x, k) => x / (2 + k % 7))];
        for (int k = 0; k < couplings.Length; k++) if (k / size / dim == k % size / dim) couplings[k] = 0;
        double[] blocks = new double[couplings.Length], slope = new double[couplings.Length];
        for (int k = 0; k < couplings.Length; k++)
            blocks[((k / size / dim * Tokens + k % size / dim) * dim + k / size % dim) * dim + k % dim] = couplings[k];
        ReferenceAttention plain = new(blocks, Tokens, dim, new AttentionSettings(Lambda: 5));
        AttentionMemory memory = AttentionMemory.Of(couplings, Tokens, dim);
        double loss = memory.Loss(patterns, slope);
        Assert.Equal(patterns.Chunk(size).Average(x => Enumerable.Range(0, Tokens).Average(i => plain.Energy(x, i))), loss, 1e-10);
        double[] differences = FiniteDifferences.Gradient(
            x => AttentionMemory.Of(x, Tokens, dim).Loss(patterns, new double[x.Length]), couplings);
        Assert.True(FiniteDifferences.RelativeDistance(slope, differences) < 1e-6);
        double[] state = patterns[..size], field = new double[dim];
        for (int i = 0; i < Tokens; i++)
        {
            memory.Field(state, i, field);
            Assert.All(plain.Output(state, i).Zip(field), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_step_of_learning_raises_the_loss_and_the_size_of_couplings_stays(bool symmetric)
    {
        const int N = 20, D = 2;
        double[] patterns = VectorHopfieldNetworkTests.Patterns(6, N, D, 1);
        AttentionMemory memory = AttentionMemory.Learn(patterns, N, D, symmetric);
        for (int t = 1; t < memory.Losses.Count; t++) Assert.True(memory.Losses[t] <= memory.Losses[t - 1] + 1e-12);
        double[] j = memory.Couplings.ToArray();
        Assert.Equal(1 / (D * Math.Sqrt(12)), Math.Sqrt(j.Average(x => x * x)), 1e-12);
        double apart = Enumerable.Range(0, j.Length).Max(k => Math.Abs(j[k] - j[k % (N * D) * N * D + k / (N * D)]));
        Assert.True(symmetric ? apart < 1e-15 : apart > 0.01, $"{apart}");
    }

    [Fact]
    public void One_pattern_comes_home_from_afar()
    {
        const int N = 40, D = 3;
        double[] pattern = VectorHopfieldNetworkTests.Patterns(1, N, D, 1);
        RetrievalMap map = RetrievalMap.Of(AttentionMemory.Learn(pattern, N, D, symmetric: false), pattern, D, [1, 0.7, 0.1], 20, 1);
        Assert.Equal(0.3, map.Basins().Single(), 1e-12);
    }
}
