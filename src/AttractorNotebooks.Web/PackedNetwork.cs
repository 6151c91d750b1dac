using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Web;

/// <summary>A network as a page carries it: numbers of J of few bits with one scale a block J_ij, deflated.</summary>
/// <param name="Name">What the page calls it.</param>
/// <param name="Provenance">What it was trained on, in words.</param>
/// <param name="Tokens">N.</param>
/// <param name="Dim">d.</param>
/// <param name="Grid">How images are cut.</param>
/// <param name="Gray">What of a gray value is a pixel.</param>
/// <param name="Embedding">F, [d, a].</param>
/// <param name="Recall">How it is run.</param>
/// <param name="Densities">How it predicts; null for the published rule.</param>
/// <param name="Bits">Of a number of J: 4 to 8, or 32 for float32 without scales.</param>
/// <param name="Loss">What that costs, in words.</param>
/// <param name="Heads">A head each: scales [N, N] as float32, then J [N, N, d, d] as signed bytes; deflated.</param>
internal sealed record PackedNetwork(
    string Name, string Provenance, int Tokens, int Dim, PageGrid Grid, GrayLevel Gray, double[] Embedding, PageRecall Recall,
    PageDensities? Densities, int Bits, string Loss, IReadOnlyList<byte[]> Heads)
{
    public const int Float32 = 32;
    private const int FewestBits = 4;
    private const int MostBits = 8;

    // A page is at most 5 MB; base64 needs four letters for three bytes, and the page itself needs some room.
    private const long Budget = 4_900_000 / 4 * 3;

    /// <summary>Packs networks with so many bits that they fit a page together.</summary>
    public static IReadOnlyList<PackedNetwork> PackAll(IReadOnlyList<(TrainedNetwork Network, string Name)> networks, int? bits)
    {
        if (bits is int fixedBits) return [.. networks.Select(each => Pack(each.Network, each.Name, fixedBits))];
        for (int tried = MostBits; ; tried--)
        {
            PackedNetwork[] packed = [.. networks.Select(each => Pack(each.Network, each.Name, tried))];
            if (tried == FewestBits || packed.Sum(network => network.Heads.Sum(head => head.LongLength)) <= Budget) return packed;
        }
    }

    /// <summary>Packs one network.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bits are none that there are.</exception>
    public static PackedNetwork Pack(TrainedNetwork network, string name, int bits)
    {
        if (bits is not (>= FewestBits and <= MostBits or Float32))
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "A number of the couplings has 4 to 8 bits, or 32 for float32.");
        PatchGrid grid = network.Tokenizer.Grid;
        NormalizedSettings? rule = network.Plan.Learning.Normalized;
        return new PackedNetwork(
            name, $"{network.Epochs.ToString(CultureInfo.InvariantCulture)} epochs on {network.Provenance}.", network.Tokenizer.Tokens,
            network.Tokenizer.Dim,
            new PageGrid(grid.Height, grid.Width, grid.Patch), network.Plan.Gray, network.Tokenizer.Embedding.Matrix.ToArray(),
            PageRecall.Of(network.Recall),
            rule == null ? null : new PageDensities(rule.Pooling, rule.SphereDim == 0 ? network.Tokenizer.Dim : rule.SphereDim,
                network.Plan.Learning.Attention.Lambda),
            bits, "",
            [.. network.Heads.Select(head => Deflate(bits == Float32 ? MemoryMarshal.AsBytes(head.Values) : Quantize(head, bits)))]);
    }

    /// <summary>The couplings that the page computes with.</summary>
    public IReadOnlyList<Couplings> Unpack() => [.. Heads.Select(head =>
    {
        byte[] bytes = Inflate(head);
        if (Bits == Float32) return new Couplings(Tokens, Dim, MemoryMarshal.Cast<byte, float>(bytes));
        ReadOnlySpan<float> scales = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, 4 * Tokens * Tokens));
        ReadOnlySpan<sbyte> codes = MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(4 * Tokens * Tokens));
        float[] values = new float[codes.Length];
        for (int k = 0; k < values.Length; k++) values[k] = codes[k] * scales[k / (Dim * Dim)];
        return new Couplings(Tokens, Dim, values);
    })];

    private static byte[] Quantize(Couplings couplings, int bits)
    {
        int pairs = couplings.Tokens * couplings.Tokens, block = couplings.Dim * couplings.Dim, largestCode = (1 << (bits - 1)) - 1;
        byte[] bytes = new byte[4 * pairs + pairs * block];
        Span<float> scales = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, 4 * pairs));
        Span<sbyte> codes = MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(4 * pairs));
        for (int pair = 0; pair < pairs; pair++)
        {
            ReadOnlySpan<float> values = couplings.Values.Slice(pair * block, block);
            float largest = 0;
            foreach (float value in values) largest = Math.Max(largest, Math.Abs(value));
            scales[pair] = largest / largestCode;
            // A block of numbers too small to be scaled counts as zero.
            if (scales[pair] == 0) continue;
            for (int k = 0; k < block; k++)
                codes[pair * block + k] = (sbyte)Math.Clamp(MathF.Round(values[k] / scales[pair]), -largestCode, largestCode);
        }
        return bytes;
    }

    private static byte[] Deflate(ReadOnlySpan<byte> bytes)
    {
        using MemoryStream output = new();
        using (DeflateStream deflate = new(output, CompressionLevel.Optimal)) deflate.Write(bytes);
        return output.ToArray();
    }

    private static byte[] Inflate(byte[] bytes)
    {
        using DeflateStream inflate = new(new MemoryStream(bytes), CompressionMode.Decompress);
        using MemoryStream output = new();
        inflate.CopyTo(output);
        return output.ToArray();
    }
}

/// <summary>How images are cut.</summary>
internal sealed record PageGrid(int Height, int Width, int Patch);

/// <summary>How a network predicts.</summary>
internal sealed record PageDensities(SourcePooling Pooling, int Sphere, double Lambda);

/// <summary>Settings of the dynamics under the names that the page uses.</summary>
internal sealed record PageRecall(
    double Lambda, double? Clamp, double A, double B, bool LayerNorm, bool Sphere, bool UnitTokens, MaskMode MaskMode, UpdateOrder Order,
    double LambdaFactor, int Seed)
{
    public static PageRecall Of(DynamicsSettings settings) => new(
        settings.Attention.Lambda, settings.Attention.Clamp, settings.Update.Attention, settings.Update.Retention, settings.LayerNorm,
        settings.Sphere, settings.Update.UnitTokens,
        settings.MaskMode, settings.Order, settings.LambdaFactor, settings.Seed);
}
