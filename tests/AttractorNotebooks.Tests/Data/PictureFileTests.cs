using System.Globalization;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

public sealed class PictureFileTests : IDisposable
{
    // Every picture beside what Pillow itself reads from it, as one line of 8-bit red, green and blue.
    private const string Writer = """
        import numpy as np
        from PIL import Image
        rng = np.random.default_rng(1)
        rgb = Image.fromarray(rng.integers(0, 256, (5, 7, 3), dtype=np.uint8))
        gray = Image.fromarray(rng.integers(0, 256, (5, 7), dtype=np.uint8))
        smooth = Image.fromarray(np.add.outer(np.arange(16) * 8, np.arange(24) * 5).astype(np.uint8))
        made = {
            'rgb.png': (rgb, {}), 'gray.png': (gray, {}), 'one.png': (gray.convert('1'), {}),
            'palette.png': (rgb.quantize(16), {}), 'palette2.png': (rgb.quantize(3), {'bits': 2}),
            'opaque.png': (rgb.convert('RGBA'), {}), 'opaque-gray.png': (gray.convert('LA'), {}),
            'adam.png': (rgb, {'optimize': True}), 'rgb.bmp': (rgb, {}), 'gray.bmp': (gray, {}), 'one.bmp': (gray.convert('1'), {}),
            'palette.bmp': (rgb.quantize(16), {}), 'gray.pgm': (gray, {}), 'rgb.ppm': (rgb, {}), 'one.pbm': (gray.convert('1'), {}),
            'smooth.jpg': (smooth, {'quality': 95}), 'smooth-rgb.JPEG': (smooth.convert('RGB'), {'quality': 95, 'progressive': True}),
        }
        for name, (image, options) in made.items():
            if name.endswith(('JPEG', 'jpg')): image.save(name, 'JPEG', **options)
            else: image.save(name, **options)
            with Image.open(name) as back:
                values = np.asarray(back.convert('RGB')).reshape(-1)
                print(name, back.height, back.width, *values)
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PillowFact]
    public void Every_kind_of_picture_is_read_as_Pillow_reads_it()
    {
        string[] lines = PillowFactAttribute.Run(_folder.Path, Writer).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(17, lines.Length);
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            int[] numbers = [.. words[1..].Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
            Picture picture = PictureFile.Read(_folder.At(words[0]), null);
            Assert.Equal((words[0], numbers[0], numbers[1]), (words[0], picture.Height, picture.Width));
            bool colored = words[0].StartsWith("rgb", StringComparison.Ordinal) || words[0].StartsWith("palette", StringComparison.Ordinal)
                || words[0] is "opaque.png" or "adam.png";
            Assert.Equal((words[0], colored ? 3 : 1), (words[0], picture.Channels));
            float[] values = picture.ToRgb().Values;
            Assert.Equal(numbers.Length - 2, values.Length);
            // The decoders of JPEG round their cosines differently.
            int apart = words[0].StartsWith("smooth", StringComparison.Ordinal) ? 2 : 0;
            for (int k = 0; k < values.Length; k++)
                Assert.True(Math.Abs(numbers[k + 2] - 255 * values[k]) < apart + 0.01,
                    $"{words[0]}, value {k}: {numbers[k + 2]}, {255 * values[k]}");
        }
    }

    [PillowFact]
    public void What_would_be_lost_is_refused_with_the_way_out()
    {
        PillowFactAttribute.Run(_folder.Path, """
            import numpy as np
            from PIL import Image
            Image.fromarray((np.arange(12).reshape(3, 4) * 5000).astype(np.uint16)).save('deep.png')
            open('deep.pgm', 'wb').write(b'P5 2 1 65535\n' + bytes([1, 2, 3, 4]))
            clear = Image.fromarray(np.full((2, 2, 3), 100, np.uint8)).convert('RGBA')
            clear.putpixel((1, 0), (100, 100, 100, 128))
            clear.save('clear.png')
            indexed = Image.fromarray(np.zeros((2, 2), np.uint8)).convert('P')
            indexed.save('hole.png', transparency=0)
            frames = [Image.fromarray(np.full((4, 4), 60 * k, np.uint8)) for k in range(3)]
            frames[0].save('moving.png', save_all=True, append_images=frames[1:])
            frames[0].save('moving.gif', save_all=True, append_images=frames[1:])
            frames[0].save('still.tif')
            big = Image.fromarray(np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8))
            for name in ('cut.png', 'cut.jpg', 'cut.bmp', 'cut.ppm'):
                big.save(name)
                data = open(name, 'rb').read()
                open(name, 'wb').write(data[:len(data) * 2 // 3])
            """);
        File.WriteAllText(_folder.At("text.png"), "this is no picture");
        Refused("deep.png", "16 bits", ".npy");
        Refused("deep.pgm", "16 bits", ".npy");
        Refused("clear.png", "transparent at row 0, column 1", "--background");
        Refused("hole.png", "transparent at row 0, column 0");
        Refused("moving.png", "animated");
        Refused("moving.gif", "GIF");
        Refused("still.tif", "TIFF");
        Refused("text.png", "no picture");
        foreach (string name in new[] { "cut.png", "cut.jpg", "cut.bmp", "cut.ppm" }) Refused(name, "cut short");
        Picture white = PictureFile.Read(_folder.At("clear.png"), 1);
        Assert.Equal([100 / 255f, (float)((100 * 128 / 255.0 + 127) / 255)], white.Values[..2]);
    }

    [PillowFact]
    public void A_header_that_promises_too_much_is_refused_before_memory_is_asked_for()
    {
        PillowFactAttribute.Run(_folder.Path, """
            import struct, zlib
            def chunk(kind, body): return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
            for name, side in (('huge.png', 60000), ('large.png', 8000)):
                open(name, 'wb').write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', side, side, 8, 2, 0, 0, 0))
                    + chunk(b'IDAT', zlib.compress(b'0' * 100)) + chunk(b'IEND', b''))
            """);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused("huge.png", "60000 x 60000");
        Refused("large.png", "cannot hold");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    // Found by the fuzzing of tests/AttractorNotebooks.Fuzz: the decoder divided by zero, threw what nobody expected, asked for a gigabyte.
    [Theory]
    [InlineData("zero.pgm", "P2 2 2 0\n1 2 3 4\n", -1, 0)]
    [InlineData("wide.bmp", null, 18, 805_306_380)]
    [InlineData("palette.bmp", null, 10, 1_073_757_824)]
    [InlineData("colors.bmp", null, 46, 268_435_456)]
    public void What_the_decoder_stumbles_over_is_a_damaged_picture(string name, string? text, int at, int value)
    {
        string path = _folder.At(name);
        if (text is not null) File.WriteAllText(path, text);
        else
        {
            using SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.L8> picture = new(4, 4);
            using MemoryStream stream = new();
            picture.Save(stream,
                new SixLabors.ImageSharp.Formats.Bmp.BmpEncoder { BitsPerPixel = SixLabors.ImageSharp.Formats.Bmp.BmpBitsPerPixel.Pixel8 });
            byte[] bytes = stream.ToArray();
            BitConverter.GetBytes(value).CopyTo(bytes, at);
            File.WriteAllBytes(path, bytes);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => PictureFile.Read(path, null));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [PillowFact]
    public void A_photo_is_turned_as_its_camera_says()
    {
        PillowFactAttribute.Run(_folder.Path, """
            import numpy as np
            from PIL import Image
            image = Image.fromarray(np.add.outer(np.zeros(8), np.arange(16) * 16).astype(np.uint8))
            exif = Image.Exif()
            exif[0x112] = 6
            image.save('turned.jpg', exif=exif, quality=95)
            """);
        Picture picture = PictureFile.Read(_folder.At("turned.jpg"), null);
        Assert.Equal((16, 8), (picture.Height, picture.Width));
        Assert.True(picture.Values[0] < 0.1 && picture.Values[^1] > 0.9);
    }

    [PillowFact]
    public void Gray_is_the_luma_of_Pillow_and_resizing_keeps_the_mean_as_its_triangle_does()
    {
        string[] lines = PillowFactAttribute.Run(_folder.Path, """
            import numpy as np
            from PIL import Image
            image = Image.fromarray(np.random.default_rng(2).integers(0, 256, (24, 30, 3), dtype=np.uint8))
            image.save('x.png')
            print(*np.asarray(image.convert('L')).reshape(-1))
            print(*np.asarray(image.resize((10, 8), Image.BILINEAR)).reshape(-1))
            """).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Picture picture = PictureFile.Read(_folder.At("x.png"), null);
        Same(lines[0], picture.ToGray().Values);
        Same(lines[1], picture.ResizedTo(new PixelSize(8, 10)).Values);

        static void Same(string line, float[] values)
        {
            int[] pillow = [.. line.Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
            Assert.Equal(pillow.Length, values.Length);
            // Pillow rounds to 8 bits after each of two passes.
            for (int k = 0; k < values.Length; k++) Assert.InRange(255 * values[k], pillow[k] - 1.5, pillow[k] + 1.5);
        }
    }

    private void Refused(string name, params string[] words)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => PictureFile.Read(_folder.At(name), null));
        Assert.StartsWith(_folder.At(name), error.Message, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }
}
