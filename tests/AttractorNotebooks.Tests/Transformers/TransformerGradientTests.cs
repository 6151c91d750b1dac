using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Tests.Transformers;

public class TransformerGradientTests
{
    private const int Images = 3;

    [Theory]
    [InlineData(1, 1, NormPlacement.Before)]
    [InlineData(1, 4, NormPlacement.Before)]
    [InlineData(3, 1, NormPlacement.Before)]
    [InlineData(2, 2, NormPlacement.Before)]
    [InlineData(1, 1, NormPlacement.After)]
    [InlineData(2, 2, NormPlacement.After)]
    public void Backpropagation_gives_the_slope_of_the_loss_in_every_parameter(int blocks, int iterations, NormPlacement norm)
    {
        Transformer<double> transformer = new(new TransformerShape(Tokens: 5, Components: 6, Width: 8, Heads: 2, Hidden: 11,
            Blocks: blocks, norm));
        (double[] parameters, TransformerPass<double> pass, double[] target) = Sample<double>(transformer, iterations);
        double[] gradient = new double[parameters.Length];
        Backpropagate(transformer, parameters, gradient, pass, target, iterations);

        foreach (Parameter parameter in transformer.Layout.Parameters)
        {
            double largest = 0, worst = 0;
            for (int k = parameter.Offset; k < parameter.Offset + parameter.Length; k++)
            {
                double slope = Slope(transformer, parameters, k, pass, target, iterations);
                largest = Math.Max(largest, Math.Abs(slope));
                worst = Math.Max(worst, Math.Abs(slope - gradient[k]));
            }
            Assert.True(largest > 1e-6 || parameter.Name.EndsWith("project.bias", StringComparison.Ordinal),
                $"{parameter.Name} does nothing, so that nothing was checked.");
            Assert.True(worst <= 1e-6 * Math.Max(largest, 1e-3), $"{parameter.Name}: off by {worst} where slopes reach {largest}.");
        }
    }

    [Fact]
    public void Float32_follows_float64()
    {
        TransformerShape shape = new(Tokens: 49, Components: 32, Width: 64, Heads: 4, Hidden: 100, Blocks: 1);
        Transformer<double> plain = new(shape);
        Transformer<float> fast = new(shape);
        (double[] parameters, TransformerPass<double> pass, double[] target) = Sample<double>(plain, 3);
        (float[] rounded, TransformerPass<float> fastPass, float[] fastTarget) = Sample<float>(fast, 3);
        double[] expected = new double[parameters.Length];
        float[] gradient = new float[parameters.Length];
        double loss = Backpropagate(plain, parameters, expected, pass, target, 3),
            fastLoss = Backpropagate(fast, rounded, gradient, fastPass, fastTarget, 3);

        Assert.Equal(loss, fastLoss, 1e-5 * loss);
        foreach (Parameter parameter in plain.Layout.Parameters)
        {
            double largest = 0, worst = 0;
            for (int k = parameter.Offset; k < parameter.Offset + parameter.Length; k++)
                (largest, worst) = (Math.Max(largest, Math.Abs(expected[k])), Math.Max(worst, Math.Abs(expected[k] - gradient[k])));
            Assert.True(worst <= 1e-4 * Math.Max(largest, 1e-4), $"{parameter.Name}: off by {worst} where gradients reach {largest}.");
        }
    }

    // A fourth-order central difference. The step is small because it must not carry a hidden unit across the rectifier's kink.
    private static double Slope(Transformer<double> transformer, double[] parameters, int k, TransformerPass<double> pass, double[] target,
        int iterations)
    {
        const double Step = 1e-6;
        double Loss(double offset)
        {
            double kept = parameters[k];
            parameters[k] = kept + offset;
            transformer.Encode(parameters, pass);
            for (int t = 0; t < iterations; t++) transformer.Iterate(parameters, pass, t);
            transformer.Decode(parameters, pass);
            parameters[k] = kept;
            double sum = 0;
            for (int i = 0; i < target.Length; i++) sum += Math.Pow(pass.Output.Numbers[i] - target[i], 2);
            return sum / target.Length;
        }
        return (8 * (Loss(Step) - Loss(-Step)) - (Loss(2 * Step) - Loss(-2 * Step))) / (12 * Step);
    }

    private static double Backpropagate<T>(Transformer<T> transformer, T[] parameters, T[] gradient, TransformerPass<T> pass, T[] target,
        int iterations)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        transformer.Backpropagate(parameters, gradient, pass, new Matrix<T>(target, pass.Patches.Rows, pass.Patches.Columns), iterations,
            1.0 / target.Length);

    private static (T[] Parameters, TransformerPass<T> Pass, T[] Target) Sample<T>(Transformer<T> transformer, int iterations)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        TransformerPass<T> pass = new(transformer.Shape, Images, iterations * transformer.Shape.Blocks);
        T[] parameters = transformer.Layout.Start<T>(3);
        Random random = SeededRandom.Create(5, "sample");
        // Off the start, where shifts are zero and gains one, so that every term takes part.
        for (int k = 0; k < parameters.Length; k++)
            parameters[k] = T.CreateTruncating((float)(double.CreateTruncating(parameters[k]) + 0.2 * (random.NextDouble() - 0.5)));
        T[] target = new T[pass.Patches.Numbers.Length];
        foreach (ref T number in pass.Patches.Numbers) number = T.CreateTruncating((float)random.NextDouble());
        pass.Patches.Row(2).Clear();
        foreach (ref T number in target.AsSpan()) number = T.CreateTruncating((float)random.NextDouble());
        return (parameters, pass, target);
    }
}
