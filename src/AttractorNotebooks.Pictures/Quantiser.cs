using System.Numerics;

namespace AttractorNotebooks.Pictures;

/// <summary>
/// Chooses few colours that stand for many: the group of colours with the largest squared error is cut in two, at its mean along the
/// channel in which it varies most, until there are enough (median cut after Heckbert, 1982, with the cuts chosen by variance as by Wu, 1991).
/// </summary>
internal static class Quantiser
{
    /// <summary>Finds a palette for an image and every pixel's place in it.</summary>
    /// <param name="pixels">Red, green, blue and opacity, four bytes a pixel.</param>
    /// <param name="most">The largest palette, 2 to 256 colours.</param>
    /// <returns>The palette, four bytes a colour, and one byte a pixel.</returns>
    public static (byte[] Palette, byte[] Places) Reduce(ReadOnlySpan<byte> pixels, int most = 256)
    {
        Dictionary<uint, int> counts = [];
        for (int i = 0; i < pixels.Length; i += 4)
        {
            uint colour = BitConverter.ToUInt32(pixels[i..]);
            counts[colour] = counts.GetValueOrDefault(colour) + 1;
        }

        List<Group> groups = [new([.. counts.Select(pair => new Entry(pair.Key, Premultiplied(pair.Key), pair.Value))])];
        while (groups.Count < most)
        {
            int worst = 0;
            for (int i = 1; i < groups.Count; i++)
            {
                if (groups[i].Error > groups[worst].Error) worst = i;
            }
            if (groups[worst].Error <= 0) break;
            (Group low, Group high) = groups[worst].Cut();
            groups[worst] = low;
            groups.Add(high);
        }

        byte[] palette = new byte[groups.Count * 4];
        Dictionary<uint, byte> places = [];
        for (int i = 0; i < groups.Count; i++)
        {
            groups[i].WriteColour(palette.AsSpan(i * 4, 4));
            foreach (Entry entry in groups[i].Entries) places[entry.Colour] = (byte)i;
        }
        byte[] indices = new byte[pixels.Length / 4];
        for (int i = 0; i < indices.Length; i++) indices[i] = places[BitConverter.ToUInt32(pixels[(i * 4)..])];
        return (palette, indices);
    }

    /// <summary>Weighted by opacity: the colour of what is hardly visible hardly matters.</summary>
    private static Vector4 Premultiplied(uint colour)
    {
        float opacity = colour >> 24;
        return new Vector4(new Vector3(colour & 0xFF, (colour >> 8) & 0xFF, (colour >> 16) & 0xFF) * (opacity / 255), opacity);
    }

    private readonly record struct Entry(uint Colour, Vector4 Place, int Count);

    private sealed class Group
    {
        private readonly Vector4 mean, variance;

        public Group(Entry[] entries)
        {
            Entries = entries;
            float count = 0;
            foreach (Entry entry in entries)
            {
                mean += entry.Place * entry.Count;
                count += entry.Count;
            }
            mean /= count;
            foreach (Entry entry in entries)
            {
                Vector4 away = entry.Place - mean;
                variance += away * away * entry.Count;
            }
            Error = entries.Length == 1 ? 0 : Vector4.Dot(variance, Vector4.One);
        }

        public Entry[] Entries { get; }

        /// <summary>Squared distances of all pixels to their common colour.</summary>
        public float Error { get; }

        public (Group Low, Group High) Cut()
        {
            int channel = 0;
            for (int i = 1; i < 4; i++)
            {
                if (variance[i] > variance[channel]) channel = i;
            }
            // Between the smallest and the mean, rounding may leave no entry below; the smallest value itself always is.
            float at = Math.Max(mean[channel], Entries.Min(entry => entry.Place[channel]));
            Entry[] low = [.. Entries.Where(entry => entry.Place[channel] <= at)], high = [.. Entries.Where(entry => entry.Place[channel] > at)];
            return high.Length > 0 ? (new Group(low), new Group(high)) : (new Group(low[..^1]), new Group(low[^1..]));
        }

        public void WriteColour(Span<byte> rgba)
        {
            float opacity = mean.W;
            for (int i = 0; i < 3; i++) rgba[i] = opacity == 0 ? (byte)0 : (byte)Math.Clamp(MathF.Round(mean[i] * 255 / opacity), 0, 255);
            rgba[3] = (byte)Math.Clamp(MathF.Round(opacity), 0, 255);
        }
    }
}
