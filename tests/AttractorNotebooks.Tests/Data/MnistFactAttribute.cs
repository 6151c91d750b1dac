namespace AttractorNotebooks.Tests.Data;

/// <summary>A test on real MNIST: runs where ATTRACTOR_DATA names a folder, and is reported as skipped elsewhere.</summary>
internal sealed class MnistFactAttribute : FactAttribute
{
    public MnistFactAttribute()
    {
        if (Folder is null) Skip = "ATTRACTOR_DATA names no folder with MNIST.";
    }

    public static string? Folder =>
        Environment.GetEnvironmentVariable("ATTRACTOR_DATA") is string folder && Directory.Exists(folder) ? folder : null;
}
