using System.Numerics.Tensors;

namespace AttractorNotebooks.Data;

/// <summary>Reads the four IDX files of MNIST, or of a data set in the same form, from a folder.</summary>
public static class MnistFolder
{
    internal const string LaysOnItsSide =
        "as EMNIST's images lie on their side as published; --transposed false, or upright: before the name, leaves them so";

    /// <summary>Reads the folder.</summary>
    /// <param name="folder">
    /// Holds images and labels for training (train-) and test (t10k- or test-), named as published
    /// (<c>train-images-idx3-ubyte</c>), with dots or capitals, after a name such as <c>emnist-letters-</c>, plain or gzip; or
    /// has them in <c>raw</c> or <c>NAME/raw</c>, as torchvision does. Where a folder has several such names, one of them follows
    /// its path: <c>FOLDER/emnist-letters</c>.
    /// </param>
    /// <param name="published">
    /// True demands the published MNIST, by SHA-256. False also accepts other images in this form, such as Fashion-MNIST,
    /// and says so in their provenance.
    /// </param>
    /// <param name="transposed">
    /// Whether images lie on their side, as EMNIST's do, and are to be turned: rows become columns. Null turns those of files whose
    /// names begin with emnist, in any case.
    /// </param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">One of the four files is missing.</exception>
    /// <exception cref="IOException">A file was named, or the folder holds several sets.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or not the published one where that is demanded.</exception>
    public static DigitData Read(
        string folder, bool published = false, bool? transposed = null, CancellationToken cancellation = default) =>
        Read(folder, published, MnistFile.Published, transposed, cancellation);

    /// <summary>Whether a folder holds all four files; says nothing about what is in them.</summary>
    /// <param name="folder">Any folder, there or not.</param>
    public static bool IsComplete(string folder) => MnistFile.Published.All(file => file.FindIn(folder) != null);

    /// <summary>Reads the folder and compares with other checksums than MNIST's, which tests need.</summary>
    internal static DigitData Read(string folder, bool published, IReadOnlyList<MnistFile> files, bool? transposed,
        CancellationToken cancellation)
    {
        string title = files[0].Title;
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        DigitFiles found = DigitFiles.Find(folder);
        IReadOnlyList<string> paths = found.Paths;
        Check(folder, paths, published ? files : null);

        IdxData[] contents = new IdxData[paths.Count];
        Run(() => Parallel.For(0, paths.Count, new ParallelOptions { CancellationToken = cancellation },
            k => contents[k] = IsLabels(k) ? IdxFile.ReadLabels(paths[k], cancellation) : IdxFile.Read(paths[k], 3, cancellation)));

        int? wrong = Enumerable.Range(0, paths.Count).Cast<int?>()
            .FirstOrDefault(k => !files[k!.Value].IsPublished(paths[k.Value], contents[k.Value]));
        if (published && wrong is int k)
            throw new InvalidDataException(
                $"{paths[k]}: not the published {title}: SHA-256 of the "
                    + (files[k].OfPacked ? "packed file" : $"unpacked file is {contents[k].Sha256},")
                    + $" should be {files[k].Sha256}. Delete it and fetch it again.");

        // Only the folder's last name is kept: provenance is shown in notebooks, which people pass on.
        string last = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        PublishedSet? known = wrong is null || published ? null : PublishedSet.All.FirstOrDefault(
            set => set.Files.Zip(paths, contents).All(file => file.First.IsPublished(file.Second, file.Third)));
        if (known is not null) (title, wrong) = (known.Title, null);
        string name = wrong is null ? title : last.Length > 0 ? last : "digits";
        string provenance = wrong is int other
            ? $"from the folder {last}; not the published {title}: SHA-256 of {Path.GetFileName(paths[other])} differs"
            : $"from the folder {last}; the published {title}, checked by SHA-256";
        bool turns = transposed ?? IsEmnist(found.Set);
        if (turns) provenance += "; rows turned to columns";
        string remarks = (found.PassedOver is null ? "" : $" ({found.PassedOver})")
            + (turns && transposed is null ? $" ({LaysOnItsSide})" : "");
        ImageSet train = Join($"{name} train", provenance, contents[0], contents[1], turns),
            test = Join($"{name} test", provenance, contents[2], contents[3], turns);
        return new DigitData(train, test, $"{name} ({provenance}): {train.Count} training and {test.Count} test images{remarks}")
        {
            ClassNames = known?.ClassNames ?? [],
        };
    }

    /// <summary>Whether a file or set is one of EMNIST's by its name, whose images lie on their side.</summary>
    internal static bool IsEmnist(string name) => name.StartsWith("emnist", StringComparison.OrdinalIgnoreCase);

    private static bool IsLabels(int k) => k % 2 == 1;

    /// <summary>Compares what the files say of themselves, before any is unpacked: few packed bytes may promise a gigabyte.</summary>
    private static void Check(string folder, IReadOnlyList<string> paths, IReadOnlyList<MnistFile>? published)
    {
        IdxHeader[] headers = [.. paths.Select(IdxFile.ReadHeader)];
        for (int k = 0; k < headers.Length; k++)
        {
            if (IsLabels(k)) IdxFile.RequireLabels(headers[k], paths[k]);
            else IdxFile.RequireBytes(headers[k], paths[k], 3);
            published?[k].Require(headers[k], paths[k]);
        }
        for (int k = 0; k < headers.Length; k += 2)
        {
            if (headers[k].Values == 0) throw new InvalidDataException($"{paths[k]}: holds no images ({headers[k].Sizes}).");
            if (headers[k].Shape[0] != headers[k + 1].Shape[0])
                throw new InvalidDataException(
                    $"{paths[k]}: {headers[k].Shape[0]} images, but the labels beside it number {headers[k + 1].Shape[0]}.");
        }
        if (!headers[0].Shape.Skip(1).SequenceEqual(headers[2].Shape.Skip(1)))
            throw new InvalidDataException(
                $"{folder}: training images are {Size(headers[0])}, test images {Size(headers[2])}; they must be of one size.");

        static string Size(IdxHeader header) => $"{header.Shape[1]} x {header.Shape[2]}";
    }

    private static ImageSet Join(string name, string provenance, IdxData images, IdxData labels, bool transposed)
    {
        float[] pixels = new float[images.Values.Length];
        TensorPrimitives.ConvertChecked<byte, float>(images.Values, pixels);
        TensorPrimitives.Divide(pixels, 255f, pixels);
        (int height, int width) = (images.Shape[1], images.Shape[2]);
        return transposed
            ? ImageSet.Adopt(name, provenance, width, height, 1, Turned(pixels, height, width, 1), labels.Values)
            : ImageSet.Adopt(name, provenance, height, width, 1, pixels, labels.Values);
    }

    /// <summary>Rows turned to columns: from [n, height, width, channels] to [n, width, height, channels].</summary>
    internal static float[] Turned(float[] pixels, int height, int width, int channels)
    {
        float[] turned = new float[pixels.Length];
        for (int start = 0; start < pixels.Length; start += height * width * channels)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    pixels.AsSpan(start + (y * width + x) * channels, channels).CopyTo(turned.AsSpan(start + (x * height + y) * channels));
        return turned;
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
