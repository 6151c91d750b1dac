using System.Text;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Experiments;

/// <summary>A recall as arrays for NumPy, by the names that stand in its .npz file.</summary>
/// <remarks>
/// B images, N tokens of d components, T kept times, S steps.
/// <c>times</c> [T] int64: the steps that were kept, 0 for the start.
/// <c>states</c> [T, B, N, d] float32: x. <c>images</c> [T, B, h, w, c] float32: the levels u that they decode to.
/// <c>mse</c>, <c>masked_mse</c>, <c>known_mse</c>, <c>correlation</c> [S, B] float64: one row a step, t = 1 first; for masks all
/// of them, for noise without the second and third.
/// <c>originals</c>, <c>corrupted</c> [B, h, w, c] float32: u; masked pixels of the latter still hold the original.
/// <c>mask</c> [B, N] bool, for masks: true where a token was hidden.
/// <c>energies</c> [T, B, N] float32: the local energies e_i of the states, as the step that follows each sees it (layer norm,
/// lambda and sources are those of step t + 1), infinite where a token has no source.
/// <c>attention_of</c> [K] int64 and <c>attention</c> [T, B, K, N] float32: a_ij of the tokens asked for, seen likewise.
/// <c>settings</c> [bytes] uint8: JSON text in UTF-8 with settings, seed and version, in Python
/// <c>json.loads(z["settings"].tobytes())</c>.
/// </remarks>
public static class RecallFile
{
    private const string Format = "attractor-recall";

    /// <summary>How many bytes the arrays over saved times take, in memory and before they are packed.</summary>
    /// <param name="tokenizer">How images become tokens.</param>
    /// <param name="images">B.</param>
    /// <param name="times">T.</param>
    /// <param name="attentionOf">K.</param>
    public static long Bytes(ImageTokenizer tokenizer, int images, int times, int attentionOf)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        long image = (long)tokenizer.Tokens * (tokenizer.Dim + 1 + attentionOf) + tokenizer.Grid.Pixels;
        return checked(images * image * times * sizeof(float));
    }

    internal static void Write(
        string path, RecallResult result, TrainedNetwork? network, IReadOnlyList<int> attentionOf, WorkerPool? workers)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (network is null && attentionOf.Count > 0)
            throw new ArgumentException("Attention is that of couplings: name the network that recalled.", nameof(network));
        if (network is not null) RequireFitting(result.Tokenizer, network.Tokenizer, attentionOf);
        int[] times = [.. result.Plan.KeepImagesAt.Where(t => t <= result.Plan.Steps).Distinct().Order()];
        Dictionary<string, Tensor> arrays = Measured(result);
        float[][] states = [.. times.Select(t => result.StateAt(t))];
        (PatchGrid grid, int n, int d) = (result.Grid, result.Tokenizer.Tokens, result.Tokenizer.Dim);
        long b = result.Level.Length / grid.Pixels;
        arrays["times"] = Tensor.From(Array.ConvertAll(times, t => (long)t), times.Length);
        arrays["states"] = Tensor.Stack(TensorType.F32, states, times.Length, b, n, d);
        arrays["images"] = Tensor.Stack(TensorType.F32, states.Select(state => result.Tokenizer.Decode<float>(state)),
            times.Length, b, grid.Height, grid.Width, grid.Channels);
        DynamicsSettings? dynamics = result.Plan.Dynamics ?? network?.Recall;
        if (network is not null)
        {
            StateAttention look = new(network, dynamics!, result.MaskedTokens, attentionOf, workers);
            (float[] Energies, float[] Attention)[] seen = [.. times.Zip(states, look.Of)];
            arrays["energies"] = Tensor.Stack(TensorType.F32, seen.Select(one => one.Energies), times.Length, b, n);
            if (attentionOf.Count > 0)
            {
                arrays["attention_of"] = Tensor.From(attentionOf.Select(i => (long)i).ToArray(), attentionOf.Count);
                arrays["attention"] = Tensor.Stack(TensorType.F32, seen.Select(one => one.Attention),
                    times.Length, b, attentionOf.Count, n);
            }
        }
        byte[] settings = Encoding.UTF8.GetBytes(SettingsJson.Write(Settings(result, dynamics, network)));
        arrays["settings"] = Tensor.Over<byte>(TensorType.U8, settings, settings.Length);
        NpzFile.Write(path, arrays);
    }

    /// <summary>Refuses tokens that a network does not have.</summary>
    /// <exception cref="ArgumentException">One is missing or named twice; says which.</exception>
    public static void RequireTokens(IReadOnlyList<int> attentionOf, int tokens)
    {
        ArgumentNullException.ThrowIfNull(attentionOf);
        foreach (int token in attentionOf)
            if (token < 0 || token >= tokens)
                throw new ArgumentException(
                    $"There is no token {token} whose attention could be written; tokens go from 0 to {tokens - 1}.");
        if (attentionOf.Distinct().Count() < attentionOf.Count)
            throw new ArgumentException("The attention of a token is asked for twice; name every token once.");
    }

    private static void RequireFitting(ImageTokenizer recalled, ImageTokenizer given, IReadOnlyList<int> attentionOf)
    {
        if (recalled.Tokens != given.Tokens || recalled.Dim != given.Dim)
            throw new ArgumentException($"The recall has {recalled.Tokens} tokens of {recalled.Dim} components, the network that is given "
                + $"{given.Tokens} of {given.Dim}; give the one that recalled.");
        RequireTokens(attentionOf, given.Tokens);
    }

    private static Dictionary<string, Tensor> Measured(RecallResult result)
    {
        PatchGrid grid = result.Grid;
        long b = result.Level.Length / grid.Pixels;
        long[] image = [b, grid.Height, grid.Width, grid.Channels];
        Dictionary<string, Tensor> arrays = new()
        {
            ["originals"] = Tensor.Over(result.Level, image),
            ["corrupted"] = Tensor.Over(result.Corrupted, image),
        };
        if (!result.MaskedTokens.IsEmpty) arrays["mask"] = Tensor.Over(TensorType.BOOL, result.MaskedTokens, b, result.Tokenizer.Tokens);
        Trajectory measured = result.Trajectory;
        Add("mse", measured.Errors);
        Add("masked_mse", measured.MaskedErrors);
        Add("known_mse", measured.KnownErrors);
        Add("correlation", measured.Correlations);
        return arrays;

        void Add(string name, IReadOnlyList<double[]> values)
        {
            if (values.Count > 0) arrays[name] = Tensor.Stack(TensorType.F64, values, values.Count, b);
        }
    }

    private static Dictionary<string, object?> Settings(RecallResult result, DynamicsSettings? dynamics, TrainedNetwork? network) => new()
    {
        ["format"] = Format,
        ["format_version"] = 1,
        ["library"] = $"AttractorNotebooks {TrainedNetwork.LibraryVersion}",
        ["seed"] = result.Plan.Seed,
        ["gray"] = result.Gray,
        ["patch"] = result.Grid.Patch,
        ["plan"] = result.Plan,
        ["dynamics"] = dynamics,
        ["trained_on"] = network?.Provenance,
        ["epochs"] = network?.Epochs,
    };
}
