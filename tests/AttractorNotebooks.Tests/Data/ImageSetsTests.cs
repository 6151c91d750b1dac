using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

public sealed class ImageSetsTests : IDisposable
{
    private const string Arrays = """
        import numpy as np
        rng = np.random.default_rng(1)
        gray = rng.integers(0, 256, (20, 6, 8), dtype=np.uint8)
        rgb = rng.integers(0, 256, (20, 6, 8, 3), dtype=np.uint8)
        label = np.arange(20) % 4
        np.save('gray.npy', gray); np.save('gray-labels.npy', label)
        np.savez('keras.npz', x_train=gray[:15], y_train=label[:15].astype('u1'), x_test=gray[15:], y_test=label[15:].astype('u1'))
        np.savez_compressed('color.npz', images=(rgb / 255).astype('f8'), labels=label[:, None], note=np.zeros(2))
        np.savez('torch.npz', images=np.moveaxis(rgb, 3, 1))
        np.save('spins.npy', np.where(gray > 127, 1, -1).astype('i1'))
        np.save('binary.npy', (gray > 127).astype('i8'))
        np.save('one.npy', gray[0])
        np.save('flat.npy', gray.reshape(20, 48))
        np.save('nan.npy', np.where(np.arange(960).reshape(gray.shape) == 500, np.nan, 0.5))
        np.save('scale.npy', gray / 100)
        np.save('negative.npy', gray.astype('i4') - 3)
        np.save('alpha.npy', np.zeros((2, 6, 8, 4)))
        np.save('which.npy', np.zeros((6, 8, 3)))
        np.savez('few.npz', images=gray, labels=label[:9])
        np.savez('unnamed.npz', a=gray, b=label)
        with open('label.csv', 'w') as f:
            f.write('label,' + ','.join(f'pixel{k}' for k in range(36)) + '\n')
            for k in range(20): f.write(f'{label[k]},' + ','.join(map(str, gray[k, :, :6].reshape(-1))) + '\n')
        np.savetxt('bare.csv', np.hstack([label[:, None], gray[:, :, :6].reshape(20, 36)]), '%d', delimiter=';')
        np.savetxt('wide.csv', gray.reshape(20, 48) / 255, delimiter=',')
        open('broken.csv', 'w').write('0,1,0,1\n0,x,1,0\n')
        open('uneven.csv', 'w').write('0,1,0,1\n0,1,1\n')
        open('nan.csv', 'w').write('0,1,0,1\n0,nan,1,0\n')
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PillowFact]
    public void Arrays_of_NumPy_are_opened_whatever_their_layout()
    {
        PillowFactAttribute.Run(_folder.Path, Arrays);
        DigitData gray = Open("gray.npy"), keras = Open("keras.npz"), color = Open("color.npz"), torch = Open("torch.npz");
        Assert.Equal((16, 4, 6, 8, 1), (gray.Train.Count, gray.Test.Count, gray.Train.Height, gray.Train.Width, gray.Train.Channels));
        Assert.Equal([0, 1, 2, 3], gray.Test.Labels.ToArray().Order().Select(label => (int)label));
        Assert.Equal((15, 5), (keras.Train.Count, keras.Test.Count));
        // The same images, in the order of the file and split.
        ImageSet all = Open("gray.npy", new ImagePreparation { TestFraction = 0 }).Train;
        Assert.Equal(all.Take(15).Pixels.ToArray(), keras.Train.Pixels.ToArray());
        Assert.Equal(Sums(all), Sums([gray.Train, gray.Test]));
        Assert.Equal(3, color.Train.Channels);
        Assert.True(color.Train.HasLabels);
        Assert.Contains("not used: note", color.Description, StringComparison.Ordinal);
        Assert.Equal(Sums([color.Train, color.Test]), Sums([torch.Train, torch.Test]));
        Assert.Contains("channels before rows", torch.Description, StringComparison.Ordinal);
        Assert.Contains("-1 and 1 taken", Open("spins.npy").Description, StringComparison.Ordinal);
        Assert.Equal(Open("spins.npy").Train.Pixels.ToArray(), Open("binary.npy").Train.Pixels.ToArray());
        Assert.Equal((1, 6, 8), (Open("one.npy").Train.Count, Open("one.npy").Test.Height, Open("one.npy").Train.Width));
        Assert.Equal(20, Open("flat.npy", new ImagePreparation { RowSize = new PixelSize(6, 8), TestFraction = 0 }).Train.Count);
    }

    [PillowFact]
    public void Rows_of_a_CSV_file_are_images_with_or_without_labels()
    {
        PillowFactAttribute.Run(_folder.Path, Arrays);
        DigitData named = Open("label.csv"), bare = Open("bare.csv");
        Assert.Equal((16, 6, 6), (named.Train.Count, named.Train.Height, named.Train.Width));
        Assert.Equal(named.Train.Pixels.ToArray(), bare.Train.Pixels.ToArray());
        Assert.Equal(named.Train.Labels.ToArray(), bare.Train.Labels.ToArray());
        Assert.Contains("first column taken as labels", bare.Description, StringComparison.Ordinal);
        DigitData wide = Open("wide.csv", new ImagePreparation { RowSize = new PixelSize(6, 8), TestFraction = 0 });
        float[] same = Open("gray.npy", new ImagePreparation { TestFraction = 0 }).Train.Pixels.ToArray();
        Assert.Equal(same, wide.Train.Pixels.ToArray());
    }

    [PillowFact]
    public void Wrong_arrays_and_rows_are_refused_at_their_place_with_the_way_out()
    {
        PillowFactAttribute.Run(_folder.Path, Arrays);
        Refused("nan.npy", "[10, 2, 4] is NaN");
        Refused("scale.npy", "fractions lie between 0 and 1");
        Refused("negative.npy", "whole numbers lie between 0 and 255");
        Refused("alpha.npy", "x[..., :3]");
        Refused("which.npy", "x[None]");
        Refused("few.npz", "9 labels for 20 images");
        Refused("unnamed.npz", "(a, b)");
        Refused("wide.csv", "--row-size");
        Refused("broken.csv", "line 2, column 2 is 'x'");
        Refused("uneven.csv", "line 2 has 3 columns");
        Refused("nan.csv", "line 2, column 2 is NaN");
    }

    [PillowFact]
    public void A_folder_of_pictures_gives_a_class_a_subfolder_and_is_mixed_by_the_seed()
    {
        PillowFactAttribute.Run(_folder.Path, """
            import numpy as np, os
            from PIL import Image
            for base in ('mine', 'parted/train', 'parted/test'):
                for label, name in enumerate(('cat', 'dog', 'eel')):
                    os.makedirs(f'{base}/{name}')
                    for k in range(10): Image.fromarray(np.full((6, 8), 20 * label + k, np.uint8)).save(f'{base}/{name}/{k}.png')
            open('mine/cat/notes.txt', 'w').write('x')
            os.makedirs('flat')
            for k in range(5): Image.fromarray(np.full((6, 8, 3), k, np.uint8) + np.array([0, 0, 9], np.uint8)).save(f'flat/{k}.jpg')
            Image.fromarray(np.full((6, 8), 200, np.uint8)).save('flat/gray.png')
            """);
        DigitData mine = Open("mine"), parted = Open("parted"), flat = Open("flat");
        Assert.Equal(["cat", "dog", "eel"], mine.ClassNames);
        Assert.Equal((24, 6), (mine.Train.Count, mine.Test.Count));
        Assert.Equal([0, 0, 1, 1, 2, 2], mine.Test.Labels.ToArray().Order().Select(label => (int)label));
        Assert.NotEqual(mine.Train.Labels.ToArray().Order(), mine.Train.Labels.ToArray());
        Assert.All(Enumerable.Range(0, 24), k => Assert.Equal(mine.Train.Label(k), (int)(255 * mine.Train.Image(k)[0] + 0.5) / 20));
        Assert.Contains("1 other file(s) passed over: notes.txt", mine.Description, StringComparison.Ordinal);
        Assert.Equal(mine.Test.Pixels.ToArray(), Open("mine").Test.Pixels.ToArray());
        Assert.NotEqual(mine.Test.Pixels.ToArray(), Open("mine", new ImagePreparation { SplitSeed = 2 }).Test.Pixels.ToArray());
        Assert.Equal((30, 30), (parted.Train.Count, parted.Test.Count));
        Assert.Equal((3, false), (flat.Train.Channels, flat.Train.HasLabels));
        Assert.Equal(1, Open("flat", new ImagePreparation { Color = ColorMode.Gray }).Train.Channels);
        Assert.Equal((1, 1), (Open("flat/1.jpg").Train.Count, Open("flat/1.jpg").Test.Count));

        DigitData chosen = Open("mine", new ImagePreparation { Classes = "eel,0", Resize = new PixelSize(4, 4), Balance = true });
        Assert.Equal([0, 2], chosen.Train.Labels.ToArray().Distinct().Order().Select(label => (int)label));
        Assert.Equal((16, 4, 4), (chosen.Train.Count, chosen.Train.Height, chosen.Train.Width));
        Assert.Contains("resized to 4x4", chosen.Train.Provenance, StringComparison.Ordinal);
        Assert.Contains("it has cat, dog, eel",
            Assert.Throws<ArgumentException>(() => Open("mine", new ImagePreparation { Classes = "cow" })).Message,
            StringComparison.Ordinal);
    }

    [PillowFact]
    public void A_folder_that_hides_something_is_refused()
    {
        PillowFactAttribute.Run(_folder.Path, """
            import numpy as np, os
            from PIL import Image
            def write(path, h=6, w=8):
                os.makedirs(os.path.dirname(path), exist_ok=True)
                Image.fromarray(np.zeros((h, w), np.uint8)).save(path)
            write('sizes/a.png'); write('sizes/b.png', 5, 5)
            write('empty/cat/a.png'); os.makedirs('empty/dog')
            write('beside/cat/a.png'); write('beside/b.png')
            write('third/train/a.png'); write('third/test/a.png'); write('third/extra/a.png')
            write('half/train/a.png'); os.makedirs('half/test')
            os.makedirs('other'); open('other/a.txt', 'w').write('x'); open('other/b.pdf', 'w').write('x')
            os.makedirs('arrays'); np.save('arrays/x.npy', np.zeros((2, 4, 4)))
            os.makedirs('nothing')
            write('bad/a.png'); open('bad/b.png', 'w').write('x')
            """);
        Refused("sizes", "6 x 8", "--resize");
        Refused("empty", "class 'dog' is empty");
        Refused("beside", "b.png beside subfolders");
        Refused("third", "extra beside train and test");
        Refused("half", "has no pictures");
        Refused("other", "has no images", "a.txt, b.pdf");
        Refused("arrays", "name the file itself");
        Refused("nothing", "It has nothing");
        Refused("bad", "b.png", "no picture");
        Assert.Equal((4, 4), (Open("sizes", new ImagePreparation { Resize = new PixelSize(4, 4) }).Train.Height, 4));
    }

    [Fact]
    public void CIFAR_is_read_from_its_binary_batches()
    {
        foreach (int k in Enumerable.Range(1, 5)) WriteBatch($"ten/data_batch_{k}.bin", 4, 1, k);
        WriteBatch("ten/test_batch.bin", 3, 1, 9);
        File.WriteAllText(_folder.At("ten/batches.meta.txt"), "airplane\nautomobile\n\n");
        WriteBatch("hundred/cifar-100-binary/train.bin", 6, 2, 1);
        WriteBatch("hundred/cifar-100-binary/test.bin", 2, 2, 2);
        DigitData ten = Open("ten"), hundred = Open("hundred");
        Assert.Equal((20, 3, 32, 32, 3), (ten.Train.Count, ten.Test.Count, ten.Train.Height, ten.Train.Width, ten.Train.Channels));
        Assert.Equal(["airplane", "automobile"], ten.ClassNames);
        // Plane by plane in the file, channel by channel here.
        Assert.Equal([(byte)17 / 255f, (17 + 1) / 255f, (17 + 2) / 255f], ten.Train.Image(0)[(17 * 3)..(17 * 3 + 3)].ToArray());
        Assert.Equal(1, ten.Train.Label(0));
        Assert.Equal((6, 2), (hundred.Train.Count, hundred.Test.Count));
        Assert.Equal(101, hundred.Train.Label(0));
        Assert.Equal(4, Open("ten/data_batch_2.bin", new ImagePreparation { TestFraction = 0 }).Train.Count);
        File.WriteAllBytes(_folder.At("ten/test_batch.bin"), new byte[3074]);
        Refused("ten", "test_batch.bin", "cut short");
        File.Delete(_folder.At("ten/data_batch_3.bin"));
        Assert.Contains("no data_batch_3.bin", Assert.Throws<FileNotFoundException>(() => Open("ten")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_IDX_file_is_opened_with_the_labels_beside_it_and_turned_if_asked()
    {
        byte[] pixels = [.. Enumerable.Range(0, 48).Select(k => (byte)k)];
        File.WriteAllBytes(_folder.At("emnist-x-images.IDX3-ubyte"), IdxBytes.File(pixels, 4, 3, 4));
        File.WriteAllBytes(_folder.At("EMNIST-x-labels.idx1-ubyte"), IdxBytes.File([0, 1, 0, 1], 4));
        File.WriteAllBytes(_folder.At("color-idx4"), IdxBytes.File(pixels, 2, 2, 4, 3));
        ImagePreparation all = new() { TestFraction = 0 };
        string emnist = _folder.At("emnist-x-images.IDX3-ubyte");
        DigitData plain = Open("upright:" + emnist, all, whole: true), turned = Open("transposed:" + emnist, all, whole: true);
        Assert.Equal(turned.Train.Pixels.ToArray(), Open(emnist, all, whole: true).Train.Pixels.ToArray());
        Assert.Contains("--transposed false", Open(emnist, all, whole: true).Description, StringComparison.Ordinal);
        Assert.Equal((4, 3, 4, true), (plain.Train.Count, plain.Train.Height, plain.Train.Width, plain.Train.HasLabels));
        Assert.Equal((4, 3), (turned.Train.Height, turned.Train.Width));
        Assert.Equal(plain.Train.Image(1)[1 * 4 + 2], turned.Train.Image(1)[2 * 3 + 1]);
        Assert.Equal((2, 3), (Open("color-idx4", all).Train.Count, Open("color-idx4", all).Train.Channels));
        File.WriteAllText(_folder.At("x.csv"), "0,1,1,0");
        Assert.Throws<ArgumentException>(() => Open("transposed:" + _folder.At("x.csv"), all, whole: true));
    }

    [Fact]
    public void Drawn_patterns_have_names()
    {
        DigitData spins = ImageSets.Open("spins:8x6:0.5"), colors = ImageSets.Open("colors:16");
        Assert.Equal((8, 6, 1), (spins.Train.Height, spins.Train.Width, spins.Train.Channels));
        Assert.All(spins.Train.Pixels.ToArray(), value => Assert.True(value is 0 or 1));
        Assert.Equal((2000, 16, 3), (colors.Train.Count, colors.Train.Height, colors.Train.Channels));
        Assert.Equal(10, colors.ClassNames.Count);
        Assert.All(colors.Train.Pixels.ToArray(), value => Assert.InRange(value, 0f, 1f));
        Assert.Equal(ColorPatterns.Draw(3, 1, "train", 16).Pixels.ToArray(), colors.Train.Take(3).Pixels.ToArray());
        Assert.Throws<ArgumentException>(() => ImageSets.Open("spins:8"));
        Assert.Throws<ArgumentException>(() => ImageSets.Open("spins:8x8:2"));
        Assert.Throws<ArgumentException>(() => ImageSets.Open("colors:1"));
    }

    [Fact]
    public void Crops_and_sizes_are_written_as_words()
    {
        Assert.Equal(new PixelSize(28, 32), PixelSize.Parse("28x32"));
        Assert.Equal("28x32", new PixelSize(28, 32).ToString());
        foreach (string wrong in new[] { "28", "0x4", "4x-1", "5000x5", "axb", "" })
            Assert.Throws<ArgumentException>(() => PixelSize.Parse(wrong));
        foreach (string crop in new[] { "square", "24x20", "24x20+2+0" }) Assert.Equal(crop, ImageCrop.Parse(crop).ToString());
        foreach (string wrong in new[] { "round", "24x20+2", "24x20+-1+0", "+1+1" })
            Assert.Throws<ArgumentException>(() => ImageCrop.Parse(wrong));
        Picture picture = new(4, 6, 1, [.. Enumerable.Range(0, 24).Select(k => k / 24f)]);
        Assert.Equal([1 / 24f, 2 / 24f, 3 / 24f, 4 / 24f],
            new ImagePreparation { Crop = ImageCrop.Square }.Apply(picture, "x").Values[..4]);
        Assert.Equal([15 / 24f, 16 / 24f], new ImagePreparation { Crop = ImageCrop.At(1, 2, 2, 3) }.Apply(picture, "x").Values);
        Assert.Contains("4 x 6", Assert.Throws<ArgumentException>(
            () => new ImagePreparation { Crop = ImageCrop.Middle(5, 5) }.Apply(picture, "x.png")).Message, StringComparison.Ordinal);
    }

    private DigitData Open(string name, ImagePreparation? preparation = null, bool whole = false) =>
        ImageSets.Open(whole ? name : _folder.At(name), preparation);

    private void Refused(string name, params string[] words)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Open(name));
        Assert.Contains(_folder.At(name.Split('/')[0]), error.Message, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private void WriteBatch(string name, int count, int labels, int first)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(name))!);
        List<byte> bytes = [];
        for (int k = 0; k < count; k++)
        {
            for (int label = 0; label < labels; label++) bytes.Add((byte)(first + 100 * label));
            for (int plane = 0; plane < 3; plane++) bytes.AddRange(Enumerable.Range(0, 1024).Select(pixel => (byte)(pixel + plane)));
        }
        File.WriteAllBytes(_folder.At(name), [.. bytes]);
    }

    // What images there are, whatever their order.
    private static IEnumerable<double> Sums(params ImageSet[] sets) => sets.SelectMany(images =>
        Enumerable.Range(0, images.Count).Select(k =>
        {
            double sum = 0;
            ReadOnlySpan<float> image = images.Image(k);
            for (int at = 0; at < image.Length; at++) sum += image[at] * (at + 1);
            return Math.Round(sum, 2);
        })).Order();
}
