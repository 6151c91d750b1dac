using AttractorNotebooks.Files;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Files;

/// <summary>Tensors and files beyond 2 GiB, on files with holes: they take no room on the disk.</summary>
public sealed class LargeFileTests : IDisposable
{
    private const long Numbers = (5L << 30) / sizeof(float);
    private static readonly Dictionary<string, string> NoMetadata = [];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_tensor_beyond_two_gigabytes_is_read_in_pieces_and_what_follows_it_too()
    {
        string path = _folder.At("large");
        long start = WriteHeader(path);
        using (FileStream stream = new(path, FileMode.Open))
        {
            stream.SetLength(start + Numbers * sizeof(float) + 8);
            Place(stream, start + (Numbers - 2) * sizeof(float), 1.5f, -2.5f, 3.5f, 4.5f);
            Place(stream, start + 3L * (1 << 30), 7);
        }
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        Assert.Equal(Numbers * sizeof(float), file["large"].ByteCount);
        float[] read = new float[3];
        file["large"].Read(Numbers - 3, read);
        Assert.Equal([0, 1.5f, -2.5f], read);
        file["large"].Read(3L * (1 << 30) / sizeof(float) - 1, read);
        Assert.Equal([0, 7, 0], read);
        Assert.Equal([3.5f, 4.5f], file["after"].ToSingles());
        Assert.Contains("at once", Assert.Throws<InvalidDataException>(() => file["large"].ToSingles()).Message, StringComparison.Ordinal);
        Assert.Contains("at once", Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_beyond_two_gigabytes_is_written_in_pieces_that_add_up()
    {
        using CountingStream stream = new();
        new SafeTensorsFile(new Dictionary<string, Tensor>
        {
            ["large"] = new Tensor(TensorType.F32, [Numbers], new Zeros(Numbers * sizeof(float))),
            ["after"] = Tensor.From([1f, 2], 2),
        }, NoMetadata).Write(stream);
        long start = WriteHeader(_folder.At("header"));
        Assert.Equal(start + Numbers * sizeof(float) + 8, stream.Length);
        Assert.InRange(stream.Longest, 1, 1 << 26);
    }

    private static long WriteHeader(string path)
    {
        using CountingStream stream = new();
        new SafeTensorsFile(new Dictionary<string, Tensor>
        {
            ["large"] = new Tensor(TensorType.F32, [Numbers], new Zeros(Numbers * sizeof(float))),
            ["after"] = Tensor.From([1f, 2], 2),
        }, NoMetadata).Write(stream);
        byte[] header = [.. stream.Start];
        long length = 8 + BitConverter.ToInt64(header);
        File.WriteAllBytes(path, header[..(int)length]);
        return length;
    }

    private static void Place(FileStream stream, long at, params ReadOnlySpan<float> values)
    {
        stream.Position = at;
        foreach (float value in values) stream.Write(BitConverter.GetBytes(value));
    }

    private sealed class Zeros(long length) : TensorSource
    {
        public override long Length => length;

        public override void Read(long offset, Span<byte> bytes)
        {
            if (offset < 0 || offset + bytes.Length > length) throw new ArgumentOutOfRangeException(nameof(offset));
        }
    }

    private sealed class CountingStream : Stream
    {
        private long _length;

        public List<byte> Start { get; } = [];

        public int Longest { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Start.Count < 4096) Start.AddRange(buffer[..Math.Min(buffer.Length, 4096)]);
            _length += buffer.Length;
            Longest = Math.Max(Longest, buffer.Length);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
