using AttractorNotebooks.Files;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_created_with_its_folders_and_replaced_whole()
    {
        string path = _folder.At("a/b/file");
        AtomicFile.Write(path, stream => stream.Write("a long first text"u8));
        AtomicFile.Write(path, stream => stream.Write("second"u8));
        Assert.Equal("second", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.At("a/b")));
    }

    [Fact]
    public void Until_the_last_byte_is_written_a_reader_sees_the_old_file()
    {
        string path = _folder.At("file");
        File.WriteAllText(path, "old");
        AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1 << 20]);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
        });
        Assert.Equal(1 << 20, new FileInfo(path).Length);
    }

    [Fact]
    public void A_full_disk_is_an_error_that_names_the_file_and_leaves_the_old_one_alone()
    {
        string path = _folder.At("file");
        File.WriteAllText(path, "old");
        IOException error = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half of"u8);
            throw new IOException("No space left on device.");
        }));
        Assert.Contains($"Cannot write '{path}': No space left on device.", error.Message, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", error.Message, StringComparison.Ordinal);
        OnlyTheOldFile(path);
    }

    [Fact]
    public void A_device_that_is_really_full_is_reported_like_any_other()
    {
        if (!File.Exists("/dev/full")) return;
        string path = _folder.At("file");
        File.WriteAllText(path, "old");
        IOException error = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write);
            full.Write(new byte[100_000]);
            full.Flush();
        }));
        Assert.Contains($"Cannot write '{path}'", error.Message, StringComparison.Ordinal);
        OnlyTheOldFile(path);
    }

    [Fact]
    public void Whatever_else_goes_wrong_while_writing_comes_through_and_leaves_no_trace()
    {
        string path = _folder.At("file");
        File.WriteAllText(path, "old");
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(path, _ => throw new OperationCanceledException()));
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, _ => throw new InvalidOperationException()));
        OnlyTheOldFile(path);
    }

    [Fact]
    public void Places_that_cannot_be_written_are_errors_that_name_them()
    {
        File.WriteAllText(_folder.At("file"), "old");
        Directory.CreateDirectory(_folder.At("folder"));
        foreach (string path in new[] { _folder.At("file/inside"), _folder.At("folder") })
        {
            Assert.Contains($"Cannot write '{path}'",
                Assert.Throws<IOException>(() => AtomicFile.Write(path, stream => stream.Write("new"u8)))
                .Message, StringComparison.Ordinal);
            Assert.Contains($"Cannot write '{path}'", Assert.Throws<IOException>(() => AtomicFile.RequireWritable(path)).Message,
                StringComparison.Ordinal);
        }
        Assert.Equal([_folder.At("file")], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Throws<ArgumentException>(() => AtomicFile.Write("", _ => { }));
    }

    [Fact]
    public void Asking_whether_a_place_can_be_written_changes_nothing_but_makes_its_folder()
    {
        string path = _folder.At("file");
        File.WriteAllText(path, "old");
        AtomicFile.RequireWritable(path);
        AtomicFile.RequireWritable(_folder.At("folder/file"));
        OnlyTheOldFile(path);
        Assert.True(Directory.Exists(_folder.At("folder")));
    }

    private void OnlyTheOldFile(string path)
    {
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }
}
