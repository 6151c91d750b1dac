namespace AttractorNotebooks.Data;

/// <summary>Where digits are looked for on this machine.</summary>
/// <param name="Data">The value of ATTRACTOR_DATA: <c>mnist</c>, <c>generated</c>, <c>auto</c> or a folder; null or empty where
/// unset.</param>
/// <param name="Cache">The folder that downloaded MNIST is kept in.</param>
public sealed record DigitSettings(string? Data, string Cache)
{
    /// <summary>Where MNIST is downloaded from. What arrives is checked by SHA-256, wherever it comes from.</summary>
    public IReadOnlyList<Uri> Mirrors { get; init; } = MnistDownload.PublicMirrors;

    /// <summary>
    /// Reads ATTRACTOR_DATA, ATTRACTOR_CACHE and ATTRACTOR_MIRRORS (addresses with spaces between). Without a cache there, it lies in
    /// the user's local application data; without mirrors, they are the public ones.
    /// </summary>
    /// <exception cref="ArgumentException">A mirror is no address.</exception>
    public static DigitSettings FromEnvironment()
    {
        DigitSettings settings = new(Environment.GetEnvironmentVariable("ATTRACTOR_DATA"), UserCache.Folder("mnist"));
        string? mirrors = Environment.GetEnvironmentVariable("ATTRACTOR_MIRRORS");
        if (string.IsNullOrWhiteSpace(mirrors)) return settings;
        return settings with { Mirrors = [.. mirrors.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Mirror)] };
    }

    private static Uri Mirror(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https")
        ? address
        : throw new ArgumentException($"ATTRACTOR_MIRRORS names '{text}', which is no address; one is https://example.org/mnist/.");
}
