using System.Runtime.InteropServices;

namespace AttractorNotebooks.Files;

/// <summary>Where the bytes of a tensor come from: memory, or a file that is read when they are asked for.</summary>
internal abstract class TensorSource
{
    /// <summary>Bytes in all; may be more than one array holds.</summary>
    public abstract long Length { get; }

    /// <summary>Reads bytes from a place on.</summary>
    public abstract void Read(long offset, Span<byte> bytes);

    /// <summary>All bytes as they lie in memory, without a copy; null where they do not, or are more than a span spans.</summary>
    public virtual ReadOnlyMemory<byte>? InMemory => null;

    public static TensorSource Of(byte[] bytes) => new Bytes(bytes);

    /// <summary>The numbers themselves: what is written is what they are then.</summary>
    public static TensorSource Of<T>(ReadOnlyMemory<T> values)
        where T : unmanaged => new Numbers<T>(values);

    /// <summary>Several sources, one behind the other.</summary>
    public static TensorSource Behind(IReadOnlyList<TensorSource> parts) => new Stack(parts);

    private sealed class Stack(IReadOnlyList<TensorSource> parts) : TensorSource
    {
        public override long Length { get; } = parts.Sum(part => part.Length);

        public override void Read(long offset, Span<byte> into)
        {
            foreach (TensorSource part in parts)
            {
                if (into.IsEmpty) return;
                if (offset < part.Length)
                {
                    int count = (int)Math.Min(into.Length, part.Length - offset);
                    part.Read(offset, into[..count]);
                    into = into[count..];
                    offset = 0;
                }
                else offset -= part.Length;
            }
        }
    }

    private sealed class Bytes(byte[] bytes) : TensorSource
    {
        public override long Length => bytes.Length;

        public override ReadOnlyMemory<byte>? InMemory => bytes;

        public override void Read(long offset, Span<byte> into) => bytes.AsSpan((int)offset, into.Length).CopyTo(into);
    }

    private sealed unsafe class Numbers<T>(ReadOnlyMemory<T> values) : TensorSource
        where T : unmanaged
    {
        public override long Length => (long)values.Length * sizeof(T);

        public override void Read(long offset, Span<byte> into)
        {
            // Pieces begin and end between numbers.
            ReadOnlySpan<T> piece = values.Span.Slice((int)(offset / sizeof(T)), into.Length / sizeof(T));
            MemoryMarshal.AsBytes(piece).CopyTo(into);
        }
    }
}

/// <summary>A stretch of a file.</summary>
/// <param name="file">Open as long as it is read.</param>
/// <param name="start">The first byte's place.</param>
/// <param name="length">Bytes.</param>
internal sealed class FileStretch(FileStream file, long start, long length) : TensorSource
{
    public override long Length => length;

    /// <summary>The file's name.</summary>
    public string Path => file.Name;

    /// <summary>The place of the first byte in the file.</summary>
    public long Start => start;

    public override void Read(long offset, Span<byte> bytes)
    {
        for (int done = 0; done < bytes.Length;)
        {
            int read = RandomAccess.Read(file.SafeFileHandle, bytes[done..], start + offset + done);
            if (read == 0) throw new InvalidDataException($"'{file.Name}' became shorter while it was read.");
            done += read;
        }
    }
}
