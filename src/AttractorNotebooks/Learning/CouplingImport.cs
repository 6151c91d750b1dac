using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>Makes a network of couplings that another program wrote as safetensors, with whatever metadata or none.</summary>
/// <remarks>
/// J is [N, N, d, d]: the block J_ij acts on token j and is heard by token i. Its numbers may be F64, F32, F16 or BF16. The
/// embedding F [d, a] may lie in the file too; without one it has to be said, for couplings mean nothing under another.
/// </remarks>
public sealed record CouplingImport
{
    /// <summary>Height and width of an image in pixels.</summary>
    public required PixelSize Image { get; init; }

    /// <summary>p, the side of a patch in pixels.</summary>
    public required int Patch { get; init; }

    /// <summary>Channels of an image: 1 (gray) or 3 (color).</summary>
    public int Channels { get; init; } = 1;

    /// <summary>The name of J in the file; null for <c>J</c>, or the only tensor of four axes.</summary>
    public string? Tensor { get; init; }

    /// <summary>The embedding; null for the tensor <c>embedding</c> [d, a] of the file.</summary>
    public EmbeddingKind? Embedding { get; init; }

    /// <summary>Seed of a random embedding.</summary>
    public int EmbeddingSeed { get; init; } = new TrainingPlan().EmbeddingSeed;

    /// <summary>What of a gray value becomes a pixel.</summary>
    public GrayLevel Gray { get; init; }

    /// <summary>Whether blocks J_ii are set to zero; else one that is not is refused.</summary>
    public bool ZeroDiagonal { get; init; }

    /// <summary>How to recall with it.</summary>
    public DynamicsSettings Recall { get; init; } = new();

    /// <summary>Reads the couplings.</summary>
    /// <param name="path">The safetensors file.</param>
    /// <returns>A network that recalls but does not learn on; half-precision couplings stay so where they are F16.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or a shape or an entry does not fit; says which, and the way out.
    /// </exception>
    /// <exception cref="ArgumentException">The settings do not fit each other; says why.</exception>
    public TrainedNetwork Read(string path)
    {
        PatchGrid grid = new(Image.Height, Image.Width, Patch, Channels);
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        string name = NameIn(file, path);
        Tensor j = file[name];
        int dim = Dim(j, grid, $"{path}: '{name}'");
        ImageTokenizer tokenizer = new(grid, EmbeddingIn(file, path, dim, grid.Components));
        Couplings couplings = new(grid.Tokens, dim);
        j.Read(0, couplings.Values);
        RequireFinite(couplings, $"{path}: '{name}'");
        for (int i = 0; i < grid.Tokens; i++)
            if (ZeroDiagonal) couplings.Block(i, i).Clear();
            else if (couplings.Block(i, i).ContainsAnyExcept(0f))
                throw new InvalidDataException($"{path}: '{name}' couples token {i} to itself: J[{i}, {i}] is not zero. Set these "
                    + "blocks to zero, or have it done (ZeroDiagonal, --zero-diagonal).");
        TrainingPlan plan = new()
        {
            Patch = Patch,
            Dim = dim,
            Embedding = Embedding ?? default,
            EmbeddingSeed = EmbeddingSeed,
            Gray = Gray,
            Epochs = 0,
            Recall = Recall.Validated(),
            Learning = new LearningSettings { Attention = Recall.Attention, Rule = new ForeignRule("imported") },
        };
        TrainedNetwork network = new(couplings, tokenizer, plan, 0, $"unknown images: imported from {Path.GetFileName(path)}");
        return j.Type == TensorType.F16 ? network.Stored(CouplingStorage.Float16) : network;
    }

    private string NameIn(SafeTensorsFile file, string path)
    {
        if (Tensor is not null) return file.Tensors.ContainsKey(Tensor) ? Tensor : throw Missing($"no tensor '{Tensor}'");
        if (file.Tensors.ContainsKey("J")) return "J";
        string[] four = [.. file.Tensors.Where(entry => entry.Value.Shape.Count == 4).Select(entry => entry.Key)];
        return four.Length == 1 ? four[0] : throw Missing($"no tensor 'J', and {four.Length} of four axes");

        InvalidDataException Missing(string what) => new($"{path}: has {what}. Name the couplings (Tensor, --tensor); it has "
            + $"{string.Join(", ", file.Tensors.Take(12).Select(entry => $"{entry.Key} {Text(entry.Value.Shape)}"))}.");
    }

    private static int Dim(Tensor j, PatchGrid grid, string what)
    {
        if (j.Type is not (TensorType.F64 or TensorType.F32 or TensorType.F16 or TensorType.BF16))
            throw new InvalidDataException(
                $"{what} holds {j.TypeName}; couplings are F64, F32, F16 or BF16: convert it, in PyTorch by J.float().");
        IReadOnlyList<long> shape = j.Shape;
        int n = grid.Tokens;
        string image = $"an image of {grid.Height} x {grid.Width} in patches of {grid.Patch} has {n} tokens";
        string wrong = $"{what} has the shape {Text(shape)}, but {image}, and couplings are [{n}, {n}, d, d]";
        if (shape.Count == 2 && shape[0] == shape[1] && shape[0] % n == 0 && shape[0] > 0)
            throw new InvalidDataException($"{wrong}: reshape it, in NumPy by J.reshape({n}, {shape[0] / n}, {n}, {shape[0] / n})"
                + ".transpose(0, 2, 1, 3).copy().");
        if (shape.Count != 4) throw new InvalidDataException($"{wrong}: give it four axes.");
        if (shape[0] == n && shape[2] == n && shape[1] == shape[3] && shape[1] != n)
            throw new InvalidDataException($"{wrong}: exchange its axes, in NumPy by J.transpose(0, 2, 1, 3).copy().");
        if (shape[0] == shape[1] && shape[2] == shape[3] && shape[0] != n)
            throw new InvalidDataException($"{wrong}: choose another size of images or patches, so that there are {shape[0]} tokens.");
        if (shape[0] != n || shape[1] != n || shape[2] != shape[3] || shape[2] is < 1 or > int.MaxValue)
            throw new InvalidDataException($"{wrong}: its axes are listening token, heard token, and the rows and columns of a block.");
        return (int)shape[2];
    }

    private Embedding EmbeddingIn(SafeTensorsFile file, string path, int dim, int components)
    {
        const string Name = NetworkDescription.EmbeddingName;
        if (Embedding is EmbeddingKind kind) return Tokens.Embedding.Create(kind, dim, components, EmbeddingSeed);
        if (!file.Tensors.TryGetValue(Name, out Tensor? f))
            throw new InvalidDataException($"{path}: has no tensor '{Name}' [{dim}, {components}], and couplings mean nothing under "
                + "another embedding than their own: add it, or say which it was (Embedding, --embedding).");
        return f.Shape.SequenceEqual([dim, components])
            ? new Embedding(f.ToDoubles(), dim, components)
            : throw new InvalidDataException($"{path}: '{Name}' has the shape {Text(f.Shape)}, but tokens of {dim} components and patches "
                + $"of {components} need [{dim}, {components}]: give that one, or say which it was (Embedding, --embedding).");
    }

    private static void RequireFinite(Couplings couplings, string what)
    {
        int block = couplings.Dim * couplings.Dim;
        for (int k = 0; k < couplings.Values.Length; k++)
            if (!float.IsFinite(couplings.Values[k]))
                throw new InvalidDataException($"{what} has {couplings.Values[k]} in the block J[{k / couplings.RowLength}, "
                    + $"{k % couplings.RowLength / block}]; all numbers must be finite, and within float32.");
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
