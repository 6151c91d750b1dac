namespace AttractorNotebooks.Data;

/// <summary>A folder of pictures: without classes, with a subfolder a class, or with either of these below train and test.</summary>
internal sealed class PictureFolder
{
    private static readonly string[] TrainWords = ["train", "training"], TestWords = ["test", "testing"];

    private readonly string _folder;
    private readonly List<(string Path, int Label)> _train;
    private readonly List<(string Path, int Label)>? _test;
    private readonly List<string> _classes, _passedOver;

    private PictureFolder(string folder, List<(string, int)> train, List<(string, int)>? test, List<string> classes,
        List<string> passedOver) =>
        (_folder, _train, _test, _classes, _passedOver) = (folder, train, test, classes, passedOver);

    /// <summary>Lists the pictures of a folder; null where it has none.</summary>
    /// <exception cref="InvalidDataException">A class is empty, or it cannot be told what belongs to which class.</exception>
    public static PictureFolder? Find(string folder)
    {
        List<string> passedOver = [], classes = [];
        string? train = Below(folder, TrainWords), test = Below(folder, TestWords);
        if (train is null || test is null)
        {
            List<(string, int)> all = List(folder, classes, passedOver);
            return all.Count == 0 ? null : new PictureFolder(folder, all, null, classes, passedOver);
        }
        string[] others = [.. Directory.EnumerateDirectories(folder).Where(below => below != train && below != test && HasPictures(below))
            .Concat(Directory.EnumerateFiles(folder).Where(PictureFile.IsNamedSo)).Select(Path.GetFileName).OfType<string>()];
        if (others.Length > 0)
            throw new InvalidDataException(
                $"'{folder}' has {others[0]} beside train and test; move it away, or name one of the subfolders.");
        List<(string, int)> trainFiles = List(train, classes, passedOver), testFiles = List(test, classes, passedOver, known: true);
        if (trainFiles.Count == 0 && testFiles.Count == 0) return null;
        foreach ((string place, int count) in new[] { (train, trainFiles.Count), (test, testFiles.Count) })
            if (count == 0) throw new InvalidDataException($"'{place}' has no pictures; fill it, or name the other subfolder alone.");
        return new PictureFolder(folder, trainFiles, testFiles, classes, passedOver);
    }

    /// <summary>A single picture.</summary>
    public static FoundImages One(string path, ImagePreparation preparation) =>
        new PictureFolder(path, [(path, -1)], null, [], []).Read(preparation, CancellationToken.None, "file");

    /// <summary>Reads the pictures, prepared.</summary>
    /// <exception cref="InvalidDataException">A picture cannot be read, or they are of different sizes; names it and the way
    /// out.</exception>
    public FoundImages Read(ImagePreparation preparation, CancellationToken cancellation, string kind = "folder")
    {
        string name = Path.GetFileName(_folder), provenance = $"from the {kind} {name}";
        Picture[] train = Pictures(_train, preparation, cancellation);
        Picture[] test = _test is null ? [] : Pictures(_test, preparation, cancellation);
        RequireOneSize([.. _train, .. _test ?? []], [.. train, .. test]);
        int channels = Math.Max(train.Max(picture => picture.Channels), test.Select(picture => picture.Channels).DefaultIfEmpty(1).Max());
        ImageSet images = Join(name, provenance, _train, train, channels);
        return new FoundImages(images, _test is null ? null : Join(name, provenance, _test, test, channels))
        {
            ClassNames = _classes,
            PixelsAreReady = true,
            Sorted = true,
            Remarks = [.. Remarks()],
        };
    }

    private IEnumerable<string> Remarks()
    {
        yield return _classes.Count > 0 ? $"{_classes.Count} classes by subfolder" : "without labels";
        if (_passedOver.Count > 0)
            yield return $"{_passedOver.Count} other file(s) passed over: "
                + $"{string.Join(", ", _passedOver.Take(3))}{(_passedOver.Count > 3 ? ", ..." : "")}";
    }

    private static Picture[] Pictures(List<(string Path, int Label)> files, ImagePreparation preparation, CancellationToken cancellation)
    {
        Picture[] pictures = new Picture[files.Count];
        long values = 0;
        try
        {
            Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancellation }, k =>
            {
                pictures[k] = preparation.Apply(PictureFile.Read(files[k].Path, preparation.Background), files[k].Path);
                if (Interlocked.Add(ref values, pictures[k].Values.Length) > IdxFile.MaximumValues)
                    throw new InvalidDataException(
                        $"{files[k].Path}: with this picture there are more than {IdxFile.MaximumValues} values; resize the pictures "
                        + "(--resize 32x32) or take fewer.");
            });
        }
        catch (AggregateException error)
        {
            // The first in the folder's order, whichever thread was faster.
            Exception first = error.InnerExceptions.OrderBy(inner => inner.Message, StringComparer.Ordinal).First();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
        return pictures;
    }

    private static void RequireOneSize((string Path, int Label)[] files, Picture[] pictures)
    {
        int other = Array.FindIndex(pictures, picture => (picture.Height, picture.Width) != (pictures[0].Height, pictures[0].Width));
        if (other >= 0)
            throw new InvalidDataException(
                $"{files[other].Path}: {pictures[other].Height} x {pictures[other].Width} pixels, but "
                    + $"{Path.GetFileName(files[0].Path)} has {pictures[0].Height} x {pictures[0].Width}; bring them to one size "
                    + "(--resize 32x32, after --crop square where their shapes differ).");
    }

    private static ImageSet Join(string name, string provenance, List<(string Path, int Label)> files, Picture[] pictures, int channels)
    {
        int size = pictures[0].Height * pictures[0].Width * channels;
        float[] values = new float[checked(size * pictures.Length)];
        for (int k = 0; k < pictures.Length; k++)
            (channels == 3 ? pictures[k].ToRgb() : pictures[k]).Values.CopyTo(values, k * size);
        byte[] labels = files[0].Label < 0 ? [] : [.. files.Select(file => (byte)file.Label)];
        return ImageSet.Adopt(name, provenance, pictures[0].Height, pictures[0].Width, channels, values, labels);
    }

    private static List<(string Path, int Label)> List(string folder, List<string> classes, List<string> passedOver, bool known = false)
    {
        string[] here = [.. Pictured(folder, passedOver)];
        string[] below = [.. Directory.EnumerateDirectories(folder).Where(name => !IsHidden(name)).Order(StringComparer.Ordinal)];
        List<(string, string[])> filled = [.. below.Select(place => (place, Pictured(place, passedOver).ToArray()))];
        bool any = filled.Any(entry => entry.Item2.Length > 0);
        if (!any) return [.. here.Select(path => (path, -1))];
        if (here.Length > 0)
            throw new InvalidDataException(
                $"'{folder}' has pictures such as {Path.GetFileName(here[0])} beside subfolders with pictures; move them into a class, or "
                + "the subfolders away.");
        List<(string, int)> files = [];
        foreach ((string place, string[] pictures) in filled)
        {
            string name = Path.GetFileName(place);
            if (pictures.Length == 0)
                throw new InvalidDataException($"The class '{name}' is empty: '{place}' has no pictures. Fill the folder or remove it.");
            int label = classes.IndexOf(name);
            if (label < 0 && known)
                throw new InvalidDataException(
                    $"'{place}' is a class that the training images lack; the classes are {string.Join(", ", classes)}.");
            if (label < 0)
            {
                label = classes.Count;
                classes.Add(name);
            }
            if (label > byte.MaxValue)
                throw new InvalidDataException($"'{folder}' has more than {byte.MaxValue + 1} classes, the most that labels can name.");
            files.AddRange(pictures.Select(path => (path, label)));
        }
        return files;
    }

    private static List<string> Pictured(string folder, List<string> passedOver)
    {
        List<string> pictures = [];
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            if (PictureFile.IsNamedSo(path) && !IsHidden(path)) pictures.Add(path);
            else passedOver.Add(Path.GetFileName(path));
        return pictures;
    }

    private static bool HasPictures(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(PictureFile.IsNamedSo);

    private static bool IsHidden(string path) => Path.GetFileName(path).StartsWith('.');

    private static string? Below(string folder, string[] words) =>
        Directory.EnumerateDirectories(folder)
        .FirstOrDefault(path => words.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase));
}
