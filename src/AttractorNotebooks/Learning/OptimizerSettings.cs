using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Learning;

/// <summary>The settings of an update; the defaults are those of the published run.</summary>
public sealed record OptimizerSettings
{
    /// <summary>AdamW or plain gradient descent.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.AdamW;

    /// <summary>Step size at the start, above 0.</summary>
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>The learning rate is halved after so many epochs; 0 for never.</summary>
    public int HalveEvery { get; init; } = 10;

    /// <summary>Decay of the mean of gradients, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square before it divides.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay, at least 0.</summary>
    public double WeightDecay { get; init; } = 1e-6;

    /// <summary>
    /// The whole gradient, or each row of it where rows learn apart, is shortened to this Euclidean norm where it is longer; infinity
    /// for never.
    /// </summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Whether, after every update, J (or each row) is rescaled to the root mean square that it had at the start.</summary>
    public bool KeepRootMeanSquare { get; init; } = true;

    /// <summary>The learning rate of an epoch.</summary>
    /// <param name="epoch">0, 1, ...</param>
    public double LearningRateAt(int epoch) => HalveEvery == 0 ? LearningRate : LearningRate * Math.Pow(0.5, epoch / HalveEvery);

    /// <summary>What a gradient of a given norm is multiplied by.</summary>
    // The small constant is part of the usual definition of clipping by the global norm, and of the published run.
    public double ClipFactor(double norm) => Math.Min(1, ClipNorm / (norm + 1e-6));

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; names it.</exception>
    public OptimizerSettings Validated()
    {
        Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), LearningRate, "must be positive and finite");
        Require(HalveEvery >= 0, nameof(HalveEvery), HalveEvery, "must be at least 0");
        Require(Beta1 is >= 0 and < 1, nameof(Beta1), Beta1, "must be in [0, 1)");
        Require(Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "must be in [0, 1)");
        Require(Epsilon > 0, nameof(Epsilon), Epsilon, "must be positive");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "must be at least 0 and finite");
        Require(ClipNorm > 0, nameof(ClipNorm), ClipNorm, "must be positive");
        return this;
    }

    /// <summary>Checks the settings of what is always trained by AdamW, and never rescaled.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or asks for something else; names it.</exception>
    internal OptimizerSettings ValidatedAdamW(string what)
    {
        if (Kind != OptimizerKind.AdamW || KeepRootMeanSquare)
            throw new ArgumentException($"{what} learn by AdamW, without rescaling: set Kind to AdamW and KeepRootMeanSquare to false.");
        return Validated();
    }

    private static void Require(bool holds, string name, double value, string rule)
    {
        if (!holds) throw new ArgumentOutOfRangeException(name, value, $"{name} {rule}.");
    }

    /// <summary>The numbers of AdamW's next update, with the bias corrections folded in.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="clip">What the gradient is multiplied by.</param>
    /// <param name="updates">Which update it is: 1, 2, ...</param>
    internal AdamWJob AdamW(double rate, double clip, int updates) => new()
    {
        Beta1 = (float)Beta1,
        Beta2 = (float)Beta2,
        Fraction1 = (float)((1 - Beta1) * clip),
        Fraction2 = (float)((1 - Beta2) * clip * clip),
        Epsilon = (float)Epsilon,
        Decay = (float)(1 - rate * WeightDecay),
        Rate = (float)(rate / (1 - Math.Pow(Beta1, updates))),
        SquareCorrection = (float)(1 / (1 - Math.Pow(Beta2, updates))),
    };

    /// <summary>The same update with another clip.</summary>
    internal AdamWJob Clipped(AdamWJob job, double clip) =>
        job with { Fraction1 = (float)((1 - Beta1) * clip), Fraction2 = (float)((1 - Beta2) * clip * clip) };
}
