using AttractorNotebooks.Data;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Transformers;

/// <summary>
/// A transformer's parameters with all that is needed to use them again: how images are cut, how it was trained, and on what.
/// </summary>
/// <remarks>
/// Kept as safetensors: every parameter under its own name, float32, with the image's size, the plan, the seed and this library's
/// version as metadata.
/// </remarks>
public sealed class TrainedTransformer
{
    private const string Format = "attractor-transformer";

    internal TrainedTransformer(TransformerPlan plan, PatchGrid grid, float[] parameters, int epochs, string provenance)
    {
        (Plan, Grid, Parameters, Epochs, Provenance) = (plan, grid, parameters, epochs, provenance);
        Transformer = Create(plan, grid);
        Tokenizer = new ImageTokenizer(grid, Identity(grid.Components));
    }

    /// <summary>How it was trained.</summary>
    public TransformerPlan Plan { get; }

    /// <summary>How images are cut.</summary>
    public PatchGrid Grid { get; }

    /// <summary>Epochs of training so far.</summary>
    public int Epochs { get; }

    /// <summary>The training images, in words.</summary>
    public string Provenance { get; }

    /// <summary>How many numbers were learnt.</summary>
    public int ParameterCount => Parameters.Length;

    /// <summary>From the transformer's output to images, as for any other tokens; its embedding is the identity.</summary>
    public ImageTokenizer Tokenizer { get; }

    /// <summary>What was done to the training images before; what is restored should be prepared alike.</summary>
    public ImagePreparation Preparation { get; init; } = new();

    internal Transformer<float> Transformer { get; }

    internal float[] Parameters { get; }

    /// <summary>Writes the transformer, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => new SafeTensorsFile(Tensors(), Metadata()).Write(path);

    /// <summary>Reads a transformer.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or holds something else; says what.</exception>
    public static TrainedTransformer Load(string path) => From(SafeTensorsFile.Read(path), path);

    /// <summary>Whether a file holds a transformer rather than couplings, as far as its metadata say.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no safetensors file.</exception>
    public static bool IsIn(string path)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        return file.Metadata.TryGetValue("format", out string? format) && format == Format;
    }

    internal static Transformer<float> Create(TransformerPlan plan, PatchGrid grid) =>
        new(new TransformerShape(grid.Tokens, grid.Components, plan.Width, plan.Heads, plan.Hidden, plan.Blocks, plan.Norm));

    internal static TrainedTransformer From(SafeTensorsFile file, string path)
    {
        try
        {
            NetworkDescription.RequireFormat(file, Format);
            TransformerPlan plan = SettingsJson.Read<TransformerPlan>(TrainedNetwork.Text(file, "plan")).Validated();
            PatchGrid grid = new(TrainedNetwork.Number(file, "height"), TrainedNetwork.Number(file, "width"), plan.Patch,
                TrainedNetwork.Number(file, "channels"));
            float[] parameters = Read(file, Create(plan, grid).Layout, "");
            return new TrainedTransformer(
                plan, grid, parameters, TrainedNetwork.Count(file, "epochs"), TrainedNetwork.Text(file, "data"))
            {
                Preparation = NetworkDescription.ReadPreparation(file),
            };
        }
        catch (Exception error) when (TrainedNetwork.IsOfTheFile(error))
        {
            throw new InvalidDataException($"'{path}' holds no trained transformer: {error.Message}", error);
        }
    }

    /// <summary>Gathers the parts of an array of parameters, or of numbers of an optimiser that belong to them.</summary>
    internal static float[] Read(SafeTensorsFile file, ParameterLayout layout, string prefix)
    {
        // Every shape is compared before memory is asked for: the plan may promise more than the file holds.
        foreach (Parameter parameter in layout.Parameters)
        {
            Tensor tensor = file[prefix + parameter.Name];
            if (!tensor.Shape.SequenceEqual(parameter.Shape.Select(axis => (long)axis)))
                throw new InvalidDataException($"its tensor '{prefix}{parameter.Name}' has shape [{string.Join(", ", tensor.Shape)}], but "
                    + $"its plan needs [{string.Join(", ", parameter.Shape)}].");
        }
        float[] all = new float[layout.Length];
        foreach (Parameter parameter in layout.Parameters)
            TrainedNetwork.Finite(file, prefix + parameter.Name).CopyTo(parameter.Of(all));
        return all;
    }

    /// <summary>The parts of such an array as tensors.</summary>
    internal static IEnumerable<KeyValuePair<string, Tensor>> Write(float[] all, ParameterLayout layout, string prefix) =>
        layout.Parameters.Select(parameter => KeyValuePair.Create(prefix + parameter.Name,
            Tensor.From((ReadOnlySpan<float>)parameter.Of(all), [.. parameter.Shape.Select(axis => (long)axis)])));

    /// <summary>The levels that the blocks' output says.</summary>
    /// <param name="output">[images, N, a].</param>
    /// <returns>[images, height, width, channels]; within [0, 1] where pixels are spherical, else as the plan reads them out.</returns>
    internal float[] Decode(ReadOnlySpan<float> output)
    {
        if (Plan.Pixels == PixelCode.Spherical) return Tokenizer.Decode(output);
        float[] pixels = new float[2 * Grid.Pixels], level = new float[output.Length / 2];
        (float low, float high) = Plan.ReadOut switch
        {
            ReadOut.Gray => (0, 1),
            ReadOut.Symmetric => (-1, 1),
            _ => (float.NegativeInfinity, float.PositiveInfinity),
        };
        for (int start = 0; start < level.Length; start += Grid.Pixels)
        {
            Grid.Join(output.Slice(2 * start, pixels.Length), pixels.AsSpan());
            for (int k = 0; k < Grid.Pixels; k++) level[start + k] = Math.Clamp(pixels[2 * k], low, high);
        }
        return level;
    }

    internal Dictionary<string, Tensor> Tensors() => new(Write(Parameters, Transformer.Layout, ""));

    internal Dictionary<string, string> Metadata()
    {
        Dictionary<string, string> metadata = new(NetworkDescription.Head(Format, Plan.Seed, Provenance, Epochs))
        {
            ["height"] = NetworkDescription.Invariant(Grid.Height),
            ["width"] = NetworkDescription.Invariant(Grid.Width),
            ["channels"] = NetworkDescription.Invariant(Grid.Channels),
            ["plan"] = SettingsJson.Write(Plan),
        };
        NetworkDescription.AddPreparation(metadata, Preparation);
        return metadata;
    }

    internal void RequireFit(ImageSet images)
    {
        if (images.Height != Grid.Height || images.Width != Grid.Width || images.Channels != Grid.Channels)
            throw new ArgumentException($"{images.Name} has images of {images.Height} x {images.Width} x {images.Channels}, but the "
                + $"transformer was trained on {Grid.Height} x {Grid.Width} x {Grid.Channels}.", nameof(images));
    }

    private static Embedding Identity(int components)
    {
        double[] matrix = new double[components * components];
        for (int k = 0; k < components; k++) matrix[k * components + k] = 1;
        return new Embedding(matrix, components, components);
    }
}
