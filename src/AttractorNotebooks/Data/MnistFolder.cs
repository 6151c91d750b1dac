using System.Numerics.Tensors;

namespace AttractorNotebooks.Data;

/// <summary>Reads the four IDX files of MNIST, or of a data set in the same form, from a folder.</summary>
public static class MnistFolder
{
    /// <summary>Reads the folder.</summary>
    /// <param name="folder">
    /// Holds train-images, train-labels, t10k-images and t10k-labels, each named as published (<c>-idx3-ubyte</c>) or with a
    /// dot (<c>.idx3-ubyte</c>), plain or gzip.
    /// </param>
    /// <param name="published">
    /// True demands the published MNIST, by SHA-256. False also accepts other images in this form, such as Fashion-MNIST,
    /// and says so in their provenance.
    /// </param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">One of the four files is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or not the published one where that is demanded.</exception>
    public static DigitData Read(string folder, bool published = false, CancellationToken cancellation = default) =>
        Read(folder, published, MnistFile.Published, cancellation);

    /// <summary>Whether a folder holds all four files; says nothing about what is in them.</summary>
    /// <param name="folder">Any folder, there or not.</param>
    public static bool IsComplete(string folder) => MnistFile.Published.All(file => file.FindIn(folder) != null);

    /// <summary>Reads the folder and compares with other checksums than MNIST's, which tests need.</summary>
    internal static DigitData Read(string folder, bool published, IReadOnlyList<MnistFile> files, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Name the folder that holds the four IDX files of MNIST.");
        string[] paths = [.. files.Select(file => file.FindIn(folder) ?? throw new FileNotFoundException(
            $"The folder '{folder}' has no {file.PackedName} (nor {string.Join(", ", file.Names.Where(n => n != file.PackedName))}). All four files of MNIST are needed."))];

        IdxData[] contents = new IdxData[paths.Length];
        Run(() => Parallel.For(0, paths.Length, new ParallelOptions { CancellationToken = cancellation },
            k => contents[k] = IdxFile.Read(paths[k], files[k].Rank, cancellation)));

        int? wrong = Enumerable.Range(0, paths.Length).Cast<int?>().FirstOrDefault(k => contents[k!.Value].Sha256 != files[k.Value].Sha256);
        if (published && wrong is int k)
            throw new InvalidDataException($"{paths[k]}: not the published MNIST: SHA-256 of the unpacked file is {contents[k].Sha256}, should be {files[k].Sha256}. Delete it and fetch it again.");

        // Only the folder's last name is kept: provenance is shown in notebooks, which people pass on.
        string last = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        string name = wrong is null ? "MNIST" : last.Length > 0 ? last : "digits";
        string provenance = wrong is int other
            ? $"from the folder {last}; not the published MNIST: SHA-256 of {Path.GetFileName(paths[other])} differs"
            : $"from the folder {last}; the published MNIST, checked by SHA-256";
        ImageSet train = Join($"{name} train", provenance, contents[0], contents[1], paths[0]);
        ImageSet test = Join($"{name} test", provenance, contents[2], contents[3], paths[2]);
        if ((train.Height, train.Width) != (test.Height, test.Width))
            throw new InvalidDataException($"{folder}: training images are {train.Height} x {train.Width}, test images {test.Height} x {test.Width}; they must be of one size.");
        return new DigitData(train, test, $"{name} ({provenance}): {train.Count} training and {test.Count} test images");
    }

    private static ImageSet Join(string name, string provenance, IdxData images, IdxData labels, string path)
    {
        if (images.Shape.Contains(0)) throw new InvalidDataException($"{path}: holds no images ({string.Join(" x ", images.Shape)}).");
        if (images.Shape[0] != labels.Shape[0])
            throw new InvalidDataException($"{path}: {images.Shape[0]} images, but the labels beside it number {labels.Shape[0]}.");
        float[] pixels = new float[images.Values.Length];
        TensorPrimitives.ConvertChecked<byte, float>(images.Values, pixels);
        TensorPrimitives.Divide(pixels, 255f, pixels);
        return ImageSet.Adopt(name, provenance, images.Shape[1], images.Shape[2], 1, pixels, labels.Values);
    }

    // A parallel loop wraps what its body throws; the caller is to see the file's own error.
    private static void Run(Action loop)
    {
        try
        {
            loop();
        }
        catch (AggregateException error)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }
}
