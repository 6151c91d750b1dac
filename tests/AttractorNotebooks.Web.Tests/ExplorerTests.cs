using System.Text.RegularExpressions;
using AttractorNotebooks.Data;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Web.Tests;

public partial class ExplorerTests
{
    [Fact]
    public void A_page_is_one_file_below_5_MB_that_names_no_address()
    {
        Assert.InRange(SmallNetworks.Page.Length, 2_000_000, 5_000_000);
        Assert.All(Address().Matches(SmallNetworks.Page), match => Assert.Equal("http://www.w3.org/2000/svg", match.Value));
        Assert.DoesNotContain("src=\"", SmallNetworks.Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_networks_fit_one_page_with_fewer_bits()
    {
        IReadOnlyList<PackedNetwork> two = PackedNetwork.PackAll([(SmallNetworks.Published, "J"), (SmallNetworks.Published, "K")], null);
        Assert.Equal([6, 6], two.Select(network => network.Bits));
        Assert.InRange(two.Sum(network => network.Heads.Sum(head => (double)head.Length)) * 4 / 3, 3_000_000, 4_900_000);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    public void Packed_couplings_are_off_by_half_a_step_of_their_block(int bits)
    {
        TrainedNetwork network = SmallNetworks.Random(EmbeddingKind.Sinusoidal, 8, new(), 1);
        float[] before = network.Couplings.Values.ToArray(), after = PackedNetwork.Pack(network, "J", bits).Unpack()[0].Values.ToArray();
        Assert.NotEqual(before, after);
        for (int block = 0; block < before.Length; block += 64)
        {
            float step = before.AsSpan(block, 64).ToArray().Max(Math.Abs) / ((1 << (bits - 1)) - 1);
            for (int k = block; k < block + 64; k++) Assert.InRange(Math.Abs(before[k] - after[k]), 0, 0.501f * step);
        }
    }

    [Fact]
    public void Couplings_of_32_bits_are_exact()
    {
        TrainedNetwork network = SmallNetworks.Random(EmbeddingKind.Gaussian, 6, new(), 1);
        Assert.Equal(network.Couplings.Values.ToArray(), PackedNetwork.Pack(network, "J", 32).Unpack()[0].Values.ToArray());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(0)]
    public void Bits_that_there_are_not_are_refused(int bits)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => PackedNetwork.Pack(SmallNetworks.Random(EmbeddingKind.Gaussian, 6, new(), 1), "J", bits));
        Assert.Contains("4 to 8 bits, or 32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_says_what_packing_costs()
    {
        Match loss = Loss().Match(SmallNetworks.Page);
        Assert.True(loss.Success);
        Assert.InRange(double.Parse(loss.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 0.001, 1);
    }

    [Fact]
    public void The_page_in_docs_has_the_present_scripts()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AttractorNotebooks.sln"))) folder = folder.Parent!;
        string page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "explorer.html"));
        Assert.True(WithoutData(page) == WithoutData(SmallNetworks.Page),
            "docs/explorer.html has other scripts than src/AttractorNotebooks.Web/Page: make it again with the command that README names.");
        Assert.InRange(page.Length, 1_000_000, 2_000_000);

        static string WithoutData(string page) => Data().Replace(page, "");
    }

    [Fact]
    public void A_notebook_shows_a_frame_with_the_page_and_text_beside_it()
    {
        Explorer explorer = Explorer.Of(SmallNetworks.Random(EmbeddingKind.Sinusoidal, 8, new(), 1), digits: Small());
        object source = new ExplorerFormatterSource();
        Assert.NotNull(source);
        Assert.StartsWith("<iframe title=\"Attractor explorer\"", explorer.ToHtml(), StringComparison.Ordinal);
        string inner = Frame().Match(explorer.ToHtml()).Groups[1].Value;
        Assert.Equal(explorer.ToPage(), System.Net.WebUtility.HtmlDecode(inner));
        Assert.Contains("12 x 12", explorer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_for_other_images_are_refused_in_a_clear_line()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Explorer.Of(SmallNetworks.Random(EmbeddingKind.Sinusoidal, 8, new(), 1), digits: SmallNetworks.Digits));
        Assert.Contains("28 x 28 x 1, but the network was trained on 12 x 12", error.Message, StringComparison.Ordinal);
    }

    private static DigitData Small()
    {
        float[] pixels = new float[20 * 144];
        Random random = new(1);
        foreach (ref float value in pixels.AsSpan()) value = random.NextSingle();
        ImageSet images = new("small", "random", 12, 12, 1, pixels, []);
        return new DigitData(images, images, "random");
    }

    [GeneratedRegex("https?://[^\\s\"'`<>]*")]
    private static partial Regex Address();

    [GeneratedRegex("hidden by at most ([0-9.]+) % at any of 100 steps")]
    private static partial Regex Loss();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Data();

    [GeneratedRegex("srcdoc=\"([^\"]*)\"")]
    private static partial Regex Frame();
}
