using System.Globalization;

namespace AttractorNotebooks.Data;

/// <summary>How the ten digits are written: every variant a list of strokes, with how common it is.</summary>
/// <remarks>
/// Strokes are separated by a bar; each is a smooth curve through its points "x,y" in the order of writing. An exclamation
/// mark makes a point a corner. The page is 100 high, y downwards.
/// </remarks>
internal static class DigitStrokes
{
    public const int Classes = 10;

    private static readonly (double Weight, StrokePoint[][] Strokes)[][] Variants =
    [
        [
            Variant(4, "42,2 20,12 7,36 6,62 16,88 38,98 60,88 71,60 68,30 56,8 40,2"),
            Variant(3, "50,6 26,8 9,34 6,64 18,92 42,98 63,84 72,54 66,22 48,5 30,8"),
            Variant(1, "34,8 14,24 6,54 14,86 38,98 62,84 70,52 60,18 38,2"),
        ],
        [
            Variant(8, "36,0 36,33 35,66 35,100"),
            Variant(2, "36,0 39,34 38,66 34,100"),
            Variant(1, "16,24 37,2! 37,50 36,100"),
            Variant(0.6, "14,24 36,3! 36,50 36,97|12,98 36,97 62,97"),
        ],
        [
            Variant(3, "8,24 20,6 42,2 60,16 57,40 34,70 8,96! 38,95 72,93"),
            Variant(3, "8,22 22,5 44,3 60,18 56,44 36,74 16,93 6,88 12,77 28,80 48,92 74,91"),
            Variant(2, "10,20 28,4 52,6 62,25 50,53 26,80 6,96! 26,88 48,95 74,87"),
        ],
        [
            Variant(3, "10,12 30,2 54,8 58,26 44,42 26,47! 50,50 66,67 60,88 36,99 8,90"),
            Variant(3, "10,14 34,2 57,12 54,33 35,45 27,49 38,48 62,60 62,84 38,98 8,88"),
            Variant(1, "10,6 36,4 60,4! 48,23 34,42! 58,52 66,74 50,95 26,98 8,88"),
        ],
        [
            Variant(3, "16,4 12,28 8,52! 36,54 72,49|60,4 58,40 56,70 54,100"),
            Variant(3, "14,6 10,36 24,53 44,51 60,40|63,4 61,44 58,72 57,100"),
            Variant(2, "55,2 30,32 5,63! 40,63 77,60|55,2 54,50 52,100"),
        ],
        [
            Variant(3, "64,3 42,4 22,6! 17,26 14,45! 36,38 60,50 66,72 50,94 26,98 6,88"),
            Variant(2, "22,8 18,26 15,46! 40,41 62,55 63,77 46,95 24,98 6,90|22,8 44,6 70,2"),
            Variant(2, "66,4 38,5 20,16 18,36 40,46 60,61 58,84 38,97 10,93"),
        ],
        [
            Variant(3, "52,2 32,18 16,44 10,70 20,92 42,98 60,86 60,67 44,56 24,62 13,78"),
            Variant(2, "42,1 24,24 10,52 8,78 24,97 48,94 62,76 52,57 32,56 13,72"),
            Variant(2, "62,9 42,6 22,24 10,54 12,84 34,98 56,88 60,69 44,57 24,63 12,79"),
        ],
        [
            Variant(4, "8,12 36,9 67,6! 53,38 39,68 31,100"),
            Variant(2, "8,24 10,9! 38,10 66,7! 51,40 39,70 35,100"),
            Variant(1.5, "8,12 36,9 67,6! 53,38 39,68 31,100|22,52 42,51 64,48"),
            Variant(2, "8,15 34,5 60,9 58,29 45,61 35,100"),
        ],
        [
            Variant(4, "58,12 37,2 17,14 22,34 44,50 62,71 52,94 29,98 13,84 21,65 42,48 60,29 57,11"),
            Variant(2, "38,2 18,12 20,36 38,46 56,36 56,12 38,2|38,46 14,61 12,86 36,98 60,86 59,60 38,46"),
            Variant(1, "60,20 42,3 20,10 20,31 42,48 60,68 54,92 32,98 16,86 22,66 40,50 60,24"),
        ],
        [
            Variant(3, "60,16 40,3 16,13 10,35 26,48 48,42 60,18! 58,50 54,76 52,100"),
            Variant(2, "62,20 44,3 18,10 10,32 24,48 46,42 61,22! 62,50 54,80 34,98 12,92"),
            Variant(2, "56,11 30,4 10,22 14,44 38,46 56,28 60,8! 56,50 44,100"),
        ],
    ];

    /// <summary>Chooses a way of writing a digit, common ones more often.</summary>
    public static StrokePoint[][] Choose(int digit, Random random)
    {
        (double Weight, StrokePoint[][] Strokes)[] variants = Variants[digit];
        double ticket = random.NextDouble() * variants.Sum(v => v.Weight);
        foreach ((double weight, StrokePoint[][] strokes) in variants)
        {
            ticket -= weight;
            if (ticket < 0) return strokes;
        }
        return variants[^1].Strokes;
    }

    private static (double Weight, StrokePoint[][] Strokes) Variant(double weight, string strokes) =>
        (weight, [.. strokes.Split('|').Select(stroke => stroke.Split(' ').Select(Point).ToArray())]);

    private static StrokePoint Point(string text)
    {
        string[] parts = text.TrimEnd('!').Split(',');
        return new StrokePoint(Parse(parts[0]), Parse(parts[1]), text.EndsWith('!'));
    }

    private static float Parse(string number) => float.Parse(number, CultureInfo.InvariantCulture);
}
