using System.Buffers.Binary;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

/// <summary>Data sets in MNIST's form, as they are met elsewhere.</summary>
public sealed class DigitFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string At(string name) => _folder.At(name);

    private static string[] Names(string folder) => [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!)];

    private void Rename(Func<string, string> name)
    {
        foreach (string old in Names(_folder.Path)) File.Move(At(old), At(name(old)));
    }

    [Theory]
    [InlineData("emnist-letters-", "train", "test")]
    [InlineData("", "train", "test")]
    [InlineData("qmnist-", "train", "test")]
    [InlineData("", "TRAIN", "T10K")]
    [InlineData("My.Own_", "Train", "t10k")]
    public void Every_usual_name_is_found(string before, string train, string test)
    {
        IdxBytes.WriteFolder(_folder.Path);
        Rename(old => before + old.Replace("train", train, StringComparison.Ordinal).Replace("t10k", test, StringComparison.Ordinal));
        Assert.Equal((6, 4), Counts(_folder.Path));
        Rename(old => old.ToUpperInvariant());
        Assert.Equal((6, 4), Counts(_folder.Path));
    }

    [Fact]
    public void The_folders_that_torchvision_makes_are_found()
    {
        IdxBytes.WriteFolder(At("root/MNIST/raw"));
        Assert.Equal((6, 4), Counts(At("root")));
        Assert.Equal((6, 4), Counts(At("root/MNIST")));
        IdxBytes.WriteFolder(At("root/KMNIST/raw"));
        string error = Assert.Throws<IOException>(() => MnistFolder.Read(At("root"))).Message;
        Assert.Contains(At("root/KMNIST/raw"), error, StringComparison.Ordinal);
        Assert.Contains(At("root/MNIST/raw"), error, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_sets_in_a_folder_one_is_named_after_it()
    {
        IdxBytes.WriteFolder(_folder.Path, train: 8);
        Rename(old => "emnist-letters-" + old);
        IdxBytes.WriteFolder(At("digits"));
        foreach (string name in Names(At("digits"))) File.Move(At($"digits/{name}"), At("emnist-digits-" + name));
        Assert.Contains("emnist-digits, emnist-letters", Assert.Throws<IOException>(() => MnistFolder.Read(_folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.Equal((8, 4), Counts(At("emnist-letters")));
        Assert.Equal((6, 4), Counts(At("EMNIST-digits")));
    }

    [Fact]
    public void Which_of_two_files_of_one_meaning_was_taken_is_said()
    {
        IdxBytes.WriteFolder(_folder.Path);
        File.WriteAllBytes(At("train-images-idx3-ubyte"), IdxBytes.File(new byte[96], 6, 4, 4));
        Assert.Contains("train-images-idx3-ubyte.gz was taken, not train-images-idx3-ubyte beside it",
            MnistFolder.Read(_folder.Path).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        IdxBytes.WriteFolder(_folder.Path);
        Assert.Contains("is a file", Assert.Throws<IOException>(() => MnistFolder.Read(At("train-images-idx3-ubyte.gz"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_may_be_integers_and_rows_whose_first_number_they_are()
    {
        IdxBytes.WriteFolder(_folder.Path);
        File.Delete(At("train-labels-idx1-ubyte.gz"));
        File.WriteAllBytes(At("train-labels-idx2-int"), Integers(6, 8, row => row + 3));
        DigitData digits = MnistFolder.Read(_folder.Path);
        Assert.Equal([3, 4, 5, 6, 7, 8], Enumerable.Range(0, 6).Select(digits.Train.Label));
        File.WriteAllBytes(At("train-labels-idx2-int"), Integers(6, 8, row => 250 + row));
        Assert.Contains("label 5 is 255", Change(row => 250 + row, "none"), StringComparison.Ordinal);
        Assert.Contains("label 1 is -1", Change(row => -row, "refused"), StringComparison.Ordinal);
        Assert.Contains("label 0 is 256", Change(row => 256, "refused"), StringComparison.Ordinal);

        string Change(Func<int, int> label, string expected)
        {
            File.WriteAllBytes(At("train-labels-idx2-int"), Integers(6, 8, label));
            return expected == "none"
                ? $"label 5 is {MnistFolder.Read(_folder.Path).Train.Label(5)}"
                : Assert.Throws<InvalidDataException>(() => MnistFolder.Read(_folder.Path)).Message;
        }
    }

    [Fact]
    public void Images_on_their_side_are_turned_and_those_of_EMNIST_by_its_name()
    {
        IdxBytes.WriteFolder(_folder.Path);
        File.WriteAllBytes(At("train-images-idx3-ubyte.gz"), IdxBytes.File([0, 1, 2, 10, 11, 12], 1, 2, 3));
        File.WriteAllBytes(At("train-labels-idx1-ubyte.gz"), IdxBytes.File([7], 1));
        File.WriteAllBytes(At("t10k-images-idx3-ubyte.gz"), IdxBytes.File(new byte[24], 4, 2, 3));
        DigitData turned = Digits.Open(Digits.Transposed + _folder.Path);
        Assert.Equal((3, 2), (turned.Train.Height, turned.Train.Width));
        Assert.Equal([0, 10, 1, 11, 2, 12], turned.Train.Pixels.ToArray().Select(pixel => (int)Math.Round(255 * pixel)));
        Assert.Contains("rows turned to columns", turned.Description, StringComparison.Ordinal);
        Assert.Equal((2, 3), (MnistFolder.Read(_folder.Path).Train.Height, MnistFolder.Read(_folder.Path).Train.Width));
        Rename(old => "EMNIST.letters." + old.Replace('-', '.').ToUpperInvariant());
        DigitData emnist = Digits.Open(_folder.Path), upright = Digits.Open(Digits.Upright + _folder.Path);
        Assert.Equal(turned.Train.Pixels.ToArray(), emnist.Train.Pixels.ToArray());
        Assert.Contains("--transposed false", emnist.Description, StringComparison.Ordinal);
        Assert.Equal((2, 3), (upright.Train.Height, upright.Train.Width));
        Assert.Equal((3, 2), (Digits.Open(Digits.Transposed + _folder.Path).Train.Height, turned.Train.Width));
        Assert.Throws<ArgumentException>(() => Digits.Open(Digits.Transposed + "mnist"));
    }

    [Fact]
    public void A_megabyte_that_promises_a_gigabyte_is_refused_before_it_is_unpacked()
    {
        IdxBytes.WriteFolder(_folder.Path);
        byte[] bomb = IdxBytes.Gzip(IdxBytes.File(new byte[200_000_000], 200_000, 50, 20));
        File.WriteAllBytes(At("train-images-idx3-ubyte.gz"), bomb);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Contains("200000 images, but the labels beside it number 6",
            Assert.Throws<InvalidDataException>(() => MnistFolder.Read(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("not the published MNIST",
            Assert.Throws<InvalidDataException>(() => MnistFolder.Read(_folder.Path, published: true)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 16 << 20);
    }

    private static (int, int) Counts(string folder)
    {
        DigitData digits = MnistFolder.Read(folder);
        return (digits.Train.Count, digits.Test.Count);
    }

    private static byte[] Integers(int rows, int columns, Func<int, int> first)
    {
        byte[] file = new byte[12 + 4 * rows * columns];
        (file[2], file[3]) = (12, 2);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4), rows);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(8), columns);
        for (int row = 0; row < rows; row++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(12 + 4 * row * columns), first(row));
        return file;
    }
}
