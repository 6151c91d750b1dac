using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Model;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Learning;

/// <summary>The plain learner against the equations, written out once more.</summary>
public class ReferenceLearnerTests
{
    private const int N = 4, D = 3, B = 5;
    private static readonly double[] X = Closeness.Widen(Arbitrary.Tokens(B, N, D));

    [Theory]
    [InlineData(1, null)]
    [InlineData(5, 20.0)]
    [InlineData(5, 0.2)]
    public void The_gradient_is_that_of_the_mean_energy_of_the_batch(double lambda, double? clamp)
    {
        double[] j = Arbitrary.Couplings(N, D).ToDoubles();
        LearningSettings settings = new() { Attention = new AttentionSettings(lambda, clamp) };
        for (int i = 0; i < N; i++)
        {
            (double[] gradient, double loss) = new ReferenceLearner(j, N, D, settings).Gradient(X, i);
            Assert.Equal(Energy(j), loss, 1e-13);
            double[] differences = new double[gradient.Length], moved = [.. j];
            for (int k = 0; k < gradient.Length; k++)
            {
                if (k / (D * D) == i) continue;
                int at = i * gradient.Length + k;
                double Moved(double step)
                {
                    moved[at] = j[at] + step;
                    return Energy(moved);
                }
                differences[k] = (8 * (Moved(1e-4) - Moved(-1e-4)) - (Moved(2e-4) - Moved(-2e-4))) / 12e-4;
                moved[at] = j[at];
            }
            Closeness.AssertClose(differences, gradient, 1e-8);

            double Energy(double[] couplings) =>
                Enumerable.Range(0, B).Average(b =>
                new ReferenceAttention(couplings, N, D, settings.Attention).Energy(X.AsSpan(b * N * D, N * D), i));
        }
    }

    [Fact]
    public void Plain_descent_clips_decays_and_keeps_the_root_mean_square()
    {
        foreach ((double clip, bool keep) in new[] { (1e-3, false), (1e9, false), (1e-3, true) })
        {
            OptimizerSettings optimizer = new()
            {
                Kind = OptimizerKind.Sgd,
                LearningRate = 0.1,
                WeightDecay = 0.02,
                ClipNorm = clip,
                KeepRootMeanSquare = keep
            };
            LearningSettings settings = new() { LayerNorm = false, Optimizer = optimizer };
            double[] start = Arbitrary.Couplings(N, D).ToDoubles();
            (double[] gradient, double loss) = new ReferenceLearner([.. start], N, D, settings).Gradient(X, 2);
            double norm = Norm(gradient), factor = norm > clip ? clip / norm : 1;
            double[] expected = [.. start.Select((value, k) =>
                value * (1 - 0.1 * 0.02) - (k / gradient.Length == 2 ? 0.1 * factor * gradient[k % gradient.Length] : 0))];
            if (keep)
            {
                double scale = Norm(start) / Norm(expected);
                for (int k = 0; k < expected.Length; k++) expected[k] *= scale;
            }
            ReferenceLearner learner = new([.. start], N, D, settings);
            Assert.Equal(loss, learner.Update(X, 2), 1e-13);
            // 1e-6 stands beside the norm in the usual definition of the clip.
            Closeness.AssertClose(expected, learner.Couplings, 1e-5);
        }
    }

    [Fact]
    public void The_first_step_of_AdamW_is_the_learning_rate_whatever_the_gradients_size()
    {
        OptimizerSettings optimizer = new() { LearningRate = 1e-3, WeightDecay = 0, KeepRootMeanSquare = false, Epsilon = 1e-30 };
        double[] start = Arbitrary.Couplings(N, D).ToDoubles();
        ReferenceLearner learner = new([.. start], N, D, new LearningSettings { Optimizer = optimizer });
        learner.Update(X, null);
        for (int k = 0; k < start.Length; k++)
            Assert.Equal(k / (D * D) % (N + 1) == 0 ? 0 : 1e-3, Math.Abs(learner.Couplings[k] - start[k]), 1e-9);
    }

    [Fact]
    public void All_tokens_learn_at_once_what_each_would_learn_alone()
    {
        OptimizerSettings optimizer = new()
        {
            Kind = OptimizerKind.Sgd,
            WeightDecay = 0,
            ClipNorm = double.PositiveInfinity,
            KeepRootMeanSquare = false
        };
        LearningSettings settings = new() { Optimizer = optimizer };
        double[] start = Arbitrary.Couplings(N, D).ToDoubles();
        ReferenceLearner all = new([.. start], N, D, settings);
        double loss = all.Update(X, null), sum = 0;
        int row = N * D * D;
        for (int i = 0; i < N; i++)
        {
            ReferenceLearner one = new([.. start], N, D, settings);
            sum += one.Update(X, i);
            Closeness.AssertClose(one.Couplings.AsSpan(i * row, row), all.Couplings.AsSpan(i * row, row), 1e-14);
        }
        Assert.Equal(sum / N, loss, 1e-13);
    }

    [Fact]
    public void The_rule_sees_normalized_tokens_where_it_should()
    {
        double[] seen = new double[X.Length], start = Arbitrary.Couplings(N, D).ToDoubles();
        for (int b = 0; b < B; b++) LayerNorm.Apply(X.AsSpan(b * N * D, N * D), seen.AsSpan(b * N * D, N * D), D);
        ReferenceLearner with = new([.. start], N, D, new LearningSettings()),
            without = new([.. start], N, D, new LearningSettings { LayerNorm = false });
        Assert.Equal(without.Update(seen, 1), with.Update(X, 1));
        Assert.Equal(without.Couplings, with.Couplings);
    }

    [Fact]
    public void The_learning_rate_is_halved_every_ten_epochs()
    {
        OptimizerSettings optimizer = new();
        Assert.Equal([5e-4, 5e-4, 2.5e-4, 2.5e-4, 1.25e-4], new[] { 0, 9, 10, 19, 20 }.Select(optimizer.LearningRateAt));
        Assert.Equal(5e-4, (optimizer with { HalveEvery = 0 }).LearningRateAt(1000));
    }

    [Fact]
    public void Settings_out_of_range_are_refused_and_named()
    {
        Refused(new OptimizerSettings { LearningRate = 0 }, "LearningRate");
        Refused(new OptimizerSettings { LearningRate = double.NaN }, "LearningRate");
        Refused(new OptimizerSettings { LearningRate = double.PositiveInfinity }, "LearningRate");
        Refused(new OptimizerSettings { HalveEvery = -1 }, "HalveEvery");
        Refused(new OptimizerSettings { Beta1 = 1 }, "Beta1");
        Refused(new OptimizerSettings { Beta2 = -0.1 }, "Beta2");
        Refused(new OptimizerSettings { Epsilon = 0 }, "Epsilon");
        Refused(new OptimizerSettings { WeightDecay = -1e-9 }, "WeightDecay");
        Refused(new OptimizerSettings { ClipNorm = 0 }, "ClipNorm");
        Assert.Equal(0, Assert.Throws<ArgumentOutOfRangeException>(() => new LearningSettings { BatchSize = 0 }.Validated()).ActualValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningSettings { Attention = new AttentionSettings(0) }.Validated());

        static void Refused(OptimizerSettings settings, string name)
        {
            ArgumentOutOfRangeException error =
                Assert.Throws<ArgumentOutOfRangeException>(() => new LearningSettings { Optimizer = settings }.Validated());
            Assert.Equal(name, error.ParamName);
        }
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));
}
