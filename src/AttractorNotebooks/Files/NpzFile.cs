using System.IO.Compression;

namespace AttractorNotebooks.Files;

/// <summary>Reads and writes NumPy's .npz: named arrays, each an .npy file in a zip archive, packed or not.</summary>
public static class NpzFile
{
    private const string Extension = ".npy";

    // Deflate cannot pack tighter than 1032 : 1.
    private const long DeflateLimit = 1032;

    // The earliest time that a zip archive knows: same arrays, same bytes.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The names of the arrays in a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no zip archive of .npy files.</exception>
    public static IReadOnlyList<string> NamesIn(string path)
    {
        using ZipArchive archive = Open(path);
        return [.. Entries(archive, path).Select(NameOf)];
    }

    /// <summary>Reads arrays.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">Which; all if none are named.</param>
    /// <returns>The arrays by name, row-major and little-endian.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">An array is missing, damaged, or holds no numbers; names it.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, params IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        using ZipArchive archive = Open(path);
        Dictionary<string, Tensor> arrays = [];
        foreach (ZipArchiveEntry entry in Entries(archive, path))
        {
            string name = NameOf(entry);
            if (names.Count > 0 && !names.Contains(name)) continue;
            string place = $"{path}: {name}";
            try
            {
                using Stream stream = entry.Open();
                long most = Math.Min(entry.Length, entry.CompressedLength * DeflateLimit);
                if (!arrays.TryAdd(name, NpyFile.Read(stream, most, place)))
                    throw new InvalidDataException($"{place}: the archive has this array twice.");
            }
            catch (InvalidDataException error) when (!error.Message.StartsWith(path, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{place}: the packed data are damaged: {error.Message}", error);
            }
        }
        return names.FirstOrDefault(name => !arrays.ContainsKey(name)) is string missing
            ? throw new InvalidDataException($"{path}: has no array '{missing}'; it has {string.Join(", ", NamesIn(path))}.")
            : arrays;
    }

    /// <summary>Writes arrays, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="arrays">The arrays by name.</param>
    /// <exception cref="IOException">The place cannot be written; what was there stays.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        AtomicFile.Write(path, file =>
        {
            using ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, Tensor tensor) in arrays)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name + Extension, CompressionLevel.Fastest);
                entry.LastWriteTime = NoTime;
                using Stream stream = entry.Open();
                NpyFile.Write(stream, tensor);
            }
        });
    }

    private static ZipArchive Open(string path)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read);
        }
        catch (InvalidDataException error)
        {
            file.Dispose();
            throw new InvalidDataException($"{path}: no .npz file: it is no whole zip archive.", error);
        }
    }

    private static List<ZipArchiveEntry> Entries(ZipArchive archive, string path)
    {
        List<ZipArchiveEntry> entries;
        try { entries = [.. archive.Entries]; }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: no .npz file: the zip archive is damaged.", error);
        }
        if (entries.FirstOrDefault(entry => !entry.FullName.EndsWith(Extension, StringComparison.Ordinal)) is { } other)
            throw new InvalidDataException($"{path}: no .npz file: it has '{other.FullName}', which is no .npy array.");
        return entries.Count > 0 ? entries : throw new InvalidDataException($"{path}: an .npz file without arrays.");
    }

    private static string NameOf(ZipArchiveEntry entry) => entry.FullName[..^Extension.Length];
}
