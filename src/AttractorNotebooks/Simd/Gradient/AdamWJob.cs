using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Simd;

/// <summary>The numbers of one AdamW update, with the bias corrections folded in.</summary>
internal readonly record struct AdamWJob
{
    /// <summary>beta1.</summary>
    public float Beta1 { get; init; }

    /// <summary>beta2.</summary>
    public float Beta2 { get; init; }

    /// <summary>(1 - beta1) x the clip of the gradient's norm; rounded once, because 1 - 0.999 in float32 is off by 1e-5.</summary>
    public float Share1 { get; init; }

    /// <summary>(1 - beta2) x the square of the clip.</summary>
    public float Share2 { get; init; }

    /// <summary>epsilon.</summary>
    public float Epsilon { get; init; }

    /// <summary>1 - rate x weight decay.</summary>
    public float Decay { get; init; }

    /// <summary>rate / (1 - beta1^t).</summary>
    public float Rate { get; init; }

    /// <summary>1 / (1 - beta2^t).</summary>
    public float SquareCorrection { get; init; }

    /// <summary>The numbers of an optimiser's next update.</summary>
    /// <param name="settings">The optimiser.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="clip">What the gradient is multiplied by.</param>
    /// <param name="updates">Which update this is: 1, 2, ...</param>
    public static AdamWJob Create(OptimizerSettings settings, double rate, double clip, int updates) => new()
    {
        Beta1 = (float)settings.Beta1,
        Beta2 = (float)settings.Beta2,
        Share1 = (float)((1 - settings.Beta1) * clip),
        Share2 = (float)((1 - settings.Beta2) * clip * clip),
        Epsilon = (float)settings.Epsilon,
        Decay = (float)(1 - rate * settings.WeightDecay),
        Rate = (float)(rate / (1 - Math.Pow(settings.Beta1, updates))),
        SquareCorrection = (float)(1 / (1 - Math.Pow(settings.Beta2, updates))),
    };
}
