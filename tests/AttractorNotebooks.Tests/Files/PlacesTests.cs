using System.Diagnostics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Files;

/// <summary>Where a file may go, and what is left of one whose writer was killed.</summary>
public sealed class PlacesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_link_stays_and_its_target_is_written()
    {
        File.WriteAllText(_folder.At("target"), "old");
        File.CreateSymbolicLink(_folder.At("inner"), "target");
        File.CreateSymbolicLink(_folder.At("link"), _folder.At("inner"));
        Write(_folder.At("link"), "new");
        Assert.Equal("target", new FileInfo(_folder.At("inner")).LinkTarget);
        Assert.Equal(_folder.At("inner"), new FileInfo(_folder.At("link")).LinkTarget);
        Assert.Equal("new", File.ReadAllText(_folder.At("target")));

        File.CreateSymbolicLink(_folder.At("dangling"), _folder.At("not/yet"));
        Write(_folder.At("dangling"), "first");
        Assert.Equal("first", File.ReadAllText(_folder.At("not/yet")));
        Assert.NotNull(new FileInfo(_folder.At("dangling")).LinkTarget);
    }

    [Fact]
    public void Links_that_lead_to_one_another_are_refused()
    {
        File.CreateSymbolicLink(_folder.At("one"), _folder.At("two"));
        File.CreateSymbolicLink(_folder.At("two"), _folder.At("one"));
        Refused(_folder.At("one"));
    }

    [Fact]
    public void What_is_no_regular_file_is_refused_and_stays()
    {
        if (!OperatingSystem.IsLinux()) return;
        string pipe = _folder.At("pipe");
        using (Process make = Process.Start("mkfifo", [pipe])) make.WaitForExit();
        File.CreateSymbolicLink(_folder.At("link"), "/dev/null");
        foreach (string path in new[] { "/dev/null", "/dev/full", pipe, _folder.At("link") })
            Assert.Contains("a device, a pipe or a socket", Refused(path).Message, StringComparison.Ordinal);
        Assert.Equal([_folder.At("link"), pipe], Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_keeps_its_permissions()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(_folder.At("file"), "old");
        File.SetUnixFileMode(_folder.At("file"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Write(_folder.At("file"), "new");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.At("file")));
    }

    [Fact]
    public void A_place_with_too_little_room_is_told_before_any_work()
    {
        IOException error = Assert.Throws<IOException>(() => AtomicFile.RequireWritable(_folder.At("file"), 1L << 60));
        Assert.Contains($"Cannot write '{_folder.At("file")}'", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed_and_what_a_living_one_writes_is_not()
    {
        string path = _folder.At("file"), living = "", dead = "";
        AtomicFile.Write(path, stream =>
        {
            living = Assert.Single(Directory.GetFiles(_folder.Path));
            dead = living[..^"12345678.partial".Length] + "00000000.partial";
            File.WriteAllText(dead, "half");
            File.WriteAllText(_folder.At("mine.partial"), "somebody's own");
            File.WriteAllText(_folder.At("other.0123456789abcdef0123456789abcdef.partial"), "from elsewhere, just now");
            AtomicFile.RemoveLeftovers(_folder.Path);
            Assert.False(File.Exists(dead));
            Assert.True(File.Exists(living));
            File.WriteAllText(dead, "half");
            AtomicFile.RequireWritable(path);
            Assert.False(File.Exists(dead));
        });
        File.SetLastWriteTimeUtc(_folder.At("other.0123456789abcdef0123456789abcdef.partial"), DateTime.UtcNow.AddHours(-2));
        AtomicFile.RemoveLeftovers(_folder.Path);
        Assert.Equal([path, _folder.At("mine.partial")], Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
    }

    private static void Write(string path, string text) =>
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private static IOException Refused(string path)
    {
        Assert.Contains($"Cannot write '{path}'", Assert.Throws<IOException>(() => AtomicFile.RequireWritable(path)).Message,
            StringComparison.Ordinal);
        return Assert.Throws<IOException>(() => Write(path, "new"));
    }
}
