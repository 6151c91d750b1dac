namespace AttractorNotebooks.Pictures;

/// <summary>Finds a Chromium, Chrome or Edge that is installed; nothing is ever downloaded.</summary>
internal static class BrowserFinder
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
        "microsoft-edge", "microsoft-edge-stable", "msedge"];

    /// <summary>
    /// What a browser is started with. In a container, where everything runs as root, Chromium has no sandbox of its own.
    /// </summary>
    public static string[] Arguments => [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"];

    /// <summary>Reads ATTRACTOR_BROWSER and PATH, then looks at the usual places of the operating system.</summary>
    public static (string? Path, string? Problem) Find() =>
        Find(Environment.GetEnvironmentVariable("ATTRACTOR_BROWSER"), Environment.GetEnvironmentVariable("PATH") ?? "", UsualPlaces());

    /// <param name="named">The browser that the user names, or null; where it is not there, no other one is taken in its place.</param>
    /// <param name="path">Folders to search.</param>
    /// <param name="usualPlaces">Files to look for after that.</param>
    public static (string? Path, string? Problem) Find(string? named, string path, IEnumerable<string> usualPlaces)
    {
        if (!string.IsNullOrWhiteSpace(named))
            return File.Exists(named) ? (named, null)
                : (null, $"ATTRACTOR_BROWSER names {named}, which is not there: correct or unset it.");

        string suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        IEnumerable<string> onPath = path
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name + suffix)));
        return onPath.Concat(usualPlaces).FirstOrDefault(File.Exists) is { } found
            ? (found, null)
            : (null, "No Chromium, Chrome or Edge was found on this machine: install one, or name its program in ATTRACTOR_BROWSER.");
    }

    private static IEnumerable<string> UsualPlaces()
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SpecialFolder[] roots = [Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86,
                Environment.SpecialFolder.LocalApplicationData];
            string[] programs = [@"Google\Chrome\Application\chrome.exe", @"Chromium\Application\chrome.exe",
                @"Microsoft\Edge\Application\msedge.exe"];
            return roots.Select(Environment.GetFolderPath).Where(root => root.Length > 0)
                .SelectMany(root => programs.Select(program => Path.Combine(root, program)));
        }
        if (OperatingSystem.IsMacOS())
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string[] programs = ["Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium",
                "Microsoft Edge.app/Contents/MacOS/Microsoft Edge"];
            return new[] { "/Applications", Path.Combine(home, "Applications") }.SelectMany(
                folder => programs.Select(program => Path.Combine(folder, program)));
        }
        return ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/opt/google/chrome/chrome",
            "/opt/microsoft/msedge/msedge", "/snap/bin/chromium"];
    }
}
