using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Tests.Dynamics;

public class SettingsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_published_notebook()
    {
        DynamicsSettings settings = new();
        Assert.Equal((1, 20.0), (settings.Attention.Lambda, settings.Attention.Clamp));
        Assert.Equal((0.5, 1), (settings.Update.Attention, settings.Update.Retention));
        Assert.True(settings.LayerNorm && settings.Sphere);
        Assert.Equal((MaskMode.FirstStep, UpdateOrder.Synchronous, 1), (settings.MaskMode, settings.Order, settings.LambdaFactor));
    }

    [Fact]
    public void The_three_published_updates_weigh_attention_and_token_as_published()
    {
        Assert.Equal((1, 1), Weights(UpdateRule.Residual));
        Assert.Equal((0.75, 0.25), Weights(UpdateRule.Leaky(0.25)));
        Assert.Equal((0.75, 1), Weights(UpdateRule.Retain(0.25)));

        static (double, double) Weights(UpdateRule rule) => (rule.Attention, rule.Retention);
    }

    [Fact]
    public void The_printed_update_is_known_by_its_name_and_needs_a_finite_gamma()
    {
        UpdateRule printed = UpdateRule.Printed(2.5);
        Assert.Equal(("printed 2.5", 1, 2.5, true), (printed.Name, printed.Attention, printed.Retention, printed.UnitTokens));
        Assert.Equal(printed, UpdateRule.Parse("printed 2.5"));
        Assert.Contains("printed GAMMA", Assert.Throws<ArgumentException>(() => UpdateRule.Parse("printed")).Message,
            StringComparison.Ordinal);
        foreach (double gamma in new[] { -0.1, double.NaN, double.PositiveInfinity })
            Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRule.Printed(gamma));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Parameters_of_updates_outside_zero_to_one_are_refused(double value)
    {
        Assert.Equal(value, Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRule.Leaky(value)).ActualValue);
        Assert.Equal(value, Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRule.Retain(value)).ActualValue);
    }

    [Fact]
    public void Annealing_multiplies_lambda_after_every_step()
    {
        DynamicsSettings settings = new() { Attention = new AttentionSettings(3), LambdaFactor = 2 };
        Assert.Equal([3, 6, 12], Enumerable.Range(1, 3).Select(t => settings.AttentionAt(t).Lambda));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Settings_out_of_range_are_refused_and_named(double value)
    {
        Assert.Equal(value, Assert.Throws<ArgumentOutOfRangeException>(() => new DynamicsSettings { LambdaFactor = value }.Validated())
            .ActualValue);
        Assert.Equal(value, Assert.Throws<ArgumentOutOfRangeException>(() =>
            new DynamicsSettings { Attention = new AttentionSettings(value) }.Validated()).ActualValue);
        if (!double.IsFinite(value))
            Assert.Throws<ArgumentOutOfRangeException>(() => new DynamicsSettings { Update = new UpdateRule("own", value, 1) }.Validated());
    }
}
