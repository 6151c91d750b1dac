using System.CommandLine;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>Options for the details of corruption that the task and its strength leave open.</summary>
internal sealed class CorruptionOptions
{
    private readonly Option<MaskRounding?> _rounding = WordOption.Create<MaskRounding>(
        "--mask-rounding", "How a share of the tokens becomes a number: nearest, or down as in the published pictures. [default: nearest]");
    private readonly Option<NoiseLaw?> _noise = WordOption.Create<NoiseLaw>("--noise-law",
        "clamped: u + s n, clamped; standardized: shifted and scaled before, as in the published pictures. [default: clamped]");

    /// <summary>What a pixel is made of.</summary>
    public Option<GrayLevel?> Gray { get; } = WordOption.Create<GrayLevel>(
        "--gray", "What of a gray value v counts: doubled, min(2 v, 1), or raw, v itself. [default: doubled, or what was trained on]");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> Options => [Gray, .. OfCorruption];

    /// <summary>Those that training couplings has no use for.</summary>
    public IEnumerable<Option> OfCorruption => [_rounding, _noise];

    /// <summary>The law that the options say; where they are silent, another one.</summary>
    public CorruptionLaw Law(ParseResult parsed, CorruptionLaw usual) => new()
    {
        Masks = parsed.GetValue(_rounding) ?? usual.Masks,
        Noise = parsed.GetValue(_noise) ?? usual.Noise,
        Gray = parsed.GetValue(Gray) ?? usual.Gray,
    };
}
