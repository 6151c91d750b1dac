using AttractorNotebooks.Analysis;
using AttractorNotebooks.Baselines;
using AttractorNotebooks.Data;
using AttractorNotebooks.Tests.Data;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Tests.Baselines;

[Trait("Speed", "Slow")]
public class GaussianBaselineTests
{
    private const int Pixels = 12;

    /// <summary>Images whose pixels depend on one another, none of them clamped on the way to a level.</summary>
    private static ImageSet Correlated(int count, int seed)
    {
        float[] values = new float[count * Pixels];
        for (int k = 0; k < count; k++)
        {
            Random random = SeededRandom.Create(seed, "correlated", k);
            double a = random.NextDouble(), b = random.NextDouble();
            for (int i = 0; i < Pixels; i++)
                values[k * Pixels + i] = (float)(0.25 + 0.1 * Math.Sin(i) * (a - 0.5) + 0.1 * Math.Cos(2 * i) * (b - 0.5) + 0.02
                    * (random.NextDouble() - 0.5));
        }
        return new ImageSet("correlated", "test", 3, 4, 1, values, []);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(1000)]
    public void The_precision_form_equals_the_textbook_form(int count)
    {
        ImageSet train = Correlated(count, 1), test = Correlated(5, 2);
        const double Ridge = 0.001;
        bool[] mask = Corruption.RandomTokens(5, Pixels, 0.4, 1);
        float[] levels = test.Levels(), restored = GaussianBaseline.Fit(train, Ridge).Restore(levels, mask);

        Matrix<double> data = Matrix<double>.Build.Dense(count, Pixels, (k, i) => 2.0 * train.Image(k)[i]);
        Vector<double> mean = data.ColumnSums() / count;
        Matrix<double> centred = Matrix<double>.Build.Dense(count, Pixels, (k, i) => data[k, i] - mean[i]);
        Matrix<double> covariance = centred.TransposeThisAndMultiply(centred) / count + Ridge * Matrix<double>.Build.DenseIdentity(Pixels);
        for (int k = 0; k < 5; k++)
        {
            int[] hidden = [.. Enumerable.Range(0, Pixels).Where(i => mask[k * Pixels + i])],
                known = [.. Enumerable.Range(0, Pixels).Except(hidden)];
            Matrix<double> within = Matrix<double>.Build.Dense(known.Length, known.Length, (a, b) => covariance[known[a], known[b]]);
            Vector<double> weights = within.LU()
                .Solve(Vector<double>.Build.Dense(known.Length, a => 2.0 * test.Image(k)[known[a]] - mean[known[a]]));
            foreach (int i in hidden)
            {
                double expected = mean[i] + Enumerable.Range(0, known.Length).Sum(a => covariance[i, known[a]] * weights[a]);
                Assert.Equal(expected, restored[k * Pixels + i], 1e-5);
            }
            foreach (int i in known) Assert.Equal(levels[k * Pixels + i], restored[k * Pixels + i]);
        }
    }

    [Fact]
    public void What_lies_under_the_mask_is_not_read_and_results_stay_in_range()
    {
        ImageSet train = GeneratedDigits.Draw(300, 1);
        GaussianBaseline baseline = GaussianBaseline.Fit(train);
        bool[] mask = Corruption.RandomTokens(4, 784, 0.3, 1);
        float[] levels = train.Take(4).Levels(), restored = baseline.Restore(levels, mask);
        for (int i = 0; i < levels.Length; i++)
            if (mask[i]) levels[i] = float.NaN;
        Assert.Equal(restored, baseline.Restore(levels, mask));
        Assert.All(restored, u => Assert.InRange(u, 0f, 1f));
        Assert.Equal(restored[..784], baseline.Restore(levels.AsSpan(0, 784), mask.AsSpan(0, 784)));
    }

    [Fact]
    public void Two_fits_are_the_same_to_the_last_bit()
    {
        ImageSet train = GeneratedDigits.Draw(700, 1);
        bool[] mask = Corruption.RandomTokens(3, 784, 0.3, 1);
        float[] levels = train.Take(3).Levels();
        Assert.Equal(GaussianBaseline.Fit(train).Restore(levels, mask), GaussianBaseline.Fit(train).Restore(levels, mask));
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        ImageSet train = Correlated(10, 1);
        Assert.Throws<ArgumentException>(() => GaussianBaseline.Fit(train.Take(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianBaseline.Fit(train, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianBaseline.Fit(train, double.NaN));
        Assert.ThrowsAny<OperationCanceledException>(() => GaussianBaseline.Fit(train, 0.01, new CancellationToken(canceled: true)));
        GaussianBaseline baseline = GaussianBaseline.Fit(train);
        Assert.Throws<ArgumentException>(() => baseline.Restore(train.Levels(), new bool[Pixels]));
        Assert.Throws<ArgumentException>(() => baseline.Restore(train.Levels(), new bool[10 * Pixels]));
        Assert.Throws<ArgumentException>(() => baseline.Restore(new float[Pixels + 1], new bool[Pixels + 1]));
    }

    [Fact]
    public void On_generated_digits_each_baseline_beats_the_one_before_as_on_MNIST()
    {
        (double background, double mean, double gaussian) = MaskedOverlaps(GeneratedDigits.Draw(5000, 1),
            GeneratedDigits.Draw(200, 1, "test"), 3);
        Assert.InRange(background, 0.83, 0.88);
        Assert.InRange(mean, background + 0.04, 0.94);
        Assert.InRange(gaussian, mean + 0.04, 0.99);
    }

    [MnistFact]
    public void On_MNIST_the_baselines_are_the_stated_ones()
    {
        DigitData digits = MnistFolder.Read(MnistFactAttribute.Folder!, published: true);
        (double background, double mean, double gaussian) = MaskedOverlaps(digits.Train, digits.Test.Take(256), 1);
        // Stated for other masks; three standard errors over 256 images are 0.009, 0.004 and 0.0015.
        Assert.InRange(background, 0.865 - 0.009, 0.865 + 0.009);
        Assert.InRange(mean, 0.920 - 0.004, 0.920 + 0.004);
        Assert.InRange(gaussian, 0.980 - 0.0015, 0.980 + 0.0015);
    }

    /// <summary>1 - MSE on masked pixels, 30 % of the tokens of 2 x 2 pixels masked.</summary>
    private static (double Background, double Mean, double Gaussian) MaskedOverlaps(ImageSet train, ImageSet test, int seed)
    {
        bool[] tokens = Corruption.RandomTokens(test.Count, 196, 0.3, seed);
        bool[] mask = [.. Enumerable.Range(0, test.Count * 784).Select(i => tokens[i / 784 * 196 + i % 784 / 56 * 14 + i % 28 / 2])];
        float[] levels = test.Levels();
        return (Overlap(SimpleBaselines.Background(levels, mask)),
            Overlap(SimpleBaselines.Fill(levels, mask, SimpleBaselines.MeanImage(train))),
            Overlap(GaussianBaseline.Fit(train).Restore(levels, mask)));

        double Overlap(float[] restored) => ImageErrors.Similarity(ImageErrors.Measure(restored, levels, 784, mask).Masked!).Average();
    }
}
