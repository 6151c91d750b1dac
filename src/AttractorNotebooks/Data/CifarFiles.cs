using System.Numerics.Tensors;

namespace AttractorNotebooks.Data;

/// <summary>The binary batches of CIFAR-10 and CIFAR-100: 32 x 32 in color.</summary>
/// <remarks>
/// A record is one label (CIFAR-10), or a coarse and a fine one, of which the fine is kept (CIFAR-100), then 1024 values of red, of green
/// and of blue, each row by row (A. Krizhevsky, Learning multiple layers of features from tiny images, 2009).
/// </remarks>
internal static class CifarFiles
{
    private const int Side = 32, Pixels = Side * Side, Image = 3 * Pixels;

    private static readonly string[] Ten = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
        "data_batch_5.bin"];

    /// <summary>The folder itself or the one below it that the archive unpacks to; null where neither has batches.</summary>
    public static string? FolderOf(string folder) =>
        new[] { folder, Path.Combine(folder, "cifar-10-batches-bin"), Path.Combine(folder, "cifar-100-binary") }.FirstOrDefault(
            place => File.Exists(Path.Combine(place, Ten[0]))
            || (File.Exists(Path.Combine(place, "train.bin")) && File.Exists(Path.Combine(place, "test.bin"))));

    public static FoundImages ReadFolder(string folder)
    {
        bool ten = File.Exists(Path.Combine(folder, Ten[0]));
        string[] train = [.. (ten ? Ten : ["train.bin"]).Select(name => Path.Combine(folder, name))];
        string test = Path.Combine(folder, ten ? "test_batch.bin" : "test.bin"), name = ten ? "CIFAR-10" : "CIFAR-100";
        foreach (string path in train.Append(test))
            if (!File.Exists(path))
                throw new FileNotFoundException($"The folder '{folder}' has no {Path.GetFileName(path)}; unpack the archive again.");
        string provenance = $"from the folder {Path.GetFileName(folder)}";
        string names = Path.Combine(folder, ten ? "batches.meta.txt" : "fine_label_names.txt");
        return new FoundImages(Read(name, provenance, train, ten ? 1 : 2), Read(name, provenance, [test], ten ? 1 : 2))
        {
            ClassNames = File.Exists(names) ? [.. File.ReadLines(names).Select(line => line.Trim()).Where(line => line.Length > 0)] : [],
        };
    }

    /// <summary>One batch alone.</summary>
    public static FoundImages ReadFile(string path)
    {
        long length = new FileInfo(path).Length;
        int labels = length % (Image + 1) == 0 ? 1 : length % (Image + 2) == 0 ? 2 : 0;
        string file = Path.GetFileName(path);
        return labels != 0 && length > 0
            ? new FoundImages(Read(file, $"from the file {file}", [path], labels))
            : throw new InvalidDataException(
                $"{path}: {length} bytes are no whole number of CIFAR's records of {Image + 1} or {Image + 2} bytes; it is cut short or "
                + "of another kind.");
    }

    private static ImageSet Read(string name, string provenance, string[] paths, int labelBytes)
    {
        int record = Image + labelBytes;
        long total = 0;
        foreach (string path in paths)
        {
            long length = new FileInfo(path).Length;
            if (length == 0 || length % record != 0)
                throw new InvalidDataException(
                    $"{path}: {length} bytes are no whole number of records of {record} bytes; it is cut short. Fetch it again.");
            if ((total += length) > IdxFile.MaximumValues)
                throw new InvalidDataException($"{path}: more than {IdxFile.MaximumValues} bytes; this is no batch of CIFAR.");
        }
        int count = (int)(total / record), at = 0;
        float[] values = new float[count * Image];
        byte[] labels = new byte[count];
        float[] planes = new float[Image];
        foreach (string path in paths)
        {
            byte[] bytes = File.ReadAllBytes(path);
            for (int start = 0; start < bytes.Length; start += record, at++)
            {
                labels[at] = bytes[start + labelBytes - 1];
                TensorPrimitives.ConvertChecked<byte, float>(bytes.AsSpan(start + labelBytes, Image), planes);
                for (int k = 0; k < Image; k++) values[at * Image + k % Pixels * 3 + k / Pixels] = planes[k] / 255f;
            }
        }
        return ImageSet.Adopt(name, provenance, Side, Side, 3, values, labels);
    }
}
