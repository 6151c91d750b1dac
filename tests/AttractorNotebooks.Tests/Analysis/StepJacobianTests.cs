using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Tests.Analysis;

public class StepJacobianTests
{
    private const int Tokens = 7, Dim = 3;

    public static TheoryData<DynamicsSettings> Dynamics => new()
    {
        new DynamicsSettings(),
        new DynamicsSettings { Update = UpdateRule.Residual, Attention = new AttentionSettings(4, null) },
        new DynamicsSettings { LayerNorm = false },
        new DynamicsSettings { Sphere = false },
        new DynamicsSettings { LayerNorm = false, Sphere = false, Update = UpdateRule.Leaky(0.3),
            Attention = new AttentionSettings(10, 0.05) },
        new DynamicsSettings { Attention = new AttentionSettings(2, 0.1) },
    };

    [Theory]
    [MemberData(nameof(Dynamics))]
    public void The_product_agrees_with_central_differences_of_the_reference_step(DynamicsSettings settings)
    {
        (Couplings couplings, double[] state) = Sample(1);
        StepJacobian jacobian = new(couplings, settings, state);
        ReferenceDynamics reference = new(couplings.ToDoubles(), Tokens, Dim, settings);
        double[] step = reference.Step(state, []);
        for (int k = 0; k < step.Length; k++) Assert.Equal(step[k], jacobian.Next[k], 1e-12);

        double[] direction = Normals(Tokens * Dim, 9);
        double[] product = jacobian.Apply(direction);
        const double Nudge = 1e-6;
        double[] up = reference.Step([.. state.Zip(direction, (x, v) => x + Nudge * v)], []);
        double[] down = reference.Step([.. state.Zip(direction, (x, v) => x - Nudge * v)], []);
        double scale = product.Max(Math.Abs);
        for (int k = 0; k < product.Length; k++) Assert.Equal((up[k] - down[k]) / (2 * Nudge), product[k], 1e-7 * scale);
    }

    [Fact]
    public void Some_scores_of_the_clamped_case_are_clamped_and_some_are_not()
    {
        // Guards the theory above against testing only one side of the clamp.
        (Couplings couplings, double[] state) = Sample(1);
        ReferenceAttention attention = new(couplings.ToDoubles(), Tokens, Dim, new AttentionSettings(10, 0.05));
        double[] scores = [.. Enumerable.Range(0, Tokens).SelectMany(i => attention.Scores(state, i).Where((_, j) => j != i))];
        Assert.Contains(scores, score => score > 0.05);
        Assert.Contains(scores, score => score < 0.05);
    }

    [Fact]
    public void The_largest_eigenvalue_is_that_of_the_whole_matrix()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            (Couplings couplings, double[] state) = Sample(seed);
            StepJacobian jacobian = new(couplings, new DynamicsSettings { Update = UpdateRule.Retain(seed % 2 * 0.5) }, state);
            LeadingEigenvalues found = LeadingEigenvalues.Of(v => jacobian.Apply(v), jacobian.Size, tolerance: 1e-10);
            double expected = jacobian.ToMatrix().Evd(Symmetricity.Asymmetric).EigenValues.Max(value => value.Magnitude);
            Assert.Equal(expected, found.Largest.Magnitude, 1e-9 * expected);
        }
    }

    [Fact]
    public void Equal_tokens_and_constant_components_have_a_finite_product()
    {
        Couplings couplings = Couplings.Random(Tokens, Dim, 1);
        StepJacobian jacobian = new(couplings, new DynamicsSettings(), [.. Enumerable.Repeat(0.5, Tokens * Dim)]);
        Assert.All(jacobian.Apply(Normals(Tokens * Dim, 2)), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Asynchronous_steps_and_wrong_sizes_are_refused()
    {
        (Couplings couplings, double[] state) = Sample(1);
        Assert.Contains("Synchronous",
            Assert.Throws<ArgumentException>(() =>
            new StepJacobian(couplings, new DynamicsSettings { Order = UpdateOrder.Asynchronous }, state)).Message);
        Assert.Throws<ArgumentException>(() => new StepJacobian(couplings, new DynamicsSettings(), state.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => new StepJacobian(couplings, new DynamicsSettings(), state).Apply([1]));
        state[3] = double.NaN;
        Assert.Throws<ArgumentException>(() => new StepJacobian(couplings, new DynamicsSettings(), state));
    }

    private static (Couplings Couplings, double[] State) Sample(int seed)
    {
        Couplings couplings = Couplings.Random(Tokens, Dim, seed);
        foreach (ref float value in couplings.Values) value *= 4;
        return (couplings, Normals(Tokens * Dim, seed));
    }

    private static double[] Normals(int size, int seed)
    {
        double[] values = new double[size];
        Normal.Samples(SeededRandom.Create(seed, "test state"), values, 0, 1);
        return values;
    }

    [Fact]
    public void A_network_has_the_Jacobian_of_its_own_step_and_that_its_leading_eigenvalues()
    {
        DigitData digits = new(GeneratedDigits.Draw(20, 1), GeneratedDigits.Draw(10, 1, "test"), "");
        TrainingPlan plan = new() { Examples = 20, Epochs = 1, Patch = 7, Embedding = EmbeddingKind.Gaussian };
        TrainedNetwork network = plan.Train(digits);
        float[] state = network.Tokenizer.Encode(digits.Test.Take(1));
        StepJacobian jacobian = StepJacobian.At(network, state);
        StepJacobian plain = new(network.Couplings, network.Recall, [.. state.Select(x => (double)x)]);
        Assert.Equal(plain.Next, jacobian.Next);

        double largest = plain.ToMatrix().Evd().EigenValues.Max(value => value.Magnitude);
        Assert.Equal(largest, jacobian.Leading(tolerance: 1e-9, mostProducts: jacobian.Size).Largest.Magnitude, 1e-6 * largest);
    }
}
