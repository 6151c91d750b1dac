namespace AttractorNotebooks;

/// <summary>
/// Where fetched things are kept between runs. Compiled into the library and into the notebook engine, which do not know each other.
/// </summary>
internal static class UserCache
{
    /// <summary>A folder below ATTRACTOR_CACHE, or else below the user's local application data.</summary>
    public static string Folder(string name)
    {
        string? root = Environment.GetEnvironmentVariable("ATTRACTOR_CACHE");
        if (string.IsNullOrWhiteSpace(root))
        {
            // Empty where the system knows no such folder, for example without a home directory.
            string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.DoNotVerify);
            root = Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "AttractorNotebooks");
        }

        return Path.Combine(root, name);
    }
}
