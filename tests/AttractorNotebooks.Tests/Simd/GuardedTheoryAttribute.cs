namespace AttractorNotebooks.Tests.Simd;

/// <summary>A theory that needs <see cref="GuardedMemory"/>.</summary>
internal sealed class GuardedTheoryAttribute : TheoryAttribute
{
    public GuardedTheoryAttribute()
    {
        if (!GuardedMemory.IsSupported) Skip = "Guarded pages are asked for by the calls of Linux.";
    }
}
