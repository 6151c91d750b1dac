using AttractorNotebooks.Learning;
using AttractorNotebooks.Sequences;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Tests.Sequences;

public class CausalTransformerTests
{
    private static readonly TransformerShape Shape = new(Tokens: 5, Components: 6, Width: 8, Heads: 2, Hidden: 11, Blocks: 2);

    private static readonly int[] Characters = [1, 0, 5, 2, 2, 3, 3, 1, 4, 0], Next = [0, 5, 2, 2, 4, 3, 1, 4, 0, 2];

    [Fact]
    public void Backpropagation_gives_the_slope_of_the_loss_in_every_parameter()
    {
        CausalTransformer<double> transformer = new(Shape);
        double[] parameters = Start(transformer), gradient = new double[parameters.Length];
        transformer.Backpropagate(parameters, gradient, Characters, Next, 0.1, new(transformer.Shape, 2));
        const double Step = 1e-6;
        for (int k = 0; k < parameters.Length; k++)
        {
            double kept = parameters[k];
            parameters[k] = kept + Step;
            double above = Loss();
            parameters[k] = kept - Step;
            double below = Loss();
            parameters[k] = kept;
            Assert.Equal((above - below) / (2 * Step), gradient[k], 1e-7);
        }

        double Loss() => transformer.Backpropagate(
            parameters, new double[parameters.Length], Characters, Next, 0.1, new(transformer.Shape, 2));
    }

    [Fact]
    public void No_token_knows_what_comes_after_it()
    {
        CausalTransformer<double> transformer = new(Shape);
        double[] parameters = Start(transformer);
        CausalTransformer<double>.Room one = new(transformer.Shape, 1), other = new(transformer.Shape, 1);
        transformer.Forward(parameters, [1, 0, 5, 2, 2], one);
        transformer.Forward(parameters, [1, 0, 5, 3, 2], other);
        for (int row = 0; row < 3; row++) Assert.Equal(one.Pass.Output.Row(row).ToArray(), other.Pass.Output.Row(row).ToArray());
        for (int row = 3; row < 5; row++) Assert.NotEqual(one.Pass.Output.Row(row).ToArray(), other.Pass.Output.Row(row).ToArray());
    }

    [Fact]
    public void It_learns_what_counting_of_single_characters_does_not_see_on_any_number_of_threads()
    {
        SequenceTransformerSettings settings = new() { Context = 6, Width = 16, Heads = 2, Hidden = 32, Epochs = 8, BatchSize = 8 };
        SequenceText text = SmallSequences.Text(3000);
        SequenceTransformer one = new(settings, text, new WorkerPool(1)), three = new(settings, text, new WorkerPool(3));
        double bits = one.Run()[^1].BitsPerCharacter;
        three.Run();
        Assert.Equal(one.Parameters, three.Parameters);
        Assert.InRange(bits, 1.2, CountModel.Score(text, 2).Average() - 0.3);
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, false)]
    [InlineData(OptimizerKind.AdamW, true)]
    public void What_it_does_not_do_with_its_parameters_is_refused(OptimizerKind kind, bool rescaled)
    {
        SequenceTransformerSettings settings = new() { Optimizer = new() { Kind = kind, KeepRootMeanSquare = rescaled } };
        Assert.Contains("AdamW", Assert.Throws<ArgumentException>(settings.Validated).Message, StringComparison.Ordinal);
    }

    private static double[] Start(CausalTransformer<double> transformer)
    {
        double[] parameters = transformer.Layout.Start<double>(1);
        Random random = SeededRandom.Create(2, "away from the start");
        for (int k = 0; k < parameters.Length; k++) parameters[k] += 0.2 * (random.NextDouble() - 0.5);
        return parameters;
    }
}
