using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Hopfield;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Hopfield;

[Trait("Speed", "Slow")]
public class AssociativeRecallTests
{
    private static readonly ImageTokenizer Tokenizer = new(
        new PatchGrid(28, 28, 4), Embedding.Create(EmbeddingKind.Orthonormal, 32, 32, 1));
    private static readonly ImageSet Digits = GeneratedDigits.Draw(12, seed: 1);

    [Fact]
    public void Stored_digits_come_back_from_a_mask_and_stay()
    {
        double[] patterns = AssociativeRecall.Patterns(Tokenizer, Digits);
        ModernHopfieldNetwork dense = new(patterns, Tokenizer.Tokens * Tokenizer.Dim, beta: 10);
        foreach (IAssociativeMemory memory in new IAssociativeMemory[] { dense,
            VectorHopfieldNetwork.Projection(patterns, Tokenizer.Tokens, Tokenizer.Dim) })
        {
            (IReadOnlyList<double[]> errors, float[] last, double[] moved, _) = AssociativeRecall.Run(memory, Tokenizer, Digits,
                new RecallPlan { Strength = 0.3, Steps = 60 });
            Assert.Equal(60, errors.Count);
            Assert.True(errors[^1].Max() < 1e-3, $"{memory.GetType().Name}: {errors[^1].Max()}");
            Assert.Equal(12, moved.Length);
            Assert.True(moved.Max() < 1e-3, $"{memory.GetType().Name} still moves by {moved.Max()}");
            Assert.Equal(ImageErrors.Measure(last, Digits.Levels(), 784).All, errors[^1]);
        }
    }

    [Fact]
    public void The_corruption_is_that_of_the_recall_experiment()
    {
        // A memory that does nothing shows what it was given.
        IReadOnlyList<double[]> masked = AssociativeRecall.Run(new Nothing(), Tokenizer, Digits,
            new RecallPlan { Strength = 0.3, Steps = 1, Seed = 4 }).Errors;
        bool[] mask = Tokenizer.Grid.PixelMasks(Corruption.RandomTokens(12, Tokenizer.Tokens, 0.3, 4));
        float[] level = Digits.Levels();
        Assert.Equal(level.Select((u, k) => mask[k] ? u * u : 0.0).Chunk(784).Select(image => image.Average()), masked[0], (a, b) =>
            Math.Abs(a - b) < 1e-6);

        (IReadOnlyList<double[]> noisy, float[] seen, _, _) = AssociativeRecall.Run(new Nothing(), Tokenizer, Digits,
            new RecallPlan { Task = RecallTask.Noise, Strength = 0.7, Steps = 1, Seed = 4 });
        float[] noise = Corruption.Noise(Digits, 0.7, 4);
        for (int k = 0; k < noise.Length; k++) Assert.Equal(noise[k], seen[k], 1e-5f);
        Assert.True(noisy[0].Min() > 0.1);
    }

    [Fact]
    public void The_last_move_is_that_of_the_tokens_in_the_last_step()
    {
        AssociativeResult result = AssociativeRecall.Run(new Doubling(), Tokenizer, Digits,
            new RecallPlan { Task = RecallTask.Noise, Strength = 0, Steps = 3 });
        // Unit tokens doubled three times move by 4 in the last step.
        Assert.All(result.LastMove, move => Assert.Equal(4, move, 1e-9));
        Assert.Equal(result.Errors[^1].Average(), result.Final.Mean, 1e-12);
    }

    [Fact]
    public void A_network_of_another_size_is_refused() =>
        Assert.Contains("4 components",
            Assert.Throws<ArgumentException>(() =>
            AssociativeRecall.Run(new ModernHopfieldNetwork([1, 0, 0, 0], 4), Tokenizer, Digits, new RecallPlan())).Message);

    private sealed class Nothing : IAssociativeMemory
    {
        public int Components => Tokenizer.Tokens * Tokenizer.Dim;

        public double[] Advance(ReadOnlyMemory<double> states) => states.ToArray();
    }

    private sealed class Doubling : IAssociativeMemory
    {
        public int Components => Tokenizer.Tokens * Tokenizer.Dim;

        public double[] Advance(ReadOnlyMemory<double> states) => Array.ConvertAll(states.ToArray(), x => 2 * x);
    }
}
