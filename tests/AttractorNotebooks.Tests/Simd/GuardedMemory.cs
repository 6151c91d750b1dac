using System.Runtime.InteropServices;

namespace AttractorNotebooks.Tests.Simd;

/// <summary>Arrays that end where the process's memory ends: one number further is an access violation, not a silent read.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int ReadWrite = 3, PrivateAnonymous = 0x22;
    private readonly List<(nint Start, nuint Length)> _maps = [];

    /// <summary>Whether this machine can do it: by the calls of Linux.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Copies numbers to memory that ends with them.</summary>
    public float* Copy(ReadOnlySpan<float> values)
    {
        nuint page = (nuint)Environment.SystemPageSize, needed = (nuint)values.Length * sizeof(float),
            length = (needed + page - 1) / page * page + page;
        nint start = Map(0, length, ReadWrite, PrivateAnonymous, -1, 0);
        if (start == -1 || Protect(start + (nint)(length - page), page, 0) != 0)
            throw new InvalidOperationException($"The system gave no guarded page (error {Marshal.GetLastPInvokeError()}).");
        _maps.Add((start, length));
        float* end = (float*)(start + (nint)(length - page));
        values.CopyTo(new Span<float>(end - values.Length, values.Length));
        return end - values.Length;
    }

    public float* Room(int count) => Copy(new float[count]);

    public void Dispose()
    {
        foreach ((nint start, nuint length) in _maps) _ = Unmap(start, length);
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}
