namespace AttractorNotebooks.Pictures.Tests;

public sealed class BrowserFinderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("browser-tests-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_browser_that_the_user_names_comes_first()
    {
        string named = Touch("mine");

        Assert.Equal((named, null), BrowserFinder.Find(named, folder.FullName, [Touch("usual")]));
    }

    [Fact]
    public void A_named_browser_that_is_missing_is_not_replaced_by_another()
    {
        string named = Path.Combine(folder.FullName, "missing");

        (string? path, string? problem) = BrowserFinder.Find(named, "", [Touch("usual")]);

        Assert.Null(path);
        Assert.Contains(named, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_path_is_searched_before_the_usual_places()
    {
        string onPath = Touch(OperatingSystem.IsWindows() ? "chromium.exe" : "chromium"), usual = Touch("usual");

        Assert.Equal((onPath, null), BrowserFinder.Find(null, $"/nowhere{Path.PathSeparator}{folder.FullName}", [usual]));
        Assert.Equal((usual, null), BrowserFinder.Find(null, "", [usual]));
    }

    [Fact]
    public void A_machine_without_browser_is_told_what_to_install()
    {
        (string? path, string? problem) = BrowserFinder.Find("", "", []);

        Assert.Null(path);
        Assert.Contains("ATTRACTOR_BROWSER", problem, StringComparison.Ordinal);
    }

    private string Touch(string name)
    {
        string file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, "");
        return file;
    }
}
