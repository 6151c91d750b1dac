using System.Text;
using AttractorNotebooks.Data;
using AttractorNotebooks.Files;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace AttractorNotebooks.Fuzz;

/// <summary>Images that a user brings: arrays of NumPy, tables, batches of CIFAR, pictures.</summary>
public sealed class ImageReaderTests : IDisposable
{
    // No share is set aside: which classes have how many images left is no matter of reading.
    private static readonly ImagePreparation All = new() { TestFraction = 0 };

    private readonly string _folder = Directory.CreateTempSubdirectory("attractor-fuzz-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(TensorType.U8)]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.I64)]
    public void Arrays(TensorType type)
    {
        Hammer.Strike(2_000, Reading("images.npy", Npy(Gray(type))), At("images.npy"));
    }

    [Fact]
    public void Arrays_with_labels_beside_them()
    {
        File.WriteAllBytes(At("x.npy"), Npy(Gray(TensorType.U8)));
        byte[] labels = Npy(Labels());
        Hammer.Strike(2_000, random =>
        {
            File.WriteAllBytes(At("x-labels.npy"), Mutation.Of(labels, random));
            ImageSets.Open(At("x.npy"), All);
        }, At("x-labels.npy"));
    }

    [Fact]
    public void Archives_of_arrays()
    {
        Dictionary<string, Tensor> arrays = new()
        {
            ["x_train"] = Gray(TensorType.U8),
            ["y_train"] = Labels(),
            ["x_test"] = Gray(TensorType.U8),
            ["y_test"] = Labels(),
        };
        NpzFile.Write(At("good.npz"), arrays);
        byte[] packed = File.ReadAllBytes(At("good.npz"));
        Action<Random> changed = Reading("images.npz", packed);
        Hammer.Strike(2_000, random =>
        {
            if (random.Next(2) == 0)
            {
                changed(random);
                return;
            }
            // What is packed is wrong, the packing is right.
            WriteZip(At("images.npz"), arrays.Keys.ToDictionary(name => name + ".npy", name => random.Next(2) == 0 ? Npy(arrays[name])
                : Mutation.Of(Npy(arrays[name]), random)));
            ImageSets.Open(At("images.npz"), All);
        }, At("images.npz"));
    }

    [Theory]
    [InlineData("label,a,b,c,d\n0,0,255,3,4\n1,5,6,7,8\n1,9,10,11,12\n")]
    [InlineData("0;0;1;0.5;0.25\n1;0;1;0;1\n")]
    [InlineData("0\t1\t1\t0\n0\t1\t1\t1\n")]
    public void Tables(string good)
    {
        Hammer.Strike(2_000, Reading("images.csv", Encoding.UTF8.GetBytes(good)), At("images.csv"));
    }

    [Fact]
    public void Batches_of_CIFAR()
    {
        byte[] good = [.. Enumerable.Range(0, 2 * 3073).Select(k => (byte)(k * 7))];
        Hammer.Strike(500, Reading("data_batch_1.bin", good), At("data_batch_1.bin"));
    }

    [Theory]
    [InlineData("picture.png")]
    [InlineData("picture.jpg")]
    [InlineData("picture.bmp")]
    [InlineData("picture.pgm")]
    [InlineData("picture.ppm")]
    public void Pictures(string name)
    {
        using Image<Rgb24> picture = new(12, 10);
        for (int y = 0; y < picture.Height; y++)
            for (int x = 0; x < picture.Width; x++) picture[x, y] = new Rgb24((byte)(20 * x), (byte)(20 * y), (byte)(x * y));
        IImageEncoder encoder = Path.GetExtension(name) switch
        {
            ".png" => new PngEncoder(),
            ".jpg" => new JpegEncoder(),
            ".bmp" => new BmpEncoder(),
            ".pgm" => new PbmEncoder { ColorType = PbmColorType.Grayscale, Encoding = PbmEncoding.Plain },
            _ => new PbmEncoder { ColorType = PbmColorType.Rgb },
        };
        using MemoryStream good = new();
        picture.Save(good, encoder);
        Hammer.Strike(1_000, Reading(name, good.ToArray()), At(name));
    }

    [Fact]
    public void Folders_of_classes()
    {
        using Image<L8> picture = new(6, 6, new L8(200));
        using MemoryStream good = new();
        picture.SaveAsPng(good);
        string[] files = [At("a/1.png"), At("a/2.png"), At("b/3.png")];
        foreach (string file in files) Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        Hammer.Strike(500, random =>
        {
            string wrong = files[random.Next(files.Length)];
            foreach (string file in files) File.WriteAllBytes(file, file == wrong ? Mutation.Of(good.ToArray(), random) : good.ToArray());
            ImageSets.Open(_folder, All);
        }, _folder);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private Action<Random> Reading(string name, byte[] good) => random =>
    {
        File.WriteAllBytes(At(name), Mutation.Of(good, random));
        ImageSets.Open(At(name), All);
    };

    private static Tensor Gray(TensorType type) => type switch
    {
        TensorType.F32 => Tensor.From([.. Enumerable.Range(0, 40).Select(k => k / 40f)], 2, 4, 5),
        TensorType.I64 => Tensor.From([.. Enumerable.Range(0, 40).Select(k => (long)k)], 2, 4, 5),
        _ => new Tensor(TensorType.U8, [2, 4, 5], [.. Enumerable.Range(0, 40).Select(k => (byte)k)]),
    };

    private static Tensor Labels() => Tensor.From([0L, 1L], 2);

    private static byte[] Npy(Tensor tensor)
    {
        using MemoryStream stream = new();
        NpyFile.Write(stream, tensor);
        return stream.ToArray();
    }

    private static void WriteZip(string path, Dictionary<string, byte[]> entries)
    {
        using FileStream file = File.Create(path);
        using System.IO.Compression.ZipArchive archive = new(file, System.IO.Compression.ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in entries)
        {
            using Stream entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }
    }
}
