using System.Buffers.Binary;
using System.Text;
using AttractorNotebooks.Files;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Files;

public sealed class TensorTypesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 248, 191 }, -1.5)]
    [InlineData("F32", new byte[] { 0, 0, 192, 191 }, -1.5)]
    [InlineData("F16", new byte[] { 0, 190 }, -1.5)]
    [InlineData("BF16", new byte[] { 192, 191 }, -1.5)]
    [InlineData("I64", new byte[] { 254, 255, 255, 255, 255, 255, 255, 255 }, -2)]
    [InlineData("I32", new byte[] { 254, 255, 255, 255 }, -2)]
    [InlineData("I16", new byte[] { 254, 255 }, -2)]
    [InlineData("I8", new byte[] { 254 }, -2)]
    [InlineData("U64", new byte[] { 1, 1, 0, 0, 0, 0, 0, 0 }, 257)]
    [InlineData("U32", new byte[] { 1, 1, 0, 0 }, 257)]
    [InlineData("U16", new byte[] { 1, 1 }, 257)]
    [InlineData("U8", new byte[] { 200 }, 200)]
    [InlineData("BOOL", new byte[] { 1 }, 1)]
    public void Numbers_of_every_type_are_read(string type, byte[] bytes, double number)
    {
        Tensor tensor = Read(type, "[1]", bytes)["x"];
        Assert.Equal([number], tensor.ToDoubles());
        Assert.Equal([(float)number], tensor.ToSingles());
        if (type.Contains('F', StringComparison.Ordinal))
            Assert.Contains(type, Assert.Throws<InvalidDataException>(() => tensor.ToIntegers()).Message, StringComparison.Ordinal);
        else Assert.Equal([(long)number], tensor.ToIntegers());
    }

    [Theory]
    [InlineData("F8_E4M3")]
    [InlineData("F4")]
    [InlineData("C64")]
    public void A_type_that_cannot_be_read_hinders_only_who_asks_for_it(string type)
    {
        SafeTensorsFile file = Read(type, "[8]", new byte[8]);
        Assert.Equal(TensorType.Other, file["x"].Type);
        Assert.Contains(type, Assert.Throws<InvalidDataException>(() => file["x"].ToSingles()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsigned_number_beyond_the_signed_ones_is_refused_as_an_integer() =>
        Assert.Throws<InvalidDataException>(() => Read("U64", "[1]", [0, 0, 0, 0, 0, 0, 0, 128])["x"].ToIntegers());

    private SafeTensorsFile Read(string type, string shape, byte[] bytes)
    {
        byte[] header =
            Encoding.UTF8.GetBytes($$$"""{"x":{"dtype":"{{{type}}}","shape":{{{shape}}},"data_offsets":[0,{{{bytes.Length}}}]}}""");
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        File.WriteAllBytes(_folder.At("file"), [.. length, .. header, .. bytes]);
        return SafeTensorsFile.Read(_folder.At("file"));
    }
}
