using System.Buffers.Binary;
using System.Text;
using AttractorNotebooks.Files;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Files;

public class SafeTensorsFileTests
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    [Fact]
    public void What_is_written_is_read_bit_for_bit()
    {
        using TemporaryFolder folder = new();
        double[] doubles = [0, -0.0, double.MaxValue, double.Epsilon, double.NaN, double.NegativeInfinity];
        float[] floats = [1, -0f, float.MaxValue, float.Epsilon];
        Dictionary<string, Tensor> tensors = new()
        {
            ["d"] = Tensor.From(doubles, 2, 3),
            ["f [x=1, \"quoted\", \u03bb]"] = Tensor.From(floats, 4),
            ["i"] = Tensor.From([long.MinValue, -1, long.MaxValue], 3, 1),
            ["scalar"] = Tensor.From([2.5]),
            ["empty"] = Tensor.From(Array.Empty<float>(), 3, 0, 2),
        };
        Dictionary<string, string> metadata = new() { ["seed"] = "1", ["note"] = "\u03bb = 5 \"and\" more\n" };
        new SafeTensorsFile(tensors, metadata).Write(folder.At("a/b/file.safetensors"));

        SafeTensorsFile read = SafeTensorsFile.Read(folder.At("a/b/file.safetensors"));
        Assert.Equal(metadata, read.Metadata);
        Assert.Equal(tensors.Keys.Order(), read.Tensors.Keys.Order());
        foreach ((string name, Tensor tensor) in tensors)
        {
            Assert.Equal(tensor.Type, read[name].Type);
            Assert.Equal(tensor.Shape, read[name].Shape);
            Assert.Equal(tensor.Bytes, read[name].Bytes);
        }
        Assert.Equal(doubles, read["d"].ToDoubles());
        Assert.Equal(floats, read["f [x=1, \"quoted\", \u03bb]"].ToSingles());
        Assert.Equal([long.MinValue, -1, long.MaxValue], read["i"].ToIntegers());
        Assert.Equal([], read["empty"].ToSingles());
        Assert.Equal(0, (8 + BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(folder.At("a/b/file.safetensors")))) % 8);
    }

    [Fact]
    public void The_same_content_makes_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "1", "2" })
            new SafeTensorsFile(new Dictionary<string, Tensor> { ["x"] = Tensor.From([1f, 2], 2) }, NoMetadata).Write(folder.At(name));
        Assert.Equal(File.ReadAllBytes(folder.At("1")), File.ReadAllBytes(folder.At("2")));
    }

    [Fact]
    public void Types_convert_where_nothing_is_misread()
    {
        Assert.Equal([1.5, 2.5], Tensor.From([1.5f, 2.5f], 2).ToDoubles());
        Assert.Equal([1f / 3], Tensor.From([1.0 / 3], 1).ToSingles());
        Assert.Equal([3.0], Tensor.From([3L], 1).ToDoubles());
        Assert.Contains("F64", Assert.Throws<InvalidDataException>(() => Tensor.From([3.0], 1).ToIntegers()).Message,
            StringComparison.Ordinal);
        Assert.Contains("[2, 3] has 6 entries, but 5", Assert.Throws<ArgumentException>(() => Tensor.From(new float[5], 2, 3)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_is_missing_is_an_error_that_lists_what_is_there()
    {
        SafeTensorsFile file = new(new Dictionary<string, Tensor> { ["one"] = Tensor.From([1f], 1), ["two"] = Tensor.From([1f], 1) },
            NoMetadata);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => file["three"]);
        Assert.Contains("no tensor 'three'; it has: one, two", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_is_found()
    {
        using TemporaryFolder folder = new();
        new SafeTensorsFile(new Dictionary<string, Tensor> { ["x"] = Tensor.From([1f, 2, 3], 3) }, NoMetadata).Write(folder.At("whole"));
        byte[] whole = File.ReadAllBytes(folder.At("whole"));
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder.At("cut"), whole[..length]);
            Assert.Contains("cut' cannot be read as safetensors",
                Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(folder.At("cut"))).Message, StringComparison.Ordinal);
        }
        File.WriteAllBytes(folder.At("cut"), [.. whole, 0]);
        Assert.Contains("accounts for 12", Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(folder.At("cut"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(90_000_000L, "claims a header of 90000000 bytes but has only")]
    [InlineData(100_000_001L, "the format allows 100000000")]
    [InlineData(long.MaxValue, "the format allows 100000000")]
    [InlineData(-1L, "claims a header of 18446744073709551615 bytes")]
    public void A_header_that_claims_to_be_huge_is_refused_without_asking_for_memory(long claim, string message)
    {
        byte[] content = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(content, claim);
        Refused(content, message);
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""",
        "claims bytes 0 to 2000000000, but the file has 8")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}""", "but the file has 8")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "shape [3] and type F32 does not fill its 8 bytes")]
    [InlineData("""{"x":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", "does not fill its 8 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}""", "which no tensor has")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", "which no tensor has")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", "header is not valid")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}""", "claims bytes 8 to 4")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,4]}}""", "claims bytes -4 to 4")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "has 1 offsets instead of 2")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "has 8 bytes of numbers, but its header accounts for 4")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        "tensor 'x' begins at byte 4, but the one before it ends at 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
        "tensor 'y' begins at byte 0, but the one before it ends at 4")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'x'")]
    [InlineData("""{"x":{"dtype":"F16","shape":[8],"data_offsets":[0,8]}}""", "does not fill its 8 bytes")]
    [InlineData("""{"x":{"dtype":"1","shape":[2],"data_offsets":[0,8]}}""", "type '1', which is no name")]
    [InlineData("""{"x":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}""", "header is not valid")]
    [InlineData("""{"x":{"shape":[2],"data_offsets":[0,8]}}""", "header is not valid")]
    [InlineData("""{"x":{"dtype":"F32","data_offsets":[0,8]}}""", "header is not valid")]
    [InlineData("""{"x":3}""", "header is not valid")]
    [InlineData("""{"__metadata__":{"a":1},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "header is not valid")]
    [InlineData("""{"__metadata__":[],"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "header is not valid")]
    [InlineData("""[1,2]""", "header is not valid")]
    [InlineData("""{"x":""", "header is not valid")]
    [InlineData("", "header is not valid")]
    public void A_header_that_lies_is_refused_without_asking_for_memory(string header, string message)
    {
        byte[] json = Encoding.UTF8.GetBytes(header), content = new byte[8 + json.Length + 8];
        BinaryPrimitives.WriteInt64LittleEndian(content, json.Length);
        json.CopyTo(content, 8);
        Refused(content, message);
    }

    [Fact]
    public void A_header_that_is_no_text_is_refused()
    {
        byte[] content = new byte[40];
        BinaryPrimitives.WriteInt64LittleEndian(content, 16);
        content.AsSpan(8).Fill(0xFF);
        Refused(content, "header is not valid");
    }

    [Fact]
    public void A_file_that_does_not_exist_is_its_own_error() =>
        Assert.Throws<FileNotFoundException>(() => SafeTensorsFile.Read(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))));

    private static void Refused(byte[] content, string message)
    {
        using TemporaryFolder folder = new();
        string path = folder.At("bad.safetensors");
        File.WriteAllBytes(path, content);
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }
}
