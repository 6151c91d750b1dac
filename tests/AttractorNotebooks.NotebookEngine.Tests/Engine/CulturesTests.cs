using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Engine;

namespace AttractorNotebooks.NotebookEngine.Tests.Engine;

public class CulturesTests(EngineConversation engine) : IClassFixture<EngineConversation>
{
    private const string EnglishPrice = "12.5.ToString(\"C\", new System.Globalization.CultureInfo(\"en-US\"))";

    [Fact]
    public async Task Cells_may_use_cultures_where_the_machine_has_them()
    {
        if (!Cultures.HasIcu(Cultures.Folders)) return;
        Assert.Equal("$12.50", await engine.ShowAsync(EnglishPrice));
        Assert.Equal("12,50 €", await engine.ShowAsync("12.5.ToString(\"C\", new System.Globalization.CultureInfo(\"de-DE\"))"));
        Assert.Equal("2", await engine.ShowAsync("\"é\".Normalize(System.Text.NormalizationForm.FormD).Length.ToString()"));
    }

    [Fact]
    public async Task The_machines_own_culture_changes_no_number()
    {
        await using EngineProcess other = await EngineProcess.StartAsync(engine.Folder.Path,
            new Dictionary<string, string> { ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8" }, default);
        string shown = "";
        await other.ExecuteAsync("Console.Write(1.5); await Task.Run(() => Console.Write($\" {2.5}\"));", 1,
            message => shown += message.Text);
        Assert.Equal("1.5 2.5", shown);
    }

    [Fact]
    public async Task Without_cultures_the_engine_runs_all_the_same()
    {
        await using EngineProcess other = await EngineProcess.StartAsync(engine.Folder.Path,
            new Dictionary<string, string> { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" }, default);
        string shown = "";
        await other.ExecuteAsync("Console.Write(1.5);", 1, message => shown += message.Text);
        Assert.Equal("1.5", shown);
    }

    [Fact]
    public void The_libraries_of_cultures_are_looked_for_by_their_name()
    {
        using TemporaryFolder folder = new();
        Assert.False(Cultures.HasIcu([folder.Path, folder.File("missing")]));
        folder.Write("x86_64-linux-gnu/libicuuc.so.72", "");
        Assert.True(Cultures.HasIcu([folder.Path]));
    }

    [Theory]
    [InlineData("AttractorNotebooks.NotebookEngine")]
    public void A_newer_runtime_will_do(string program) => Assert.Equal(
        "Major",
        (string?)JsonNode.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, program + ".runtimeconfig.json")))!["runtimeOptions"]!["rollForward"]);
}
