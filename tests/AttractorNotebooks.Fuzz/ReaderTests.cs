using System.IO.Compression;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Sequences;
using AttractorNotebooks.Sweeps;
using AttractorNotebooks.Tokens;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Fuzz;

/// <summary>Everything that is read from files and from mirrors.</summary>
public sealed class ReaderTests : IDisposable
{
    private static readonly DigitData Digits = new(GeneratedDigits.Draw(30, seed: 1), GeneratedDigits.Draw(10, seed: 1, split: "test"),
        "generated");

    private static readonly TrainingPlan Plan = new()
    {
        Examples = 20,
        Epochs = 3,
        Patch = 14,
        Dim = 4,
        Embedding = EmbeddingKind.Gaussian,
        Learning = new LearningSettings { BatchSize = 8 },
    };

    private static readonly TransformerPlan TransformerPlan = TransformerPlan.Repeated(RecallTask.Mask) with
    {
        Patch = 14,
        Width = 4,
        Heads = 2,
        Hidden = 4,
        Examples = 20,
        Epochs = 3,
        BatchSize = 8,
        WarmUp = 2,
    };

    private static readonly WorkerPool One = new(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("attractor-fuzz-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Idx()
    {
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, .. Enumerable.Range(0, 24).Select(k => (byte)k)];
        Hammer.Strike(20_000, random =>
        {
            byte[] input = Mutation.Of(images, random);
            // Packed after the change, changed after the packing, or not packed.
            if (random.Next(3) is var how and > 0) input = how == 1 ? Gzip(input) : Mutation.Of(Gzip(images), random);
            using MemoryStream stream = new(input);
            IdxFile.Read(stream, "digits", 3);
        }, "digits");
    }

    [Fact]
    public void Folders_of_digits()
    {
        Dictionary<string, byte[]> files = new()
        {
            ["train-images-idx3-ubyte"] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8],
            ["train-labels-idx2-int"] = [0, 0, 12, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2],
            ["t10k-images-idx3-ubyte"] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4],
            ["t10k-labels-idx1-ubyte"] = [0, 0, 8, 1, 0, 0, 0, 1, 7],
        };
        Hammer.Strike(2_000, random =>
        {
            string wrong = files.Keys.ElementAt(random.Next(files.Count));
            foreach ((string name, byte[] content) in files)
                File.WriteAllBytes(At(name), name == wrong ? Mutation.Of(content, random) : content);
            MnistFolder.Read(_folder);
        }, _folder);
    }

    [Fact]
    public void Couplings_and_their_training()
    {
        TrainingSession session = TrainingSession.Start(Plan, Digits, One);
        session.RunEpoch();
        Files(session.Save, path => TrainedNetwork.Load(path), path => TrainingSession.Resume(path, Plan, Digits, One));
    }

    [Fact]
    public void Transformers_and_their_training()
    {
        TransformerTraining training = TransformerTraining.Start(TransformerPlan, Digits, One);
        training.RunEpoch();
        Files(training.Save, path => TrainedTransformer.Load(path), path => TransformerTraining.Resume(path, TransformerPlan, Digits, One));
    }

    [Fact]
    public void Sequences_and_their_training()
    {
        SequenceSettings settings = new() { Context = 3, Pairs = 2, Epochs = 3, BatchSize = 32 };
        SequenceText text = new(string.Concat(Enumerable.Repeat("to be or not to be, ", 20)), "The text");
        SequenceTraining training = SequenceTraining.Start(settings, text, One);
        training.RunEpoch();
        Files(training.Save, path => TrainedSequence.Load(path), path => SequenceTraining.Resume(path, settings, text, One));
    }

    [Fact]
    public void Texts()
    {
        byte[] good = "\uFEFFDie Türen, 門 🚪\r\nand more\n"u8.ToArray();
        Hammer.Strike(5_000, random =>
        {
            File.WriteAllBytes(At("text.txt"), Mutation.Of(good, random));
            SequenceText.Read(At("text.txt"));
        }, At("text.txt"));
    }

    [Fact]
    public void Specifications_of_sweeps()
    {
        byte[] good = """
            {
              "preset": "figure",
              "settings": { "training.examples": 2000, "data.images": 64, "dynamics.update": "retention 0.5", "recall.keep_images_at": [1, 2], "training.learning.attention.clamp": null },
              "grid": { "dynamics.attention.lambda": [0.25, 1, 4], "seed": [1, 2], "recall.task": ["mask", "noise"] },
              "measures": ["mse_5", "lifetime"]
            }
            """u8.ToArray();
        Hammer.Strike(4_000, random =>
        {
            File.WriteAllBytes(At("spec.json"), Mutation.Of(good, random));
            Sweep.Read(At("spec.json"));
        }, At("spec.json"));
    }

    [Fact]
    public void Points_of_sweeps()
    {
        Sweep sweep = Sweep.Of(new Experiment { Data = new DataChoice { Images = 3 } }).Measure(Measures.Mse(1));
        StoredPoint point = new(_folder, sweep.Points[0], "0123", sweep.Measured);
        point.Write(new Dictionary<string, double[]> { ["mse_1"] = [0.1, 0.2, 0.3] }, null, 1);
        byte[] good = File.ReadAllBytes(At("0123.json"));
        Hammer.Strike(4_000, random =>
        {
            File.WriteAllBytes(At("0123.json"), Mutation.Of(good, random));
            point.Read();
        }, At("0123.json"));
    }

    private string At(string name) => Path.Combine(_folder, name);

    // Bytes anywhere; a value of the metadata, so that the rest is right; the numbers of a tensor.
    private void Files(Action<string> save, params Action<string>[] readers)
    {
        save(At("file"));
        byte[] bytes = File.ReadAllBytes(At("file"));
        SafeTensorsFile good = SafeTensorsFile.Read(At("file"));
        foreach (Action<string> read in readers)
        {
            Hammer.Strike(1_500, random =>
            {
                switch (random.Next(3))
                {
                    case 0:
                        File.WriteAllBytes(At("file"),
                            Mutation.Of(random.Next(2) == 0 ? bytes : bytes[..Math.Min(bytes.Length, 4000)], random));
                        break;
                    case 1:
                        string key = good.Metadata.Keys.ElementAt(random.Next(good.Metadata.Count));
                        new SafeTensorsFile(good.Tensors,
                            new Dictionary<string, string>(good.Metadata) { [key] = Mutation.Of(good.Metadata[key], random) }).Write(
                            At("file"));
                        break;
                    default:
                        string name = good.Tensors.Keys.ElementAt(random.Next(good.Tensors.Count));
                        Tensor tensor = good[name];
                        byte[] content = tensor.Bytes.ToArray();
                        BitConverter.GetBytes(float.NaN).CopyTo(content, 4 * random.Next(content.Length / 4));
                        new SafeTensorsFile(
                            new Dictionary<string, Tensor>(good.Tensors) { [name] = new Tensor(tensor.Type, [.. tensor.Shape], content) },
                            good.Metadata).Write(At("file"));
                        break;
                }
                read(At("file"));
            }, At("file"));
        }
    }

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }
}
