namespace AttractorNotebooks.Tests.Data;

/// <summary>What goes wrong with a <see cref="TroubledStream"/>.</summary>
internal enum Trouble
{
    Endless,
    Stall,
    Break,
}

/// <summary>The body of an answer that begins well and then has no end, stalls or breaks off.</summary>
internal sealed class TroubledStream(byte[] start, Trouble trouble) : Stream
{
    private bool _begun;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_begun)
        {
            _begun = true;
            int half = Math.Min(start.Length / 2, buffer.Length);
            start.AsSpan(0, half).CopyTo(buffer.Span);
            return half;
        }
        if (trouble == Trouble.Stall) await Task.Delay(Timeout.Infinite, cancellationToken);
        if (trouble == Trouble.Break) throw new IOException("broken off");
        return buffer.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
