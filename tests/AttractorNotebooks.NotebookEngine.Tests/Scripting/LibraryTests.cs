using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Tests.Scripting;

public sealed class LibraryTests : IAsyncLifetime, IDisposable
{
    private readonly EngineConversation engine = new();

    public Task InitializeAsync() => engine.InitializeAsync();

    public Task DisposeAsync() => engine.DisposeAsync();

    public void Dispose() => engine.Dispose();

    [Fact]
    public async Task A_library_beside_the_notebook_is_loaded_with_what_it_needs()
    {
        LibraryBuilder.Build(engine.Folder.File("bin/Base.dll"), "namespace Base; public class Number { public int Value = 41; }");
        LibraryBuilder.Build(
            engine.Folder.File("bin/Top.dll"),
            "namespace Top; public class Answer : Base.Number { public int Next() => Value + 1; public static string Where() => "
            + "typeof(Answer).Assembly.Location; }",
            engine.Folder.File("bin/Base.dll"));

        Assert.Equal("42 41",
            await engine.ShowAsync("#r \"bin/Top.dll\"\nusing Top;\nvar answer = new Answer();\n$\"{answer.Next()} {answer.Value}\""));
        Assert.NotEqual(engine.Folder.Path, await engine.ShowAsync("System.IO.Path.GetDirectoryName(Answer.Where())"));
    }

    [Fact]
    public async Task What_a_library_keeps_apart_in_its_folder_comes_along()
    {
        const string Source = "public static class Top { public static bool Has(string part) => "
            + "System.IO.File.Exists(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(Top).Assembly.Location), part)); }";
        LibraryBuilder.Build(engine.Folder.File("bin/Top.dll"), Source);
        LibraryBuilder.Build(engine.Folder.File("bin/fsharp/Part.dll"), "public class Part;");
        engine.Folder.Write("bin/other/large.dll", "");

        Assert.Equal("True False",
            await engine.ShowAsync("#r \"bin/Top.dll\"\n$\"{Top.Has(\"fsharp/Part.dll\")} {Top.Has(\"other/large.dll\")}\""));
    }

    [Fact]
    public async Task A_library_may_be_rebuilt_while_it_is_in_use_and_the_reader_is_told()
    {
        string library = engine.Folder.File("bin/Lib.dll");
        LibraryBuilder.Build(library, "public static class Lib { public static int Version() => 1; }");
        Assert.Equal("1", await engine.ShowAsync("#r \"bin/Lib.dll\"\nLib.Version().ToString()"));

        LibraryBuilder.Build(library, "public static class Lib { public static int Version() => 2; public static int More() => 3; }");

        Assert.Equal("1", await engine.ShowAsync("Lib.Version().ToString()"));
        string again = await engine.ShowAsync("#r \"bin/Lib.dll\"\nLib.Version().ToString()");
        Assert.StartsWith("stderr: bin/Lib.dll has been rebuilt", again, StringComparison.Ordinal);
        Assert.EndsWith("|1", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_named_like_one_of_the_engine_is_the_notebooks_own()
    {
        LibraryBuilder.Build(engine.Folder.File("Markdig.dll"),
            "namespace Markdig; public class Markdown { public const int Mine = 7; public override string ToString() => \"mine\"; }");
        LibraryBuilder.Build(engine.Folder.File("User.dll"),
            "public class User { public static string Text() => new Markdig.Markdown().ToString(); }", engine.Folder.File("Markdig.dll"));

        Assert.Equal("mine mine",
            await engine.ShowAsync("#r \"User.dll\"\n#r \"Markdig.dll\"\n$\"{new Markdig.Markdown()} {User.Text()}\""));
    }

    [Fact]
    public async Task Parts_of_the_runtime_are_named_without_a_path() =>
        Assert.Equal("HttpClient", await engine.ShowAsync("#r \"System.Net.Http\"\ntypeof(System.Net.Http.HttpClient).Name"));

    [Fact]
    public async Task A_library_that_is_not_there_is_named_with_the_way_out()
    {
        CellError error = await engine.FailAsync("#r \"bin/Missing.dll\"\n1");

        Assert.Equal("ReferenceError", error.Name);
        Assert.Contains("bin/Missing.dll", error.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet build", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(engine.Folder.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_library_is_a_compilation_error()
    {
        engine.Folder.Write("bad.dll", "this is text");
        Assert.Contains("bad.dll", (await engine.FailAsync("#r \"bad.dll\"\n1")).Message, StringComparison.Ordinal);
    }
}
