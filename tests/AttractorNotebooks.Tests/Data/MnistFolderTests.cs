using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

public sealed class MnistFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, '-')]
    [InlineData(true, '.')]
    [InlineData(false, '-')]
    [InlineData(false, '.')]
    public void Every_usual_name_is_found(bool gzip, char separator)
    {
        IdxBytes.WriteFolder(_folder.Path, gzip: gzip, separator: separator);
        Assert.True(MnistFolder.IsComplete(_folder.Path));
        DigitData digits = MnistFolder.Read(_folder.Path);
        Assert.Equal((6, 4, 4, 4), (digits.Train.Count, digits.Test.Count, digits.Train.Height, digits.Train.Width));
        Assert.Equal((3 * 16 + 5) * 7 % 256 / 255f, digits.Train.Image(3)[5]);
        Assert.Equal([0, 1, 0, 1], Enumerable.Range(0, 4).Select(digits.Test.Label));
    }

    [Fact]
    public void Gzip_is_known_by_its_content_not_its_name()
    {
        IdxBytes.WriteFolder(_folder.Path);
        foreach (string path in Directory.GetFiles(_folder.Path)) File.Move(path, path[..^3]);
        Assert.Equal(6, MnistFolder.Read(_folder.Path).Train.Count);
    }

    [Fact]
    public void Other_images_than_MNIST_are_welcome_unless_MNIST_is_demanded()
    {
        IdxBytes.WriteFolder(_folder.Path);
        DigitData digits = MnistFolder.Read(_folder.Path);
        Assert.Contains("not the published MNIST", digits.Description, StringComparison.Ordinal);
        Assert.Contains("not the published MNIST", digits.Train.Provenance, StringComparison.Ordinal);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => MnistFolder.Read(_folder.Path, published: true));
        Assert.Contains("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_shows_no_more_of_the_path_than_its_last_name()
    {
        string inner = _folder.At("letters");
        IdxBytes.WriteFolder(inner);
        DigitData digits = MnistFolder.Read(inner);
        Assert.Contains("letters", digits.Description, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, digits.Description + digits.Train.Provenance, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        IdxBytes.WriteFolder(_folder.Path);
        File.Delete(_folder.At("t10k-labels-idx1-ubyte.gz"));
        Assert.False(MnistFolder.IsComplete(_folder.Path));
        Assert.Contains("t10k-labels-idx1-ubyte.gz", Assert.Throws<FileNotFoundException>(() => MnistFolder.Read(_folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => MnistFolder.Read(_folder.At("nowhere")));
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        IdxBytes.WriteFolder(_folder.Path);
        File.WriteAllBytes(_folder.At("train-images-idx3-ubyte.gz"), [0, 0, 8, 3, 0]);
        Assert.Contains("train-images-idx3-ubyte.gz: cut short",
            Assert.Throws<InvalidDataException>(() => MnistFolder.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_and_labels_must_be_as_many()
    {
        IdxBytes.WriteFolder(_folder.Path);
        File.WriteAllBytes(_folder.At("train-labels-idx1-ubyte.gz"), IdxBytes.File([1, 2, 3], 3));
        Assert.Contains("6 images, but the labels beside it number 3",
            Assert.Throws<InvalidDataException>(() => MnistFolder.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_and_test_must_be_of_one_size_and_hold_images()
    {
        IdxBytes.WriteFolder(_folder.Path);
        File.WriteAllBytes(_folder.At("t10k-images-idx3-ubyte.gz"), IdxBytes.File(new byte[4 * 6], 4, 2, 3));
        Assert.Contains("2 x 3", Assert.Throws<InvalidDataException>(() => MnistFolder.Read(_folder.Path)).Message,
            StringComparison.Ordinal);
        File.WriteAllBytes(_folder.At("t10k-images-idx3-ubyte.gz"), IdxBytes.File([], 0, 4, 4));
        Assert.Contains("holds no images", Assert.Throws<InvalidDataException>(() => MnistFolder.Read(_folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_can_be_stopped()
    {
        IdxBytes.WriteFolder(_folder.Path);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            MnistFolder.Read(_folder.Path, cancellation: new CancellationToken(canceled: true)));
    }
}
