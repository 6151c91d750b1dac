using AttractorNotebooks.Analysis;
using AttractorNotebooks.Baselines;
using AttractorNotebooks.Data;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Tests.Baselines;

[Trait("Speed", "Slow")]
public class LinearDenoiserTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.7)]
    [InlineData(3)]
    public void Moments_of_clamped_noise_are_those_of_the_noise_that_is_drawn(double strength)
    {
        (double offset, double slope, double variance) = LinearDenoiser.Clamped(strength);
        Check(0, offset);
        Check(1, offset + slope);

        void Check(float gray, double expected)
        {
            float[] values = new float[400_000];
            Array.Fill(values, gray);
            float[] noisy = Corruption.Noise(new ImageSet("flat", "test", 200, 200, 1, values, []), strength, 1);
            double mean = noisy.Average(u => (double)u);
            Assert.Equal(expected, mean, 0.004);
            Assert.Equal(variance, noisy.Average(u => (u - mean) * (u - mean)), 0.004);
        }
    }

    [Fact]
    public void On_black_and_white_images_no_linear_fit_does_better()
    {
        // Four pixels, the last three copying the first four times in five.
        const int Count = 40_000, Pixels = 4;
        ImageSet train = Copies(1), test = Copies(2);
        float[] seen = Corruption.Noise(train, 0.5, 3), noisy = Corruption.Noise(test, 0.5, 4), clean = train.Levels(),
            truth = test.Levels();
        double found = ImageErrors.Measure(LinearDenoiser.Fit(train, 0.5).Restore(noisy), truth, Pixels).All.Average();

        // Least squares on damaged training images, an intercept included.
        Matrix<double> inputs = Rows(seen), weights = inputs.TransposeThisAndMultiply(inputs).Solve(
            inputs.TransposeThisAndMultiply(Matrix<double>.Build.Dense(Count, Pixels, (k, i) => clean[k * Pixels + i])));
        float[] fitted = [.. (Rows(noisy) * weights).ToRowMajorArray().Select(u => (float)Math.Clamp(u, 0, 1))];
        double best = ImageErrors.Measure(fitted, truth, Pixels).All.Average();
        Assert.Equal(best, found, 0.01 * best);

        static Matrix<double> Rows(float[] levels) =>
            Matrix<double>.Build.Dense(Count, Pixels + 1, (k, i) => i == Pixels ? 1 : levels[k * Pixels + i]);

        static ImageSet Copies(int seed)
        {
            Random random = SeededRandom.Create(seed, "copies");
            float[] values = new float[Count * Pixels];
            for (int k = 0; k < values.Length; k++)
                values[k] = k % Pixels == 0 || random.NextDouble() < 0.2 ? random.Next(2) : values[k - k % Pixels];
            return new ImageSet("copies", "test", 2, 2, 1, values, []);
        }
    }

    [Fact]
    public void On_digits_it_beats_the_noisy_image_and_the_mean_image()
    {
        ImageSet train = GeneratedDigits.Draw(3000, 1), test = GeneratedDigits.Draw(100, 1, "test");
        float[] noisy = Corruption.Noise(test, 0.7, 1);
        double filtered = Error(LinearDenoiser.Fit(train, 0.7).Restore(noisy));
        Assert.InRange(filtered, 0.01, 0.7 * Error(SimpleBaselines.Repeat(SimpleBaselines.MeanImage(train), 100)));
        Assert.InRange(Error(noisy), 2 * filtered, 0.3);

        double Error(float[] restored) => ImageErrors.Measure(restored, test.Levels(), 784).All.Average();
    }

    [Fact]
    public void Weak_noise_leaves_the_image_nearly_as_it_is_and_bad_arguments_are_refused()
    {
        ImageSet train = GeneratedDigits.Draw(2000, 1);
        LinearDenoiser denoiser = LinearDenoiser.Fit(train, 0.01);
        float[] levels = train.Take(3).Levels();
        Assert.All(ImageErrors.Measure(denoiser.Restore(levels), levels, 784).All, error => Assert.InRange(error, 0, 2e-4));
        Assert.Throws<ArgumentException>(() => denoiser.Restore(new float[783]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LinearDenoiser.Fit(train, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LinearDenoiser.Fit(train, double.NaN));
        Assert.Throws<ArgumentException>(() => LinearDenoiser.Fit(train.Take(1), 0.7));
    }
}
