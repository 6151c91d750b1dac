using AttractorNotebooks.Sweeps;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Sweeps;

/// <summary>Specifications and stored points that are no such thing: every one is named, with the place and the way out.</summary>
public sealed class SweepInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\"preset\": \"\\ud800\"}", "line 1")]
    [InlineData("{\n\"grid\": {\"\\udfff\": [1]}}", "line 2")]
    [InlineData("{\"measures\": [\"\\ud800\"]}", "line 1")]
    [InlineData("{\"settings\": {\"training.epochs\": [[[[[[[[[[1]]]]]]]]]]}}", "training.epochs cannot be [[[[[")]
    [InlineData("{\"grid\": {\"training.epochs\": [{\"a\": {\"b\": {}}}]}}", "training.epochs")]
    [InlineData("{\"settings\": {\"recall.strength\": \"0,5\"}}", "recall.strength cannot be 0,5")]
    [InlineData("{\"settings\": {\"dynamics.update\": \"retention 0,5\"}}", "retention 0,5")]
    [InlineData("{\"settings\": {\"training.epochs\": 1.5}}", "training.epochs cannot be 1.5")]
    [InlineData("{\"settings\": {\"training.epochs\": 1e99}}", "training.epochs")]
    [InlineData("{\"settings\": {\"recall.steps\": 2000000000}}", "steps")]
    [InlineData("{\"settings\": {\"training.epochs\": 1, \"training.epochs\": 2}}", "training.epochs")]
    [InlineData("{\"settings\": {\"recall.strength\": 1e999}}", "fraction of masked")]
    [InlineData("{\"settings\": {\"recall.keep_images_at\": 3}}", "recall.keep_images_at")]
    [InlineData("{\"measures\": [\"mse_99999999999\"]}", "mse_99999999999")]
    [InlineData("{\"measures\": {\"a\": 1}}", "measures")]
    [InlineData("[1]", "braces")]
    [InlineData("null", "braces")]
    [InlineData("", "")]
    public void A_wrong_specification_is_named_with_what_is_wrong(string json, string message)
    {
        File.WriteAllText(_folder.At("spec.json"), json);
        string error = Assert.Throws<InvalidDataException>(() => Sweep.Read(_folder.At("spec.json"))).Message;
        Assert.StartsWith($"'{_folder.At("spec.json")}' is no specification of a sweep", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(error.Length, 0, 2000);
    }

    [Fact]
    public void Nesting_however_deep_is_a_message()
    {
        foreach (int depth in new[] { 10, 20, 60, 64, 65, 1000, 100_000 })
        {
            File.WriteAllText(_folder.At("spec.json"),
                $$$"""{"settings": {"training.epochs": {{{new string('[', depth)}}}1{{{new string(']', depth)}}}}}""");
            Assert.Contains("spec.json", Assert.Throws<InvalidDataException>(() => Sweep.Read(_folder.At("spec.json"))).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_are_a_message_and_a_byte_order_mark_is_none()
    {
        File.WriteAllBytes(_folder.At("spec.json"), [.. "{\"preset\": \""u8, 0xE9, .. "\"}"u8]);
        Assert.Contains("line 1", Assert.Throws<InvalidDataException>(() => Sweep.Read(_folder.At("spec.json"))).Message,
            StringComparison.OrdinalIgnoreCase);
        File.WriteAllBytes(_folder.At("spec.json"), [0xEF, 0xBB, 0xBF, .. "{\"preset\": \"figure\"}"u8]);
        Assert.Single(Sweep.Read(_folder.At("spec.json")).Points);
    }

    [Fact]
    public void A_grid_of_a_billion_points_is_refused_before_any_is_made()
    {
        string thousand = string.Join(", ", Enumerable.Range(1, 1000));
        File.WriteAllText(_folder.At("spec.json"),
            $$$"""{"grid": {"seed": [{{{thousand}}}], "training.epochs": [{{{thousand}}}], "recall.steps": [{{{thousand}}}]}}""");
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Contains("1E+9 points; 20000 are the most",
            Assert.Throws<InvalidDataException>(() => Sweep.Read(_folder.At("spec.json"))).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 16 << 20);
        Assert.Throws<ArgumentException>(() =>
            Sweep.Of(new Experiment()).Vary("seed", [.. Enumerable.Range(0, Sweep.MostPoints + 1).Cast<object?>()]));
    }

    [Theory]
    [InlineData("{\"seconds\": 1, \"seconds\": 2}")]
    [InlineData("{\"key\": \"\\ud800\"}")]
    [InlineData("{\"key\": 3, \"measures\": {}}")]
    [InlineData("{\"measures\": {\"mse_1\": \"none\"}}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{\"measures\": {\"mse_1\": [1,")]
    public void A_damaged_point_is_named_with_the_way_out(string json)
    {
        Sweep sweep = Sweep.Of(new Experiment());
        StoredPoint point = new(_folder.Path, sweep.Points[0], "0123", sweep.Measured);
        File.WriteAllText(_folder.At("0123.json"), json);
        string error = Assert.Throws<InvalidDataException>(point.Read).Message;
        Assert.Contains(_folder.At("0123.json"), error, StringComparison.Ordinal);
        Assert.Contains("Delete it, and the point is computed again", error, StringComparison.Ordinal);
    }
}
