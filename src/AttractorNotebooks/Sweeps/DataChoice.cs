using AttractorNotebooks.Data;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sweeps;

/// <summary>Which images an experiment works on.</summary>
public sealed record DataChoice
{
    /// <summary>
    /// Where they come from, as <see cref="ImageSets.OpenAsync"/> takes it: auto, mnist, generated, colors, a folder, a file, ...
    /// </summary>
    public string Source { get; init; } = "auto";

    /// <summary>What is done to them before they are used.</summary>
    public ImagePreparation Prepare { get; init; } = new();

    /// <summary>What tells sets of images apart: the source, and how it is prepared where it is.</summary>
    internal string Key => Prepare.IsNone ? Source : $"{Source} {SettingsJson.Write(Prepare)}";

    /// <summary>Recall from the test images (<c>test</c>) or from the training set (<c>train</c>).</summary>
    public string Split { get; init; } = "test";

    /// <summary>How many are recalled, the first of the split; at least 1.</summary>
    public int Images { get; init; } = 256;

    /// <summary>Checks the choice.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; names it.</exception>
    public DataChoice Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Source);
        ArgumentOutOfRangeException.ThrowIfLessThan(Images, 1);
        Prepare.Validated();
        return Split is "test" or "train"
            ? this : throw new ArgumentException($"'{Split}' is no split; the splits are test and train.", nameof(Split));
    }

    /// <summary>Opens the images.</summary>
    internal DigitData Open(CancellationToken cancellation) =>
        ImageSets.OpenAsync(Source, Prepare, null, cancellation).GetAwaiter().GetResult();

    /// <summary>The images that are recalled.</summary>
    internal ImageSet From(DigitData digits) => (Split == "train" ? digits.Train : digits.Test).Take(Images);
}
