using System.Globalization;
using System.Numerics;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Verification;

/// <summary>
/// Computes every tensor of a test-vector file again, with the plain float64 reference and with the float32 path:
/// is this build right on this machine?
/// </summary>
/// <remarks>
/// A file gives J [N, N, d, d], x [B, N, d], mask [B, N] (1 known, 0 masked), train_order and, where it starts from images, images
/// [B, height, width], embedding [d, a] and the patch side in its metadata. All other tensors are named by what they
/// hold and with which settings, and are computed.
/// </remarks>
public sealed class TestVectors
{
    // "mask" may come as any number type; these are the inputs.
    private static readonly string[] Given = ["J", "x", "mask", "train_order", "images", "embedding"];

    private readonly SafeTensorsFile _file;
    private readonly double[] _x;
    private readonly double[] _maskedX;
    private readonly bool[] _masked;
    private readonly IModelUnderTest _float64;
    private readonly IModelUnderTest _float32;
    private readonly ImageTokenizer? _tokenizer;
    private readonly Dictionary<(IModelUnderTest, LearningSettings), (double[] Losses, double[] Couplings)> _trained = [];

    private TestVectors(SafeTensorsFile file, WorkerPool? workers, VectorWidth? width)
    {
        _file = file;
        Tensor x = Shaped("x", 3), couplings = Shaped("J", 4), mask = Shaped("mask", 2);
        if (x.Shape[0] == 0) throw new InvalidDataException("x holds no samples.");
        (int tokens, int dim) = ((int)x.Shape[1], (int)x.Shape[2]);
        if (!couplings.Shape.SequenceEqual([tokens, tokens, dim, dim]))
            throw new InvalidDataException(
                $"x has {tokens} tokens of {dim} components, but J has shape [{string.Join(", ", couplings.Shape)}].");
        if (!mask.Shape.SequenceEqual(x.Shape.Take(2)))
            throw new InvalidDataException($"x has shape [{string.Join(", ", x.Shape)}], but mask has [{string.Join(", ", mask.Shape)}].");
        _x = x.ToDoubles();
        // The files mark known tokens with 1 and masked ones with 0.
        _masked = Array.ConvertAll(mask.ToDoubles(), value => value == 0);
        _maskedX = [.. _x];
        for (int token = 0; token < _masked.Length; token++) if (_masked[token]) _maskedX.AsSpan(token * dim, dim).Clear();
        _float64 = new Float64Model(couplings.ToDoubles(), tokens, dim);
        _float32 = new Float32Model(new Couplings(tokens, dim, couplings.ToSingles()), workers, width);
        _tokenizer = Tokenizer();
    }

    /// <summary>Checks a file.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    /// <returns>One result a computed tensor, as they are ready.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, lacks an input, or holds a tensor that is not known.</exception>
    public static IEnumerable<TensorCheck> Check(string path, CancellationToken cancellation = default) =>
        Check(path, null, null, cancellation);

    /// <summary>Checks a file on given threads at a given register width; null for what this machine would choose.</summary>
    internal static IEnumerable<TensorCheck> Check(
        string path, WorkerPool? workers, VectorWidth? width, CancellationToken cancellation = default)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        TestVectors vectors;
        try { vectors = new TestVectors(file, workers, width); }
        catch (Exception error) when (error is ArgumentException or InvalidDataException)
        {
            throw new InvalidDataException($"'{path}' is no file of test vectors: {error.Message}", error);
        }
        string[] computed = [.. file.Tensors.Keys.Where(name => !Given.Contains(name) || (name == "x" && vectors._tokenizer is not null))];
        if (computed.Length == 0) throw new InvalidDataException($"'{path}' holds inputs only; there is nothing to check.");
        foreach (string name in computed)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return vectors.Check(name, file[name]);
        }
    }

    private TensorCheck Check(string name, Tensor tensor)
    {
        double[] expected = tensor.ToDoubles();
        TensorName parsed = new(name);
        (double float64, _) = Error(expected, Compute<double>(_float64, parsed, expected.Length), Tolerances.Reference);
        bool accumulates = parsed.What is "trajectory" or "train_loss" or "train_J";
        double tolerance = accumulates ? Tolerances.KernelsAccumulated : Tolerances.Kernels;
        (double float32, double outliers) = Error(expected, Compute<float>(_float32, parsed, expected.Length), tolerance);
        bool ok = float64 <= Tolerances.Reference
            && (float32 <= tolerance || (parsed.What == "train_J" && outliers <= Tolerances.OutlierFraction));
        return new TensorCheck(name, float64, float32, ok);
    }

    private double[] Compute<T>(IModelUnderTest model, TensorName name, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int sample = _x.Length / (int)_file["x"].Shape[0];
        double[] result = name.What switch
        {
            "x_masked" => _maskedX,
            "layer_norm" => model.LayerNorm(_x, null),
            "layer_norm_masked" => model.LayerNorm(_maskedX, _masked),
            "energy" => model.Energy(_x, Attention(name)),
            "attention" => model.Attention(_x, null, Attention(name)),
            "attention_masked" => model.Attention(_maskedX, _masked,
                new AttentionSettings(name.Number("lambda"), AttentionSettings.PublishedClamp)),
            "gradient" => model.Gradient(_x, Token(name), Attention(name)),
            "step" => model.Trajectory(_x, null, Step(name), 1),
            "step_masked" => model.Trajectory(_x, _masked, Step(name), 1),
            "trajectory" => model.Trajectory(_x, _masked,
                new DynamicsSettings { Attention = Attention(name), Update = UpdateRule.Retain(name.Number("g")) }, length / _x.Length),
            "train_loss" => Train(model, Learning(name)).Losses,
            "train_J" => Train(model, Learning(TrainingSettings())).Couplings,
            "pixels" or "patches" or "x" or "unembedded" or "decoded" => TokenizerStages.Compute<T>(
                _tokenizer ?? throw new InvalidDataException($"The file has '{name.What}' but no 'patch' in its metadata."), name.What,
                    _file["images"].ToDoubles(), _x),
            _ => throw new InvalidDataException($"The tensor '{name.What}' is none that this program knows how to compute."),
        };
        return result.Length == length
            ? result : throw new InvalidDataException(
            $"The tensor '{name.What}' has {length} entries; {result.Length} were expected for samples of {sample} numbers.");
    }

    // Losses and couplings come from the same training.
    private (double[] Losses, double[] Couplings) Train(IModelUnderTest model, LearningSettings settings)
    {
        if (_trained.TryGetValue((model, settings), out (double[], double[]) trained)) return trained;
        long tokens = _file["x"].Shape[1];
        long[] order = _file["train_order"].ToIntegers();
        if (order.Any(i => i < 0 || i >= tokens)) throw new InvalidDataException($"train_order names tokens outside 0 to {tokens - 1}.");
        return _trained[(model, settings)] = model.Train(_x, order, settings);
    }

    private int Token(TensorName name)
    {
        int i = name.Index("i");
        return i >= 0 && i < _file["x"].Shape[1]
            ? i : throw new InvalidDataException(
            $"The tensor '{name.What}' asks for i={i}, but the tokens are 0 to {_file["x"].Shape[1] - 1}.");
    }

    // The settings of training stand in the name of the losses.
    private TensorName TrainingSettings() =>
        new(_file.Tensors.Keys.FirstOrDefault(key => key.StartsWith("train_loss[", StringComparison.Ordinal))
            ?? throw new InvalidDataException("The file has train_J but no train_loss[...] that names its settings."));

    private static AttentionSettings Attention(TensorName name) => new(name.Number("lambda"), name.NumberOrNone("clamp"));

    private static DynamicsSettings Step(TensorName name) => new()
    {
        Attention = new AttentionSettings(1.5, AttentionSettings.PublishedClamp),
        Update = UpdateRule.Retain(name.Number("g")),
        LayerNorm = name.Flag("layer_norm"),
        Sphere = name.Flag("sphere"),
    };

    private static LearningSettings Learning(TensorName name) => new()
    {
        Attention = Attention(name),
        Optimizer = new OptimizerSettings
        {
            LearningRate = name.Number("lr"),
            WeightDecay = name.Number("wd"),
            ClipNorm = name.Number("clip")
        },
    };

    private ImageTokenizer? Tokenizer()
    {
        if (!_file.Metadata.TryGetValue("patch", out string? patch)) return null;
        if (!int.TryParse(patch, NumberStyles.None, CultureInfo.InvariantCulture, out int side))
            throw new InvalidDataException($"The metadata say patch = '{patch}', which is no number.");
        Tensor images = Shaped("images", 3), embedding = Shaped("embedding", 2);
        PatchGrid grid = new((int)images.Shape[1], (int)images.Shape[2], side);
        return new ImageTokenizer(grid, new Embedding(embedding.ToDoubles(), (int)embedding.Shape[0], (int)embedding.Shape[1]));
    }

    private Tensor Shaped(string name, int axes) => _file[name].Shape.Count == axes
        ? _file[name]
        : throw new InvalidDataException($"The tensor '{name}' has {_file[name].Shape.Count} axes instead of {axes}.");

    private static (double Largest, double Outliers) Error(double[] expected, double[] actual, double tolerance)
    {
        double scale = expected.Max(Math.Abs);
        if (scale == 0) scale = 1;
        double[] errors = [.. expected.Zip(actual, (e, a) => Math.Abs(e - a) / scale)];
        // A number that is none is as wrong as can be.
        return (errors.Any(double.IsNaN) ? double.PositiveInfinity : errors.Max(),
            errors.Count(error => !(error <= tolerance)) / (double)errors.Length);
    }
}
