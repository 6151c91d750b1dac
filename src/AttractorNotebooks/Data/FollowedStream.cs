namespace AttractorNotebooks.Data;

/// <summary>A stream with some bytes after its end.</summary>
/// <param name="first">Read from where it stands to its end; left open.</param>
/// <param name="last">What follows.</param>
internal sealed class FollowedStream(Stream first, byte[] last) : Stream
{
    private int _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int got = _given == 0 ? first.Read(buffer) : 0;
        if (got > 0 || buffer.IsEmpty) return got;
        got = Math.Min(buffer.Length, last.Length - _given);
        last.AsSpan(_given, got).CopyTo(buffer);
        _given += got;
        return got;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
