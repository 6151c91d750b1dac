using System.Diagnostics;
using System.Globalization;

namespace AttractorNotebooks.Pictures;

/// <summary>
/// A temporary folder with the page that draws figures, its script and the browser's profile; gone with the process, or with a later one.
/// </summary>
internal sealed class BrowserFolder : IDisposable
{
    private const string Prefix = "attractor-pictures-";

    private readonly DirectoryInfo _folder;

    /// <summary>Writes the page.</summary>
    /// <exception cref="IOException">The system's temporary folder can't be written to.</exception>
    public BrowserFolder()
    {
        RemoveLeftovers();
        _folder = Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-"));
        using (FileStream script = File.Create(Path.Combine(_folder.FullName, "plotly.js")))
        {
            using Stream embedded = PlotlyJs.Open();
            embedded.CopyTo(script);
        }
        const string Html =
            "<!doctype html><html><head><meta charset=\"utf-8\"><script src=\"plotly.js\"></script></head><body></body></html>";
        File.WriteAllText(Path.Combine(_folder.FullName, "page.html"), Html);
    }

    /// <summary>The page's address.</summary>
    public string Page => new Uri(Path.Combine(_folder.FullName, "page.html")).AbsoluteUri;

    /// <summary>Where the browser keeps its own files.</summary>
    public string Profile => Path.Combine(_folder.FullName, "profile");

    /// <summary>Removes the folder; a browser that is slow to end may hold it for a moment.</summary>
    public void Dispose()
    {
        for (int tries = 0; tries < 5 && !TryDelete(_folder); tries++) Thread.Sleep(100);
    }

    /// <summary>Removes the folders of processes that ended without a chance to clean up.</summary>
    private static void RemoveLeftovers()
    {
        foreach (DirectoryInfo folder in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*"))
        {
            if (int.TryParse(folder.Name[Prefix.Length..].Split('-')[0], CultureInfo.InvariantCulture, out int id) && !IsRunning(id))
                TryDelete(folder);
        }
    }

    private static bool TryDelete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return !Directory.Exists(folder.FullName);
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
