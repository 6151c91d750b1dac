using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.NotebookEngine.Tests.Kernels;

/// <summary>Libraries and packages that extend .NET Interactive extend the engine: its types are theirs.</summary>
public class ExtensionTests(EngineConversation engine) : IClassFixture<EngineConversation>
{
    private const string PackageFolder = "interactive-extensions/dotnet";
    private static readonly string[] Interactive = [typeof(Kernel).Assembly.Location, typeof(Formatter).Assembly.Location];

    // A package's name is remembered by the machine for good: every run has its own.
    private readonly string _run = Guid.NewGuid().ToString("N")[..12];

    [Fact]
    public async Task A_package_from_a_folder_brings_its_extension_and_its_script()
    {
        string name = "AttractorTest.Extension" + _run;
        LibraryBuilder.Build(engine.Folder.File("build/Extended.dll"), "namespace Extended; public class Thing { }");
        LibraryBuilder.Build(
            engine.Folder.File("build/Extension.dll"),
            """
            using System.Threading.Tasks;
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Directives;
            using Microsoft.DotNet.Interactive.Formatting;
            public class Extension : IKernelExtension
            {
                public Task OnLoadAsync(Kernel kernel)
                {
                    Formatter.Register<Extended.Thing>(thing => "<b>a thing</b>", "text/html");
                    kernel.AddDirective(new KernelActionDirective("#!things") { Description = "Things." }, (command, context) =>
                    {
                        context.DisplayAs("all things", "text/plain");
                        return Task.CompletedTask;
                    });
                    return Task.CompletedTask;
                }
            }
            """,
            [engine.Folder.File("build/Extended.dll"), .. Interactive]);
        string script = engine.Folder.Write("build/extension.dib", "#!csharp\n\nint fromScript = 11;\n");
        PackageBuilder.Build(
            engine.Folder.File("feed"),
            name,
            ("lib/net10.0/Extended.dll", engine.Folder.File("build/Extended.dll")),
            ($"{PackageFolder}/Extension.dll", engine.Folder.File("build/Extension.dll")),
            ($"{PackageFolder}/extension.dib", script));

        string shown =
            await engine.ShowAsync($"#i \"nuget:feed\"\n#r \"nuget: {name}, 1.0.0\"\nConsole.Write(fromScript); new Extended.Thing()");

        Assert.Equal($"{name}, 1.0.0 is there.|stdout: 11|<b>a thing</b>", shown);
        Assert.Equal("all things", await engine.ShowAsync("#!things"));
        Assert.Contains("#!things", await engine.ShowAsync("#!lsmagic"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extension_that_fails_is_named_with_the_reason()
    {
        string name = "AttractorTest.Broken" + _run;
        LibraryBuilder.Build(
            engine.Folder.File("build/Broken.dll"),
            """
            public class Broken : Microsoft.DotNet.Interactive.IKernelExtension
            {
                public System.Threading.Tasks.Task OnLoadAsync(Microsoft.DotNet.Interactive.Kernel kernel) => throw new System.FormatException("on purpose");
            }
            """,
            Interactive);
        PackageBuilder.Build(engine.Folder.File("feed"), name, ($"{PackageFolder}/Broken.dll", engine.Folder.File("build/Broken.dll")));

        CellError error = await engine.FailAsync($"#i \"nuget:feed\"\n#r \"nuget: {name}, 1.0.0\"\n1");

        Assert.Equal($"The extension of {name}, 1.0.0 could not be loaded: FormatException: on purpose", error.Message);
    }

    [Fact]
    public async Task A_library_sets_itself_up_as_it_is_loaded_and_shares_the_formatters()
    {
        LibraryBuilder.Build(
            engine.Folder.File("bin/Self.dll"),
            """
            using System.Runtime.CompilerServices;
            using Microsoft.DotNet.Interactive.Formatting;
            public static class Setup
            {
                [ModuleInitializer]
                public static void Run() => Formatter.Register<System.Version>(version => $"<i>{version.Major}</i>", "text/html");
            }
            """,
            Interactive);

        // No type of the library is used.
        Assert.Equal("<i>3</i>", await engine.ShowAsync("#r \"bin/Self.dll\"\nnew Version(3, 4)"));
    }

    [Theory]
    [InlineData("flat", "flat/BaseFlat.dll", "BaseFlat")]
    [InlineData("apart", "apart/fsharp/BaseApart.dll", "BaseApart")]
    public async Task What_a_library_needs_may_lie_in_a_folder_of_its_own(string folder, string place, string name)
    {
        LibraryBuilder.Build(engine.Folder.File(place), $"namespace {name}; public class Number {{ public int Value = 41; }}");
        LibraryBuilder.Build(
            engine.Folder.File($"{folder}/Top{name}.dll"),
            $"public class Top{name} {{ public {name}.Number Number = new(); public int Next() => Number.Value + 1; }}",
            engine.Folder.File(place));

        Assert.Equal("stdout: 42 41", await engine.ShowAsync($"#r \"{folder}/Top{name}.dll\"\nvar top{name} = new Top{name}(); "
            + $"Console.Write($\"{{top{name}.Next()}} {{top{name}.Number.Value}}\");"));
    }
}
