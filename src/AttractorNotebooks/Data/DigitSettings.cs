namespace AttractorNotebooks.Data;

/// <summary>Where digits are looked for on this machine.</summary>
/// <param name="Data">The value of ATTRACTOR_DATA: <c>mnist</c>, <c>generated</c>, <c>auto</c> or a folder; null or empty where unset.</param>
/// <param name="Cache">The folder that downloaded MNIST is kept in.</param>
public sealed record DigitSettings(string? Data, string Cache)
{
    /// <summary>Reads ATTRACTOR_DATA and ATTRACTOR_CACHE; without the latter the cache lies in the user's local application data.</summary>
    public static DigitSettings FromEnvironment() => new(Environment.GetEnvironmentVariable("ATTRACTOR_DATA"), UserCache.Folder("mnist"));
}
