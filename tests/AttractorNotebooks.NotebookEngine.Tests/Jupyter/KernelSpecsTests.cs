using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Jupyter;

namespace AttractorNotebooks.NotebookEngine.Tests.Jupyter;

public sealed class KernelSpecsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_installed_kernel_is_listed_replaced_and_removed_whole()
    {
        await KernelSpecs.InstallAsync(folder.Path, ".net-csharp", "python3", default);
        folder.Write(".net-csharp/old-file", "");
        string target = await KernelSpecs.InstallAsync(folder.Path, ".net-csharp", "python3", default);

        InstalledKernel kernel = Assert.Single(KernelSpecs.List([folder.Path]));
        Assert.Equal(new InstalledKernel(".net-csharp", ".NET (C#)", target, true), kernel);
        Assert.Equal(["attractor_kernel.py", "engine", "kernel.json"], Directory.EnumerateFileSystemEntries(target)
            .Select(Path.GetFileName).Order());
        JsonNode description = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(target, "kernel.json")))!;
        Assert.Equal("message", (string?)description["interrupt_mode"]);
        Assert.Equal("""["python3","{resource_dir}/attractor_kernel.py","-f","{connection_file}"]""", description["argv"]!.ToJsonString());

        KernelSpecs.Uninstall(kernel);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task The_kernel_of_somebody_else_keeps_its_name_and_its_files()
    {
        Assert.Equal(".net-csharp", KernelSpecs.ChooseName(KernelSpecs.List([folder.Path])));
        string theirs = folder.Write(".net-csharp/kernel.json", """{"argv":["dotnet","interactive"],"display_name":".NET (C#)"}""");
        folder.Write("broken/kernel.json", "{");
        folder.Write("strange/kernel.json", "[]");

        IReadOnlyList<InstalledKernel> kernels = KernelSpecs.List([folder.Path, folder.File("missing")]);

        InstalledKernel kernel = Assert.Single(kernels, kernel => kernel.Name == ".net-csharp");
        Assert.False(kernel.IsOurs);
        Assert.Equal("attractor-csharp", KernelSpecs.ChooseName(kernels));
        await Assert.ThrowsAsync<IOException>(() => KernelSpecs.InstallAsync(folder.Path, ".net-csharp", "python3", default));
        Assert.Throws<ArgumentException>(() => KernelSpecs.Uninstall(kernel));
        Assert.True(File.Exists(theirs));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("../up")]
    public async Task A_name_that_is_no_name_is_refused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => KernelSpecs.InstallAsync(folder.Path, name, "python3", default));

    [Fact]
    public async Task A_Python_without_ipykernel_is_named_with_the_way_out()
    {
        IOException error = await Assert.ThrowsAsync<IOException>(() => JupyterEnvironment.FindAsync(folder.File("no-python"), default));
        Assert.Contains("pip install ipykernel", error.Message, StringComparison.Ordinal);
    }
}
