using AttractorNotebooks.Files;

namespace AttractorNotebooks.Data;

/// <summary>Images in NumPy's arrays: [n, h, w], [n, h, w, c], [n, c, h, w], one image [h, w], or rows of pixels of a given size.</summary>
internal static class ArrayImages
{
    private static readonly string[] TrainImages = ["x_train", "train_images", "train_x", "images_train"],
        TrainLabels = ["y_train", "train_labels", "train_y", "labels_train"],
        TestImages = ["x_test", "test_images", "test_x", "images_test"],
        TestLabels = ["y_test", "test_labels", "test_y", "labels_test"],
        AllImages = ["images", "x", "data", "patterns", "arr_0", .. TrainImages],
        AllLabels = ["labels", "y", "label", "targets", "arr_1", .. TrainLabels];

    /// <summary>A .npy file, with labels in NAME-labels.npy, NAME_labels.npy or labels.npy beside it.</summary>
    public static FoundImages ReadNpy(string path, ImagePreparation preparation)
    {
        string stem = path[..^Path.GetExtension(path).Length];
        string? beside = new[] { stem + "-labels.npy", stem + "_labels.npy", Path.Combine(Path.GetDirectoryName(path) ?? "", "labels.npy") }
            .FirstOrDefault(file => file != path && File.Exists(file));
        (ImageSet images, List<string> remarks) = Images(NpyFile.Read(path), path, path, preparation,
            beside is null ? null : (NpyFile.Read(beside), beside));
        remarks.Add(beside is null ? "without labels" : $"labels from {Path.GetFileName(beside)}");
        return new FoundImages(images) { Remarks = remarks };
    }

    /// <summary>An .npz file: x_train, y_train, x_test and y_test, or images and labels, or a single array.</summary>
    public static FoundImages ReadNpz(string path, ImagePreparation preparation)
    {
        IReadOnlyList<string> names = NpzFile.NamesIn(path);
        string? train = Pick(names, TrainImages), test = Pick(names, TestImages);
        string? all = train is not null && test is not null ? null : Pick(names, AllImages) ?? (names.Count == 1 ? names[0] : null);
        if (all is null && (train is null || test is null))
            throw new InvalidDataException(
                $"{path}: none of its arrays ({string.Join(", ", names)}) is called images, x, data, or x_train and x_test; save them "
                + "under such names, labels as labels or y.");
        string? labels = Pick(names, all is null ? TrainLabels : AllLabels), testLabels = all is null ? Pick(names, TestLabels) : null;
        string[] used = [.. new[] { all ?? train, all is null ? test : null, labels, testLabels }.OfType<string>()];
        IReadOnlyDictionary<string, Tensor> arrays = NpzFile.Read(path, used);
        (ImageSet images, List<string> remarks) = Read(all ?? train!, labels);
        ImageSet? tests = null;
        if (all is null)
        {
            (tests, List<string> more) = Read(test!, testLabels);
            remarks = [.. remarks.Union(more)];
            if ((tests.Height, tests.Width, tests.Channels) != (images.Height, images.Width, images.Channels))
                throw new InvalidDataException($"{path}: {train} and {test} hold images of different sizes; they must be of one size.");
            if (tests.HasLabels != images.HasLabels)
                throw new InvalidDataException($"{path}: only one of {train} and {test} has labels; give both, or none.");
        }
        string[] left = [.. names.Except(used)];
        if (left.Length > 0) remarks.Add($"not used: {string.Join(", ", left)}");
        if (labels is null) remarks.Add("without labels");
        return new FoundImages(images, tests) { Remarks = remarks };

        (ImageSet, List<string>) Read(string name, string? labelName) => Images(arrays[name], $"{path}: {name}", path, preparation,
            labelName is null ? null : (arrays[labelName], $"{path}: {labelName}"));
    }

    private static (ImageSet Images, List<string> Remarks) Images(Tensor tensor, string place, string path, ImagePreparation preparation,
        (Tensor Tensor, string Place)? labels)
    {
        List<string> remarks = [];
        (int count, int height, int width, int channels, bool channelsFirst) = Sizes(tensor.Shape, place, preparation.RowSize);
        (float[] values, string? remark) = GrayValues.Of(tensor, place);
        if (remark is not null) remarks.Add(remark);
        if (channelsFirst)
        {
            values = ChannelsLast(values, count, channels, height * width);
            remarks.Add("channels before rows and columns, as PyTorch has them");
        }
        string file = Path.GetFileName(path);
        return (ImageSet.Adopt(file, $"from the file {file}", height, width, channels, values, Labels(labels, count)), remarks);
    }

    private static (int Count, int Height, int Width, int Channels, bool ChannelsFirst) Sizes(
        IReadOnlyList<long> shape, string place, PixelSize? rows)
    {
        string text = $"[{string.Join(", ", shape)}]";
        if (shape.Contains(0)) throw new InvalidDataException($"{place}: holds no images: its shape is {text}.");
        long[] s = [.. shape];
        if (rows is PixelSize row)
        {
            long pixels = (long)row.Height * row.Width;
            return s.Length == 2 && (s[1] == pixels || s[1] == 3 * pixels)
                ? ((int)s[0], row.Height, row.Width, (int)(s[1] / pixels), false)
                : throw new InvalidDataException($"{place}: rows of {row} pixels are asked for, but its shape is {text}.");
        }
        return s switch
        {
            [_, _] => (1, (int)s[0], (int)s[1], 1, false),
            [_, _, 3 or 4] => throw new InvalidDataException(
                $"{place}: the shape {text} may mean one image in color or {s[0]} gray ones; add an axis: x[None] for one, x[..., None] "
                + "for many."),
            [_, _, _] => ((int)s[0], (int)s[1], (int)s[2], 1, false),
            [_, _, _, 1 or 3] => ((int)s[0], (int)s[1], (int)s[2], (int)s[3], false),
            [_, 1 or 3, _, _] => ((int)s[0], (int)s[2], (int)s[3], (int)s[1], true),
            [_, _, _, 4] => throw new InvalidDataException(
                $"{place}: the shape {text} has a fourth channel, which is opacity; leave it out: x[..., :3]."),
            _ => throw new InvalidDataException(
                $"{place}: the shape {text} is none of images; they are [n, h, w], or [n, h, w, c] with 1 or 3 channels."),
        };
    }

    private static byte[] Labels((Tensor Tensor, string Place)? labels, int count)
    {
        if (labels is not (Tensor tensor, string place)) return [];
        if (tensor.Type is TensorType.F64 or TensorType.F32 or TensorType.F16)
            throw new InvalidDataException($"{place}: labels are whole numbers, but it holds {tensor.Type}; save them by astype('uint8').");
        if (tensor.Shape is not ([_] or [_, 1]))
            throw new InvalidDataException(
                $"{place}: labels are one number an image, but its shape is [{string.Join(", ", tensor.Shape)}].");
        long[] numbers = tensor.ToIntegers();
        if (numbers.Length != count) throw new InvalidDataException($"{place}: {numbers.Length} labels for {count} images.");
        int wrong = Array.FindIndex(numbers, label => label is < 0 or > byte.MaxValue);
        return wrong < 0
            ? Array.ConvertAll(numbers, label => (byte)label)
            : throw new InvalidDataException($"{place}: label {wrong} is {numbers[wrong]}; labels lie between 0 and 255.");
    }

    private static float[] ChannelsLast(float[] values, int count, int channels, int pixels)
    {
        if (channels == 1) return values;
        float[] turned = new float[values.Length];
        for (int image = 0; image < count; image++)
            for (int channel = 0; channel < channels; channel++)
                for (int pixel = 0; pixel < pixels; pixel++)
                    turned[(image * pixels + pixel) * channels + channel] = values[(image * channels + channel) * pixels + pixel];
        return turned;
    }

    private static string? Pick(IReadOnlyList<string> names, string[] wanted) =>
        wanted.Select(word => names.FirstOrDefault(name => name.Equals(word, StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault(name => name is not null);
}
