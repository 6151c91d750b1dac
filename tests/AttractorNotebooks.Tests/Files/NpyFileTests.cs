using System.Globalization;
using AttractorNotebooks.Files;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Files;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PillowFact]
    public void Every_type_order_and_byte_order_of_NumPy_is_read()
    {
        string[] lines = PillowFactAttribute.Run(_folder.Path, """
            import numpy as np
            count = 0
            for code in ('f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', '?'):
                for order in '<>':
                    for shape in ((), (0, 3), (5,), (2, 3), (2, 3, 4), (2, 1, 3, 2)):
                        for fortran in (False, True):
                            size = int(np.prod(shape))
                            a = (np.arange(size) * 3 % 7 - (2 if code[0] in 'fi' else 0)).reshape(shape)
                            a = a.astype(code if code == '?' else np.dtype(order + code))
                            if fortran: a = np.asfortranarray(a)
                            np.save(f'{count}.npy', a)
                            print(count, *a.reshape(-1).astype(float))
                            count += 1
            with open('v2.npy', 'wb') as f: np.lib.format.write_array(f, np.arange(3.0), version=(2, 0))
            """).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(12 * 2 * 6 * 2, lines.Length);
        foreach (string line in lines)
        {
            double[] numbers = [.. line.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
            Assert.Equal(numbers[1..], NpyFile.Read(_folder.At($"{numbers[0]}.npy")).ToDoubles());
        }
        Assert.Equal([0, 1, 2], NpyFile.Read(_folder.At("v2.npy")).ToDoubles());
    }

    [PillowFact]
    public void NumPy_reads_back_what_is_written()
    {
        NpzFile.Write(_folder.At("x.npz"), new Dictionary<string, Tensor>
        {
            ["a"] = Tensor.From([0.5f, -2, 3], 1, 3),
            ["b"] = Tensor.From([1.0 / 3], 1),
            ["c"] = Tensor.From([1L << 40, -7], 2),
            ["none"] = Tensor.From(Array.Empty<float>(), 0, 4),
        });
        string output = PillowFactAttribute.Run(_folder.Path, """
            import numpy as np
            x = np.load('x.npz', allow_pickle=False)
            for name in x.files: print(name, x[name].dtype, x[name].shape, x[name].tolist())
            """);
        Assert.Equal(
            "a float32 (1, 3) [[0.5, -2.0, 3.0]]\nb float64 (1,) [0.3333333333333333]\nc int64 (2,) [1099511627776, -7]\nnone float32 (0, "
            + "4) []\n",
            output.ReplaceLineEndings("\n"));
    }

    [PillowFact]
    public void Damaged_files_are_refused_and_no_more_memory_is_asked_for_than_they_back()
    {
        PillowFactAttribute.Run(_folder.Path, """
            import numpy as np, zipfile
            np.save('good.npy', np.arange(1000.0))
            data = open('good.npy', 'rb').read()
            open('cut.npy', 'wb').write(data[:-1])
            open('more.npy', 'wb').write(data + b'x')
            open('huge.npy', 'wb').write(data.replace(b'(1000,)', b'(1 << 9)'))
            open('promise.npy', 'wb').write(data.replace(b"(1000,), }          ", b"(200000, 1000), }   "))
            open('overflow.npy', 'wb').write(data.replace(b"(1000,), }                    ", b"(4000000000, 4000000000), }   "))
            open('text.npy', 'wb').write(b'hello')
            np.save('complex.npy', np.zeros(3, complex))
            np.save('objects.npy', np.array([{}, 1], dtype=object), allow_pickle=True)
            np.save('words.npy', np.array(['a', 'b']))
            np.savez_compressed('packed.npz', a=np.arange(1000), b=np.zeros(10))
            packed = open('packed.npz', 'rb').read()
            open('cut.npz', 'wb').write(packed[:-30])
            broken = bytearray(packed); broken[150:170] = bytes(20)
            open('broken.npz', 'wb').write(broken)
            with zipfile.ZipFile('other.npz', 'w') as z: z.writestr('readme.txt', 'hi')
            """);
        Assert.Equal(1000, NpyFile.Read(_folder.At("good.npy")).ToDoubles().Length);
        Refused("cut.npy", "cut short");
        Refused("more.npy", "more bytes follow");
        Refused("huge.npy", "shape");
        Refused("promise.npy", "cut short: the header promises 200000 x 1000");
        Refused("overflow.npy", "more than one array holds");
        Refused("text.npy", "not .npy data");
        Refused("complex.npy", "no real number");
        Refused("objects.npy", "no real number");
        Refused("words.npy", "no real number");
        Refused("cut.npz", "zip archive");
        Refused("broken.npz", "damaged");
        Refused("other.npz", "readme.txt");
        Assert.Equal(["a", "b"], NpzFile.NamesIn(_folder.At("packed.npz")));
        Assert.Contains("'c'; it has a, b", Assert.Throws<InvalidDataException>(() => NpzFile.Read(_folder.At("packed.npz"), "c")).Message,
            StringComparison.Ordinal);
    }

    private void Refused(string name, string words)
    {
        string path = _folder.At(name);
        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => name.EndsWith("npz", StringComparison.Ordinal) ? NpzFile.Read(path).Values.First() : NpyFile.Read(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
