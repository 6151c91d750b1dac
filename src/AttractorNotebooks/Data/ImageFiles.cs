namespace AttractorNotebooks.Data;

/// <summary>Tells by a path's content which reader opens it.</summary>
internal static class ImageFiles
{
    private static readonly string[] ArrayEndings = [".npy", ".npz", ".csv", ".tsv"];

    /// <summary>Opens a file or a folder of images.</summary>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It holds no images, or damaged ones; names the file and the way out.</exception>
    /// <exception cref="ArgumentException">The preparation does not fit the images.</exception>
    public static DigitData Open(string path, bool? transposed, ImagePreparation preparation, CancellationToken cancellation)
    {
        preparation.Validated();
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        FoundImages? found = File.Exists(full) ? FromFile(full, transposed, preparation)
            : Directory.Exists(full) ? FromFolder(full, preparation, cancellation)
            : null;
        if (found is null) return preparation.Apply(MnistFolder.Read(path, published: false, transposed, cancellation));
        if (transposed is not null && !IsIdx(full))
            throw new ArgumentException(
                $"{Digits.Transposed} and {Digits.Upright} (--transposed) are for IDX files, but '{path}' holds other images; "
                    + "leave it out.");
        return found.Prepare(preparation);
    }

    private static FoundImages FromFile(string path, bool? transposed, ImagePreparation preparation)
    {
        if (PictureFile.IsNamedSo(path)) return PictureFolder.One(path, preparation);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy": return ArrayImages.ReadNpy(path, preparation);
            case ".npz": return ArrayImages.ReadNpz(path, preparation);
            case ".csv" or ".tsv": return CsvImages.Read(path, preparation.RowSize);
            case ".bin": return CifarFiles.ReadFile(path);
        }
        if (IsIdx(path)) return IdxImages.Read(path, transposed);
        throw new InvalidDataException(
            $"'{path}' is a file of no known kind. Images are read from PNG, JPEG, BMP and PGM pictures, .npy, .npz, .csv, IDX files "
                + "and CIFAR's .bin, or from a folder of pictures.");
    }

    // null for the IDX files of a data set, and for what only their reader can tell is wrong.
    private static FoundImages? FromFolder(string folder, ImagePreparation preparation, CancellationToken cancellation)
    {
        if (DigitFiles.AreIn(folder)) return null;
        if (CifarFiles.FolderOf(folder) is string cifar) return CifarFiles.ReadFolder(cifar);
        if (PictureFolder.Find(folder) is PictureFolder pictures) return pictures.Read(preparation, cancellation);
        string[] arrays = [.. Directory.EnumerateFiles(folder)
            .Where(file => ArrayEndings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        if (arrays.Length > 0)
            throw new InvalidDataException(
                $"'{folder}' is a folder with {Path.GetFileName(arrays[0])}: name the file itself, {arrays[0]}.");
        string[] there = [.. Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry))
            .Order(StringComparer.Ordinal)];
        throw new InvalidDataException(
            $"The folder '{folder}' has no images: no PNG, JPEG, BMP or PGM pictures, in it or in subfolders, no IDX files under "
                + "their usual names and no CIFAR batches. It has "
                + (there.Length == 0 ? "nothing" : string.Join(", ", there.Take(5)))
                + (there.Length > 5 ? $" and {there.Length - 5} more." : "."));
    }

    private static bool IsIdx(string path)
    {
        if (Directory.Exists(path)) return DigitFiles.AreIn(path);
        if (Path.GetFileName(path).Contains("idx", StringComparison.OrdinalIgnoreCase)) return true;
        using FileStream file = File.OpenRead(path);
        return file.ReadByte() == 0 && file.ReadByte() == 0 && file.ReadByte() is >= 8 and <= 14 && file.ReadByte() is >= 1 and <= 4;
    }
}
