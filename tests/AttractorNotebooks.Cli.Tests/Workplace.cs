using System.Buffers.Binary;
using System.Text.Json.Nodes;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>An empty folder to run the command in, with few enough digits for tests that start many processes.</summary>
internal sealed class Workplace : IDisposable
{
    public const int Train = 200, Test = 60, Side = 14;

    public string Path { get; } = Directory.CreateTempSubdirectory("attractor-command-").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Runs the command to its end and keeps what it said.</summary>
    public Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        AttractorProcess.RunAsync(Path, arguments);

    /// <summary>Runs the command, which must succeed, and reads a JSON object from every line of its output.</summary>
    public async Task<JsonObject[]> LinesAsync(params string[] arguments)
    {
        (int exitCode, string output, string error) = await RunAsync([.. arguments, "--json"]);
        Assert.True(exitCode == 0, error);
        return ReadLines(output);
    }

    public static JsonObject[] ReadLines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonObject)JsonNode.Parse(line)!)];

    /// <summary>Runs the command, which must fail with exit code 1 and say why, without a stack trace.</summary>
    public async Task FailsAsync(string message, params string[] arguments)
    {
        (int exitCode, string output, string error) = await RunAsync(arguments);
        Assert.True(exitCode == 1, $"Exit code {exitCode}: {output}{error}");
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
    }

    /// <summary>
    /// Writes a folder of generated digits in MNIST's form, 14 x 14 pixels or the full 28 x 28, named <paramref name="folder"/>.
    /// </summary>
    public string WriteDigits(string folder = "digits", int seed = 1, bool full = false)
    {
        Directory.CreateDirectory(At(folder));
        Write("train", GeneratedDigits.Draw(Train, seed));
        Write("t10k", GeneratedDigits.Draw(Test, seed, "test"));
        return folder;

        void Write(string stem, ImageSet images)
        {
            int side = full ? 2 * Side : Side;
            byte[] pixels = full ? [.. images.Pixels.ToArray().Select(value => (byte)Math.Round(255 * value))]
                : new byte[images.Count * Side * Side];
            for (int k = 0; k < pixels.Length && !full; k++)
            {
                // Every pixel is the mean of four.
                int image = k / (Side * Side), at = k / Side % Side * 4 * Side + k % Side * 2;
                ReadOnlySpan<float> gray = images.Image(image);
                pixels[k] = (byte)Math.Round(255 / 4.0 * (gray[at] + gray[at + 1] + gray[at + 2 * Side] + gray[at + 2 * Side + 1]));
            }
            File.WriteAllBytes(At($"{folder}/{stem}-images-idx3-ubyte"), [.. Header(images.Count, side, side), .. pixels]);
            File.WriteAllBytes(At($"{folder}/{stem}-labels-idx1-ubyte"), [.. Header(images.Count), .. images.Labels.ToArray()]);
        }
    }

    private static byte[] Header(params ReadOnlySpan<int> shape)
    {
        byte[] header = new byte[4 + 4 * shape.Length];
        (header[2], header[3]) = (8, (byte)shape.Length);
        for (int k = 0; k < shape.Length; k++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * k), shape[k]);
        return header;
    }
}
