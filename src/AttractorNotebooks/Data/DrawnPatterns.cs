using System.Globalization;

namespace AttractorNotebooks.Data;

/// <summary>Sources that are drawn when they are named: <c>spins</c> and <c>colors</c>, after a colon their size and overlap.</summary>
internal static class DrawnPatterns
{
    private const int Train = 1000, Test = 200, ColorTrain = 2000, ColorTest = 500, Seed = 1, SpinSide = 28;

    /// <summary>What the name of a source draws; null where it is none of these.</summary>
    /// <param name="name"><c>spins</c>, <c>spins:28x28</c>, <c>spins:28x28:0.2</c>, <c>colors</c>, <c>colors:32</c>.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <exception cref="ArgumentException">What follows the colon is wrong; says how it is written.</exception>
    public static DigitData? Find(string name, CancellationToken cancellation) => name.Split(':') switch
    {
        ["spins"] => Spins(new PixelSize(SpinSide, SpinSide), 0),
        ["spins", string size] => Spins(PixelSize.Parse(size), 0),
        ["spins", string size, string overlap] => Spins(PixelSize.Parse(size), Overlap(overlap)),
        ["colors"] => Colors(ColorPatterns.Side, cancellation),
        ["colors", string side] => Colors(Side(side), cancellation),
        ["spins" or "colors", ..] => throw new ArgumentException(
            $"'{name}' draws nothing; write spins, spins:28x28, spins:28x28:0.2, colors or colors:32.", nameof(name)),
        _ => null,
    };

    /// <summary>Whether a source is one of these names.</summary>
    public static bool IsOne(string name) => name.Split(':')[0] is "spins" or "colors";

    private static DigitData Spins(PixelSize size, double overlap)
    {
        int pixels = checked(size.Height * size.Width);
        float[] spins = SpinPatterns.Draw(Train + Test, pixels, 1, Seed, overlap);
        for (int k = 0; k < spins.Length; k++) spins[k] = (spins[k] + 1) / 2;
        string provenance = string.Create(CultureInfo.InvariantCulture,
            $"drawn Ising spins, +1 white and -1 black, overlap {overlap}, seed {Seed}");
        ImageSet Part(string split, Range range) =>
            ImageSet.Adopt($"spins {split}", provenance, size.Height, size.Width, 1, spins[range], []);
        return new DigitData(Part("train", ..(Train * pixels)), Part("test", (Train * pixels)..),
            $"Spin patterns ({provenance}): {Train} training and {Test} test patterns of {size}, without labels");
    }

    private static DigitData Colors(int side, CancellationToken cancellation)
    {
        ImageSet train = ColorPatterns.Draw(ColorTrain, Seed, "train", side, cancellation),
            test = ColorPatterns.Draw(ColorTest, Seed, "test", side, cancellation);
        return new DigitData(train, test,
            $"Color patterns ({train.Provenance}): {train.Count} training and {test.Count} test images of {side} x {side} in color")
        {
            ClassNames = ColorPatterns.ClassNames,
        };
    }

    private static double Overlap(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double overlap) && overlap is >= 0 and <= 1
            ? overlap
            : throw new ArgumentException($"'{text}' is no overlap of spin patterns: it lies from 0 to 1, as in spins:28x28:0.2.");

    private static int Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 4 and <= 256
            ? side
            : throw new ArgumentException($"'{text}' is no side of color patterns: it lies from 4 to 256 pixels, as in colors:32.");
}
