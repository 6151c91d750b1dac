using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Sweeps;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Sweeps;

/// <summary>A folder of a few small digits in MNIST's form, and an experiment on them that takes milliseconds.</summary>
internal static class SmallDigits
{
    public const int Side = 14, Train = 60, Test = 20;

    public static string Write(TemporaryFolder folder, string name = "digits", int seed = 1)
    {
        string path = Directory.CreateDirectory(folder.At(name)).FullName;
        foreach ((string stem, ImageSet images) in new[] { ("train", GeneratedDigits.Draw(Train, seed)),
            ("t10k", GeneratedDigits.Draw(Test, seed, "test")) })
        {
            byte[] pixels = [.. Enumerable.Range(0, images.Count).SelectMany(image => Enumerable.Range(0, Side * Side).Select(k =>
                (byte)(255 * images.Image(image)[k / Side * 2 * GeneratedDigits.Side + k % Side * 2])))];
            File.WriteAllBytes(Path.Combine(path, $"{stem}-images-idx3-ubyte"),
                [.. IdxBytes.Header((uint)images.Count, Side, Side), .. pixels]);
            File.WriteAllBytes(Path.Combine(path, $"{stem}-labels-idx1-ubyte"),
                [.. IdxBytes.Header((uint)images.Count), .. images.Labels.ToArray()]);
        }
        return path;
    }

    public static Experiment Experiment(string source) => new()
    {
        Data = new DataChoice { Source = source, Images = 10 },
        Training = new TrainingPlan { Examples = Train, Epochs = 1 },
        Recall = new RecallPlan { Steps = 5 },
    };
}
