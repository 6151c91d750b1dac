namespace AttractorNotebooks.Pictures.Tests;

public class BrowserFolderTests
{
    [Fact]
    public void A_folder_holds_the_page_and_is_gone_in_the_end()
    {
        string folder;
        using (BrowserFolder written = new())
        {
            folder = Path.GetDirectoryName(new Uri(written.Page).LocalPath)!;
            Assert.Equal(PlotlyJs.Read(), File.ReadAllText(Path.Combine(folder, "plotly.js")));
        }

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void What_a_process_left_behind_that_was_killed_is_removed()
    {
        // No process has such a number.
        string left = Path.Combine(Path.GetTempPath(), $"attractor-pictures-{int.MaxValue}-test"),
            ours = Path.Combine(Path.GetTempPath(), $"attractor-pictures-{Environment.ProcessId}-test");
        Directory.CreateDirectory(Path.Combine(left, "profile"));
        Directory.CreateDirectory(ours);

        using (new BrowserFolder())
        {
            Assert.False(Directory.Exists(left));
            Assert.True(Directory.Exists(ours));
        }

        Directory.Delete(ours);
    }
}
