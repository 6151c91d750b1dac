using System.Numerics.Tensors;

namespace AttractorNotebooks.Data;

/// <summary>A single IDX file of images, gray [n, h, w] or in color [n, h, w, 3], with the labels that lie beside it.</summary>
internal static class IdxImages
{
    public static FoundImages Read(string path, bool? transposed)
    {
        int rank = IdxFile.ReadHeader(path).Shape.Count;
        if (rank is not (3 or 4))
            throw new InvalidDataException($"{path}: an IDX file of {rank} dimension(s) is none of images; name the file of the images, "
                + "and its labels are found beside it.");
        IdxData images = IdxFile.Read(path, rank);
        int count = images.Shape[0], channels = rank == 4 ? images.Shape[3] : 1;
        if (images.Values.Length == 0) throw new InvalidDataException($"{path}: holds no images ({string.Join(" x ", images.Shape)}).");
        if (channels is not (1 or 3))
            throw new InvalidDataException($"{path}: its images have {channels} channels; 1 (gray) and 3 (RGB) are read.");
        string? labelPath = LabelsBeside(path);
        byte[] labels = labelPath is null ? [] : IdxFile.ReadLabels(labelPath, CancellationToken.None).Values;
        if (labelPath is not null && labels.Length != count)
            throw new InvalidDataException($"{path}: {count} images, but the labels beside it number {labels.Length}.");
        float[] pixels = new float[images.Values.Length];
        TensorPrimitives.ConvertChecked<byte, float>(images.Values, pixels);
        TensorPrimitives.Divide(pixels, 255f, pixels);
        (int height, int width) = (images.Shape[1], images.Shape[2]);
        string file = Path.GetFileName(path);
        List<string> remarks = [labelPath is null ? "without labels" : $"labels from {Path.GetFileName(labelPath)}"];
        if (transposed ?? MnistFolder.IsEmnist(file))
        {
            pixels = MnistFolder.Turned(pixels, height, width, channels);
            (height, width) = (width, height);
            remarks.Add("rows turned to columns" + (transposed is null ? $", {MnistFolder.LaysOnItsSide}" : ""));
        }
        ImageSet set = ImageSet.Adopt(file, $"from the file {file}", height, width, channels, pixels, labels);
        return new FoundImages(set) { Remarks = remarks };
    }

    private static string? LabelsBeside(string path)
    {
        string name = Path.GetFileName(path);
        string other = name.Replace("images", "labels", StringComparison.OrdinalIgnoreCase)
            .Replace("idx3", "idx1", StringComparison.OrdinalIgnoreCase).Replace("idx4", "idx1", StringComparison.OrdinalIgnoreCase);
        if (other.Equals(name, StringComparison.OrdinalIgnoreCase)) return null;
        string bare = other.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? other[..^3] : other;
        return Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!).Order(StringComparer.Ordinal)
            .FirstOrDefault(file => Path.GetFileName(file) is string there
                && (there.Equals(bare, StringComparison.OrdinalIgnoreCase)
                    || there.Equals(bare + ".gz", StringComparison.OrdinalIgnoreCase)));
    }
}
