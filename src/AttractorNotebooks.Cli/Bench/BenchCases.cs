using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Cli.Bench;

/// <summary>The operations that <c>attractor bench</c> times, on random tokens and couplings.</summary>
internal static class BenchCases
{
    public static readonly string[] Names = ["step", "gradient", "update", "train", "recall"];

    /// <summary>
    /// The sizes that are followed from version to version: what, N, d, B and storage. N = 256 and d = 24 are color images of 32 x 32.
    /// </summary>
    public static readonly (string What, int Tokens, int Dim, int Batch, CouplingStorage Storage)[] Standard =
    [
        ("step", 196, 8, 256, CouplingStorage.Float32),
        ("step", 196, 4, 256, CouplingStorage.Float32),
        ("step", 196, 32, 64, CouplingStorage.Float32),
        ("step", 784, 4, 64, CouplingStorage.Float32),
        ("step", 256, 24, 64, CouplingStorage.Float32),
        ("gradient", 196, 8, 256, CouplingStorage.Float32),
        ("update", 196, 8, 256, CouplingStorage.Float32),
        ("step", 196, 8, 1, CouplingStorage.Float32),
        ("step", 196, 8, 1, CouplingStorage.Float16),
        ("step", 196, 8, 1, CouplingStorage.Int8),
    ];

    /// <summary>Prepares a case.</summary>
    /// <param name="what">One of <see cref="Names"/>.</param>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    /// <param name="batch">B.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="width">Register width.</param>
    /// <param name="storage">How J is stored; other than as float32 for steps only.</param>
    public static BenchCase Create(
        string what, int tokens, int dim, int batch, WorkerPool workers, VectorWidth width, CouplingStorage storage) => what switch
        {
            "step" => Step(tokens, dim, batch, workers, width, storage),
            _ when storage != CouplingStorage.Float32 => throw new ArgumentException("--couplings belongs to steps; leave it out."),
            "gradient" => Update(tokens, dim, batch, workers, width, TokenChoice.All, optimiser: false),
            "update" => Update(tokens, dim, batch, workers, width, TokenChoice.All, optimiser: true),
            "train" => Update(tokens, dim, batch, workers, width, TokenChoice.Random, optimiser: true),
            "recall" => Recall(tokens, dim, batch, workers, width),
            _ => throw new ArgumentException($"'{what}' cannot be timed; choose one of {string.Join(", ", Names)}.", nameof(what)),
        };

    // 2 N^2 B (d^2 + 2 d): fields, scores, weighted sums.
    private static double StepOperations(double tokens, double dim, double batch) => 2 * tokens * tokens * batch * (dim * dim + 2 * dim);

    private static BenchCase Step(int tokens, int dim, int batch, WorkerPool workers, VectorWidth width, CouplingStorage storage)
    {
        Couplings couplings = Couplings.Random(tokens, dim, 1);
        PackedCouplings? packed = storage == CouplingStorage.Float32 ? null : PackedCouplings.From(couplings, storage);
        AttractorDynamics dynamics = packed is null
            ? new AttractorDynamics(couplings, new DynamicsSettings(), batch, workers, width)
            : new AttractorDynamics(packed, new DynamicsSettings(), batch, workers, width);
        dynamics.Start(RandomTokens(tokens, dim, batch));
        return new BenchCase(
            dynamics.Step, StepOperations(tokens, dim, batch), 1, packed?.ByteCount ?? (long)couplings.Values.Length * sizeof(float));
    }

    private static BenchCase Update(
        int tokens, int dim, int batch, WorkerPool workers, VectorWidth width, TokenChoice choice, bool optimiser)
    {
        LocalLearner learner = new(Couplings.Random(tokens, dim, 1), new LearningSettings { Tokens = choice }, workers, width);
        float[] x = RandomTokens(tokens, dim, batch);
        int turn = 0;
        // Fields and scores, then weighted outer products.
        double operations = (choice == TokenChoice.All ? tokens : 1.0) * 2 * tokens * batch * (2.0 * dim * dim + 2 * dim);
        return new BenchCase(optimiser ? () => learner.Update(x, turn++ % tokens) : () => learner.AllGradients(x, out _), operations, 1);
    }

    private static BenchCase Recall(int tokens, int dim, int batch, WorkerPool workers, VectorWidth width)
    {
        const int Steps = 100;
        int side = (int)Math.Sqrt(tokens);
        if (side * side != tokens || dim < 8)
            throw new ArgumentException($"Recall is timed on square images of 2 x 2 patches: the number of tokens must be a square and "
                + $"the dimension at least 8, not {tokens} and {dim}.");
        PatchGrid grid = new(2 * side, 2 * side, 2);
        ImageTokenizer tokenizer = new(grid, Embedding.Create(EmbeddingKind.Orthonormal, dim, grid.Components));
        AttractorDynamics dynamics = new(Couplings.Random(tokens, dim, 1), new DynamicsSettings(), batch, workers, width);
        float[] level = RandomLevels(batch * grid.Pixels), x = tokenizer.EncodeLevel<float>(level);
        bool[] masked = Corruption.RandomTokens(batch, tokens, 0.3, 1);
        return new BenchCase(
            () =>
            {
                dynamics.Start(x, masked);
                dynamics.Run(Steps, new TrajectoryRecorder(new ImageTarget(tokenizer, level, masked)));
            },
            Steps * StepOperations(tokens, dim, batch),
            Steps);
    }

    private static float[] RandomTokens(int tokens, int dim, int batch)
    {
        Random random = SeededRandom.Create(1, "bench");
        float[] x = new float[batch * tokens * dim];
        foreach (ref float value in x.AsSpan()) value = random.NextSingle() - 0.5f;
        return x;
    }

    private static float[] RandomLevels(int count)
    {
        Random random = SeededRandom.Create(1, "bench");
        float[] level = new float[count];
        foreach (ref float value in level.AsSpan()) value = random.NextSingle();
        return level;
    }
}
