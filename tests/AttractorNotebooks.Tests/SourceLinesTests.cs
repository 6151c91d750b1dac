namespace AttractorNotebooks.Tests;

/// <summary>How the sources are written.</summary>
public class SourceLinesTests
{
    private const int Columns = 140;

    [Fact]
    public void No_line_of_code_is_longer_than_140_columns()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AttractorNotebooks.sln"))) folder = folder.Parent!;
        string[] sources = [.. new[] { "src", "tests", "benchmarks" }
            .SelectMany(name => Directory.EnumerateFiles(Path.Combine(folder.FullName, name), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))];
        Assert.InRange(sources.Length, 500, 5000);
        Assert.Equal([], sources.SelectMany(LongLines));
    }

    // What stands in a raw string or in a regular expression is data.
    private static IEnumerable<string> LongLines(string path)
    {
        bool isRaw = false;
        foreach ((int index, string line) in File.ReadLines(path).Index())
        {
            bool isData = isRaw || line.Contains("\"\"\"", StringComparison.Ordinal)
                || line.Contains("GeneratedRegex", StringComparison.Ordinal);
            if ((line.Split("\"\"\"").Length - 1) % 2 == 1) isRaw = !isRaw;
            if (line.Length > Columns && !isData) yield return $"{path}({index + 1}): {line.Length} columns";
        }
    }
}
