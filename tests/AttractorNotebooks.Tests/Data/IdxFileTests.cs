using System.Security.Cryptography;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

public class IdxFileTests
{
    private static readonly byte[] Values = [.. Enumerable.Range(0, 24).Select(k => (byte)(k * 10))];
    private static readonly byte[] Good = IdxBytes.File(Values, 2, 3, 4);

    private static IdxData Read(byte[] content, int rank = 3)
    {
        using MemoryStream stream = new(content);
        return IdxFile.Read(stream, "digits", rank);
    }

    private static string Refusal(byte[] content, int rank = 3) =>
        Assert.Throws<InvalidDataException>(() => Read(content, rank)).Message;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_and_gzip_files_give_shape_values_and_checksum(bool gzip)
    {
        IdxData data = Read(gzip ? IdxBytes.Gzip(Good) : Good);
        Assert.Equal([2, 3, 4], data.Shape);
        Assert.Equal(Values, data.Values);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Good)), data.Sha256);
    }

    [Fact]
    public void A_file_of_several_buffers_arrives_whole()
    {
        byte[] values = new byte[5_000_000];
        new Random(1).NextBytes(values);
        byte[] file = IdxBytes.File(values, 5_000_000);
        Assert.Equal(values, Read(file, 1).Values);
        Assert.Equal(values, Read(IdxBytes.Gzip(file), 1).Values);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_short_at_any_byte_is_refused(bool gzip)
    {
        byte[] whole = gzip ? IdxBytes.Gzip(Good) : Good;
        for (int length = 0; length < whole.Length; length++)
            Assert.StartsWith("digits: ", Refusal(whole[..length]), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_after_the_end_are_refused()
    {
        Assert.Contains("more bytes follow", Refusal([.. Good, 0]), StringComparison.Ordinal);
        Assert.Contains("more bytes follow", Refusal(IdxBytes.Gzip([.. Good, 0])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 9)]
    [InlineData(2, 13)]
    [InlineData(3, 1)]
    public void A_wrong_magic_number_is_refused(int position, byte value)
    {
        byte[] wrong = [.. Good];
        wrong[position] = value;
        Assert.Contains("not IDX data", Refusal(wrong), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_no_images_and_text_is_neither()
    {
        Assert.Contains("00000803 is needed", Refusal(IdxBytes.File([1, 2], 2)), StringComparison.Ordinal);
        Assert.Contains("not IDX data", Refusal("<html>not found</html>"u8.ToArray()), StringComparison.Ordinal);
    }

    public static TheoryData<uint, uint, uint> LyingShapes => new()
    {
        { uint.MaxValue, uint.MaxValue, uint.MaxValue },
        { 0x80000000, 1, 1 },
        { 65_536, 65_536, 65_536 },
        { 1 << 20, 1 << 10, 1 },
        { 60_000, 28, 28 },
        { 0, uint.MaxValue, 1 },
    };

    [Theory]
    [MemberData(nameof(LyingShapes))]
    public void A_header_that_promises_what_is_not_there_costs_no_memory(uint a, uint b, uint c)
    {
        byte[] file = IdxBytes.File(Values, a, b, c);
        foreach (byte[] content in new[] { file, IdxBytes.Gzip(file) })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Refusal(content);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
    }

    [Fact]
    public void A_gzip_bomb_is_left_as_soon_as_it_exceeds_its_header()
    {
        byte[] bomb = IdxBytes.Gzip([.. Good, .. new byte[64 << 20]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("more bytes follow", Refusal(bomb), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Damaged_gzip_is_refused()
    {
        byte[] packed = IdxBytes.Gzip(IdxBytes.File([.. Enumerable.Range(0, 6000).Select(k => (byte)(k * k))], 6000));
        for (int position = 12; position < packed.Length; position += 97)
        {
            byte[] damaged = [.. packed];
            damaged[position] ^= 0xFF;
            using MemoryStream stream = new(damaged);
            Assert.StartsWith("digits: ", Assert.Throws<InvalidDataException>(() => IdxFile.Read(stream, "digits", 1)).Message,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(8, "unexpected end")]
    [InlineData(3, "unexpected end")]
    [InlineData(-6, "checksum")]
    [InlineData(-2, "checksum")]
    public void Gzip_without_its_end_and_with_a_wrong_one_is_refused(int cutOrPlace, string message)
    {
        byte[] packed = IdxBytes.Gzip(Good);
        if (cutOrPlace < 0) packed[packed.Length + cutOrPlace] ^= 1;
        Assert.Contains(message, Refusal(cutOrPlace > 0 ? packed[..^cutOrPlace] : packed), StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_in_several_members_is_read_and_foreign_bytes_after_it_are_refused()
    {
        byte[] twice = [.. IdxBytes.Gzip(Good[..20]), .. IdxBytes.Gzip(Good[20..])];
        Assert.Equal(Values, Read(twice).Values);
        Assert.Contains("followed by bytes", Refusal([.. IdxBytes.Gzip(Good), 1, 2, 3]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_set_is_read_as_such()
    {
        IdxData data = Read(IdxBytes.File([], 0, 28, 28));
        Assert.Equal([0, 28, 28], data.Shape);
        Assert.Empty(data.Values);
    }

    [Fact]
    public void Reading_can_be_stopped()
    {
        using MemoryStream stream = new(Good);
        Assert.Throws<OperationCanceledException>(() => IdxFile.Read(stream, "digits", 3, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_missing_file_is_an_io_error() =>
        Assert.Throws<FileNotFoundException>(() => IdxFile.Read(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString()), 3));
}
