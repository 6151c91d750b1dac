using System.Numerics;
using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Data;

/// <summary>Writes strokes with a random hand: bends them, fits them into MNIST's frame, and lays down the ink.</summary>
internal static class Handwriting
{
    // MNIST: the ink fits a box of 20 x 20 pixels, centred by centre of mass in 28 x 28.
    private const int Side = GeneratedDigits.Side;
    private const float Box = 20f;

    // Straight pieces a curve is broken into between two of its points.
    private const int Pieces = 8;

    // Spreads of a hand, on a page 100 high; chosen so that statistics and looks come near MNIST's.
    private const double Tremor = 1.7, Bend = 6.5, SlantMean = 0.18, SlantSpread = 0.25, Turn = 0.1, Proportion = 0.26;

    // Of the pen and the page, in pixels: width of the ink's soft edge, radius of the pen, misplacement.
    private const float Edge = 1.4f;
    private const double Pen = 1.25, PenSpread = 0.44, Drift = 0.4;

    /// <summary>Draws one image.</summary>
    /// <param name="strokes">What to write, on a page 100 high.</param>
    /// <param name="random">The hand.</param>
    /// <param name="image">Receives gray values in [0, 1], 28 x 28.</param>
    public static void Draw(StrokePoint[][] strokes, Random random, Span<float> image)
    {
        float radius = (float)Math.Clamp(Normal.Sample(random, Pen, PenSpread), 0.65, 2.5);
        float size = Box - (float)(random.NextDouble() * 1.5);
        List<Vector2[]> lines = Flatten(strokes, random);
        Fit(lines, size - 2 * radius);
        Centre(lines, random);
        Ink(lines, radius, image);
    }

    /// <summary>Bends every point as the hand does and turns the curves through them into chains of straight pieces.</summary>
    private static List<Vector2[]> Flatten(StrokePoint[][] strokes, Random random)
    {
        Func<StrokePoint, Vector2> bend = Hand(random);
        List<Vector2[]> lines = [];
        foreach (StrokePoint[] stroke in strokes)
        {
            Vector2[] points = [.. stroke.Select(bend)];
            List<Vector2> line = [points[0]];
            for (int k = 0; k + 1 < points.Length; k++)
            {
                // A Catmull-Rom curve; at corners and ends the missing neighbour is mirrored, which leaves the curve free there.
                Vector2 a = points[k], b = points[k + 1];
                Vector2 before = k == 0 || stroke[k].Corner ? 2 * a - b : points[k - 1];
                Vector2 after = k + 2 == points.Length || stroke[k + 1].Corner ? 2 * b - a : points[k + 2];
                Vector2 leave = (b - before) / 2, arrive = (after - a) / 2;
                for (int piece = 1; piece <= Pieces; piece++)
                    line.Add(Hermite(a, leave, b, arrive, (float)piece / Pieces));
            }
            lines.Add([.. line]);
        }
        return lines;
    }

    private static Func<StrokePoint, Vector2> Hand(Random random)
    {
        double slant = Normal.Sample(random, SlantMean, SlantSpread), turn = Normal.Sample(random, 0, Turn);
        double aspect = Math.Exp(Normal.Sample(random, 0, Proportion));
        double[] bends = new double[6];
        Normal.Samples(random, bends, 0, Bend);
        (float sin, float cos) = ((float)Math.Sin(turn), (float)Math.Cos(turn));
        return point =>
        {
            double px = point.X / 35.0 - 1, py = point.Y / 50.0 - 1;
            // Slow bends: the first two modes over the page, so that neighbouring points move together.
            double x = point.X + bends[0] * Math.Cos(Math.PI * py / 2) + 0.5 * bends[1] * Math.Sin(Math.PI * py) + bends[2] * px * py;
            double y = point.Y + bends[3] * Math.Cos(Math.PI * px / 2) + bends[4] * Math.Cos(Math.PI * py / 2) + bends[5] * px * py;
            x += Normal.Sample(random, 0, Tremor);
            y += Normal.Sample(random, 0, Tremor);
            Vector2 written = new((float)((x - 35) * aspect - slant * (y - 50)), (float)(y - 50));
            return new Vector2(cos * written.X - sin * written.Y, sin * written.X + cos * written.Y);
        };
    }

    private static Vector2 Hermite(Vector2 a, Vector2 leave, Vector2 b, Vector2 arrive, float t)
    {
        float t2 = t * t, t3 = t2 * t;
        return (2 * t3 - 3 * t2 + 1) * a + (t3 - 2 * t2 + t) * leave + (3 * t2 - 2 * t3) * b + (t3 - t2) * arrive;
    }

    /// <summary>
    /// Scales the lines so that the longer side of their bounding box measures <paramref name="size"/>, centred in the image.
    /// </summary>
    private static void Fit(List<Vector2[]> lines, float size)
    {
        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (Vector2 point in lines.SelectMany(line => line)) (low, high) = (Vector2.Min(low, point), Vector2.Max(high, point));
        float scale = size / Math.Max(high.X - low.X, high.Y - low.Y);
        Vector2 middle = (low + high) / 2;
        Move(lines, point => (point - middle) * scale + new Vector2(Side / 2f));
    }

    /// <summary>Moves the lines so that the ink's centre of mass comes to the middle of the image, but for a little.</summary>
    private static void Centre(List<Vector2[]> lines, Random random)
    {
        Vector2 moment = Vector2.Zero;
        float mass = 0;
        foreach (Vector2[] line in lines)
        {
            for (int k = 0; k + 1 < line.Length; k++)
            {
                float length = Vector2.Distance(line[k], line[k + 1]);
                moment += length * (line[k] + line[k + 1]) / 2;
                mass += length;
            }
        }
        Vector2 shift = new Vector2(Side / 2f) - moment / mass
            + new Vector2((float)Normal.Sample(random, 0, Drift), (float)Normal.Sample(random, 0, Drift));
        // The outermost pixels stay empty, so that nothing is ever cut off.
        Vector2 limit = new((Side - Box - Edge - 1) / 2);
        shift = Vector2.Clamp(shift, -limit, limit);
        Move(lines, point => point + shift);
    }

    private static void Move(List<Vector2[]> lines, Func<Vector2, Vector2> map)
    {
        foreach (Vector2[] line in lines)
            for (int k = 0; k < line.Length; k++) line[k] = map(line[k]);
    }

    /// <summary>
    /// Inks every pixel by its distance to the nearest line: 1 inside the pen's radius, falling to 0 over the width of the edge.
    /// </summary>
    private static void Ink(List<Vector2[]> lines, float radius, Span<float> image)
    {
        float reach = radius + Edge / 2;
        // First the squared distances, as far as they matter.
        image.Fill(reach * reach);
        foreach (Vector2[] line in lines)
            for (int k = 0; k + 1 < line.Length; k++) Approach(line[k], line[k + 1], reach, image);
        foreach (ref float pixel in image) pixel = Math.Clamp((reach - MathF.Sqrt(pixel)) / Edge, 0f, 1f);
    }

    /// <summary>Lowers the squared distance of every pixel within reach of a straight piece to that piece's.</summary>
    private static void Approach(Vector2 from, Vector2 to, float reach, Span<float> squares)
    {
        (float dx, float dy) = (to.X - from.X, to.Y - from.Y);
        float scale = 1 / Math.Max(dx * dx + dy * dy, 1e-12f);
        int left = Math.Max(0, (int)(Math.Min(from.X, to.X) - reach)), right = Math.Min(Side - 1, (int)(Math.Max(from.X, to.X) + reach));
        int top = Math.Max(0, (int)(Math.Min(from.Y, to.Y) - reach)), bottom = Math.Min(Side - 1, (int)(Math.Max(from.Y, to.Y) + reach));
        for (int y = top; y <= bottom; y++)
        {
            float ay = y + 0.5f - from.Y;
            for (int x = left; x <= right; x++)
            {
                float ax = x + 0.5f - from.X;
                float nearest = Math.Clamp((ax * dx + ay * dy) * scale, 0f, 1f);
                (float rx, float ry) = (ax - nearest * dx, ay - nearest * dy);
                ref float square = ref squares[y * Side + x];
                square = Math.Min(square, rx * rx + ry * ry);
            }
        }
    }
}
