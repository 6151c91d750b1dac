using System.Net;
using AttractorNotebooks.Data;
using AttractorNotebooks.Learning;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace AttractorNotebooks.Interactive.Tests;

public sealed class ToolkitTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public async Task The_directive_lists_version_images_threads_instruction_set_and_chapters()
    {
        using CompositeKernel kernel = new() { new HtmlKernel() };
        AttractorExtension extension = new();
        await extension.OnLoadAsync(kernel);
        await extension.OnLoadAsync(kernel);
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Path.Combine(Root, "notebooks");
        KernelCommandResult result;
        try { result = await kernel.SendAsync(new SubmitCode("#!attractor")); }
        finally { Environment.CurrentDirectory = before; }

        Assert.DoesNotContain(result.Events, happened => happened is CommandFailed);
        DisplayedValueProduced shown = Assert.Single(result.Events.OfType<DisplayedValueProduced>());
        string html = WebUtility.HtmlDecode(shown.FormattedValues.Single(form => form.MimeType == Shown.Html).Value);
        foreach (string part in new[] { TrainedNetwork.LibraryVersion, "images", "threads", "instruction set",
            "<a href=\"00-start-here.ipynb\">00 · Start here", "<a href=\"12-lab.ipynb\">" })
            Assert.Contains(part, html, StringComparison.Ordinal);
    }

    [Fact]
    public void Chapters_are_found_from_folders_above_and_below()
    {
        Assert.Equal("../../notebooks/00-start-here.ipynb",
            Toolkit.Find(Path.Combine(Root, "tests", "AttractorNotebooks.Interactive.Tests")).Chapters[0].Link);
        Assert.Equal("notebooks/00-start-here.ipynb", Toolkit.Find(Root).Chapters[0].Link);
        Assert.Empty(Toolkit.Find(Path.GetTempPath()).Chapters);
    }

    [Fact]
    public void Images_are_told_without_reading_them_and_without_a_path()
    {
        string empty = Directory.CreateTempSubdirectory().FullName, full = Directory.CreateTempSubdirectory().FullName;
        try
        {
            foreach (string name in new[] { "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1" })
                File.WriteAllText(Path.Combine(full, name + "-ubyte"), "");
            Assert.Equal("MNIST, in the cache", Toolkit.Images(new DigitSettings(null, full)));
            Assert.StartsWith("none on this machine yet", Toolkit.Images(new DigitSettings("auto", empty)), StringComparison.Ordinal);
            Assert.Equal("the folder that ATTRACTOR_DATA names", Toolkit.Images(new DigitSettings(full, empty)));
            Assert.Contains("lacks", Toolkit.Images(new DigitSettings(empty, full)), StringComparison.Ordinal);
            Assert.StartsWith("generated", Toolkit.Images(new DigitSettings("generated", full)), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(empty);
            Directory.Delete(full, recursive: true);
        }
    }

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AttractorNotebooks.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
