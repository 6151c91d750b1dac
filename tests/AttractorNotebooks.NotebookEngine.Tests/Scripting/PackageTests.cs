using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Tests.Scripting;

public class PackageTests(EngineConversation engine) : IClassFixture<EngineConversation>
{
    [Fact]
    public async Task A_package_is_restored_with_progress_and_loaded()
    {
        string shown =
            await engine.ShowAsync(
                "#r \"nuget: MathNet.Numerics, 5.0.0\"\nusing MathNet.Numerics;\nSpecialFunctions.Factorial(5).ToString()");
        Assert.Equal("MathNet.Numerics, 5.0.0 is there.|120", shown);
    }

    [Fact]
    public async Task Packages_with_any_number_of_assemblies_and_one_after_another_are_loaded()
    {
        Assert.EndsWith("stdout: 3", await engine.ShowAsync(
            "#r \"nuget: System.Reactive.Linq, 6.1.0\"\nusing System.Reactive.Linq;\nConsole.Write(await Observable.Range(1, "
            + "3).LastAsync());"), StringComparison.Ordinal);
        Assert.EndsWith("stdout: 120 3", await engine.ShowAsync(
            "#r \"nuget: MathNet.Numerics, 5.0.0\"\nConsole.Write($\"{MathNet.Numerics.SpecialFunctions.Factorial(5)} {await "
            + "Observable.Range(1, 3).LastAsync()}\");"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_the_runtime_replaces_is_there()
    {
        string shown =
            await engine.ShowAsync(
                "#r \"nuget: System.Text.Json\"\nConsole.Write(System.Text.Json.JsonSerializer.Serialize(new[] { 1, 2 }));");
        Assert.Matches(@"^System\.Text\.Json is part of \.NET [\d.]+\.\|stdout: \[1,2\]$", shown);
    }

    [Fact]
    public async Task Charts_of_Plotly_NET_can_be_made()
    {
        string shown = await engine.ShowAsync(
            "#r \"nuget: Plotly.NET, 6.0.0\"\n#r \"nuget: Plotly.NET.CSharp, 0.14.0\"\nusing "
            + "Plotly.NET.CSharp;\nConsole.Write(Chart.Point<double, double, string>(new[] { 1.0, 2.0 }, new[] { 3.5, 4.5 "
            + "}).GetType().Name);");
        Assert.Contains("stdout: Chart", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_not_to_be_had_is_replaced_and_the_one_loaded_is_named()
    {
        Assert.Equal("MathNet.Numerics, 5.0.0 is there in place of 4.99.0.",
            await engine.ShowAsync("#r \"nuget: MathNet.Numerics, 4.99.0\""));
    }

    [Fact]
    public async Task A_script_is_loaded_with_its_own_references()
    {
        engine.Folder.Write("scripts/part.csx",
            "#r \"nuget: MathNet.Numerics, 5.0.0\"\nint FromScript() => (int)MathNet.Numerics.SpecialFunctions.Factorial(3);");
        Assert.EndsWith("stdout: 6", await engine.ShowAsync("#load \"scripts/part.csx\"\nConsole.Write(FromScript());"),
            StringComparison.Ordinal);
        engine.Folder.Write("wrong.csx", "\nwrong;");
        Assert.Contains("wrong.csx, line 2, column 1: error CS0103", (await engine.FailAsync("#load \"wrong.csx\"\n1")).Lines[0],
            StringComparison.Ordinal);
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
        Assert.StartsWith("The package AttractorNotebooks.NoSuchPackage, 1.0.0 could not be restored. NU1301", error.Message,
            StringComparison.Ordinal);
        Assert.EndsWith("Without a network only packages that have been restored before are there.", error.Message,
            StringComparison.Ordinal);
        // A failure changes nothing for those that follow.
        Assert.Equal(first.Assemblies, (await offline.RestoreAsync(package, CancellationToken.None)).Assemblies);
    }

    [Theory]
    [InlineData("nuget:")]
    [InlineData("nuget: <bad>, 1.0")]
    [InlineData("nuget: Name, \\\"/>")]
    public async Task What_is_no_package_name_is_refused(string reference) =>
        Assert.Contains("names no package",
            (await engine.FailAsync($"#r \"{reference.Replace("\\\"", "'", StringComparison.Ordinal)}\"\n1")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("nuget: A.B, 1.2.3-beta", "A.B", "1.2.3-beta")]
    [InlineData("NuGet:A", "A", "*")]
    [InlineData("nuget: A, [1.0, 2.0)", "A", "[1.0, 2.0)")]
    public void Names_and_versions_are_read(string reference, string name, string version) =>
        Assert.Equal(new PackageReference(name, version), PackageReference.Parse(reference));
}
