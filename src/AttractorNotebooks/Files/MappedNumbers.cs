using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace AttractorNotebooks.Files;

/// <summary>
/// Numbers of a file as if they were in memory: pages are read when they are touched, and given back when memory is short.
/// </summary>
/// <remarks>
/// What is written to them stays in memory; the file does not change. Mapped until disposed of, or the process ends: kernels hold plain
/// pointers, which no finalizer may pull away.
/// </remarks>
internal sealed unsafe class MappedNumbers<T> : MemoryManager<T>
    where T : unmanaged
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private bool _over;

    /// <param name="stretch">Where the numbers lie.</param>
    /// <exception cref="InvalidDataException">They are more than a span spans, or do not lie at a multiple of their size.</exception>
    public MappedNumbers(FileStretch stretch)
    {
        if (stretch.Length / sizeof(T) > Array.MaxLength || stretch.Start % sizeof(T) != 0)
            throw new InvalidDataException($"its numbers cannot be mapped: {stretch.Length} bytes from byte {stretch.Start} on.");
        _length = (int)(stretch.Length / sizeof(T));
        _file = MemoryMappedFile.CreateFromFile(stretch.Path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(stretch.Start, stretch.Length, MemoryMappedFileAccess.CopyOnWrite);
        byte* first = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);
        Pointer = (T*)(first + _view.PointerOffset);
    }

    /// <summary>The first number; valid as long as this object is reachable.</summary>
    public T* Pointer { get; }

    public override Span<T> GetSpan() => new(Pointer, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(Pointer + elementIndex, pinnable: this);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (_over || _view is null) return;
        _over = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        if (!disposing) return;
        _view.Dispose();
        _file.Dispose();
    }
}
