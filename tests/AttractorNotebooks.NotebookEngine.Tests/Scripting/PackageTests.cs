using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Tests.Scripting;

public class PackageTests(EngineConversation engine) : IClassFixture<EngineConversation>
{
    [Fact]
    public async Task A_package_is_restored_with_progress_and_loaded()
    {
        string shown = await engine.ShowAsync("#r \"nuget: MathNet.Numerics, 5.0.0\"\nusing MathNet.Numerics;\nSpecialFunctions.Factorial(5).ToString()");
        Assert.Equal("MathNet.Numerics, 5.0.0 is there.|120", shown);
    }

    [Fact]
    public async Task A_package_that_is_not_to_be_had_is_named_with_the_reason()
    {
        CellError error = await engine.FailAsync("#r \"nuget: MathNet.Numerics, [0.0.0-none]\"\n1");

        Assert.Equal("ReferenceError", error.Name);
        Assert.Contains("MathNet.Numerics, [0.0.0-none] could not be restored", error.Message, StringComparison.Ordinal);
        Assert.Contains("NU1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".csproj", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_what_was_restored_before_is_there_and_the_rest_says_why_not()
    {
        using TemporaryFolder folder = new();
        PackageReference package = new("MathNet.Numerics", "5.0.0"), never = new("AttractorNotebooks.NoSuchPackage", "1.0.0");
        RestoredPackages first = await new PackageRestorer(folder.Path).RestoreAsync(package, CancellationToken.None);
        Assert.Contains(first.Assemblies, File.Exists);

        // The SDK looks for settings from the project's folder upwards: from here on nothing can be fetched.
        folder.Write("nuget.config", """
            <configuration>
              <packageSources><clear /><add key="gone" value="http://127.0.0.1:9/index.json" allowInsecureConnections="true" /></packageSources>
            </configuration>
            """);
        PackageRestorer offline = new(folder.Path);
        Assert.Equal(first.Assemblies, (await offline.RestoreAsync(package, CancellationToken.None)).Assemblies);
        IOException error = await Assert.ThrowsAsync<IOException>(() => offline.RestoreAsync(never, CancellationToken.None));
        Assert.StartsWith("The package AttractorNotebooks.NoSuchPackage, 1.0.0 could not be restored. NU1301", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Without a network only packages that have been restored before are there.", error.Message, StringComparison.Ordinal);
        // A failure changes nothing for those that follow.
        Assert.Equal(first.Assemblies, (await offline.RestoreAsync(package, CancellationToken.None)).Assemblies);
    }

    [Theory]
    [InlineData("nuget:")]
    [InlineData("nuget: <bad>, 1.0")]
    [InlineData("nuget: Name, \\\"/>")]
    public async Task What_is_no_package_name_is_refused(string reference) =>
        Assert.Contains("names no package", (await engine.FailAsync($"#r \"{reference.Replace("\\\"", "'", StringComparison.Ordinal)}\"\n1")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("nuget: A.B, 1.2.3-beta", "A.B", "1.2.3-beta")]
    [InlineData("NuGet:A", "A", "*")]
    [InlineData("nuget: A, [1.0, 2.0)", "A", "[1.0, 2.0)")]
    public void Names_and_versions_are_read(string reference, string name, string version) => Assert.Equal(new PackageReference(name, version), PackageReference.Parse(reference));
}
