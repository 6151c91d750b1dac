using System.Text.Json;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Web.Tests;

/// <summary>The page computes what the library computes.</summary>
public class SameNumbersTests(TestBrowser browser) : IClassFixture<TestBrowser>
{
    private const int Side = 12;
    private static readonly int[] Kept = [1, 5, 50];

    [BrowserFact]
    public async Task States_of_twenty_random_settings_are_those_of_the_library()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page);
        for (int seed = 1; seed <= 20; seed++)
        {
            Random random = new(seed);
            (EmbeddingKind kind, int dim) = (Enum.GetValues<EmbeddingKind>()[seed % Enum.GetValues<EmbeddingKind>().Length],
                seed % 3 == 0 ? 12 : 8);
            if (kind == EmbeddingKind.Identity) dim = 8;
            DynamicsSettings settings = Settings(seed, random);
            TrainedNetwork network = SmallNetworks.Random(kind, dim, settings, seed);
            float[] image = new float[Side * Side];
            foreach (ref float value in image.AsSpan()) value = random.NextSingle();
            bool[] masked = Corruption.RandomTokens(1, network.Tokenizer.Tokens, 0.1 + 0.6 * random.NextDouble(), seed);

            JsonElement result = await page.CallAsync(
                "async ({ packed, image, mask, keep }) => attractor.run({ network: await attractor.open(JSON.parse(packed)), image, mask, "
                + "steps: 50, keep })",
                new
                {
                    packed = ExplorerPage.ToJson(PackedNetwork.Pack(network, "random", PackedNetwork.Float32)),
                    image = Array.ConvertAll(image, v => (double)v),
                    mask = masked,
                    keep = Kept
                });

            float[] tokens = network.Tokenizer.EncodeLevel<float>(ImageTokenizer.Level<float>(image));
            TrajectoryRecorder recorder = new(new ImageTarget(network.Tokenizer, ImageTokenizer.Level<float>(image), masked), Kept,
                energies: true, norms: true);
            AttractorDynamics dynamics = new(network.Couplings, settings, 1);
            dynamics.Start(tokens, masked);
            dynamics.Run(50, recorder);
            Trajectory trajectory = recorder.ToTrajectory();
            double[][] plain = new ReferenceDynamics(network.Couplings.ToDoubles(), network.Couplings.Tokens, dim, settings)
                .Run(network.Tokenizer.EncodeLevel<double>(Array.ConvertAll(ImageTokenizer.Level<float>(image), u => (double)u)),
                    masked, 50);
            string name = $"seed {seed}: {kind}, d = {dim}, {settings}";
            foreach (int t in Kept)
            {
                double[] state = Numbers(result.GetProperty("states")
                    .GetProperty(t.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                Close(plain[t - 1], state, 1e-6, $"{name}, t = {t}, float64");
                Close(Array.ConvertAll(trajectory.States[t], x => (double)x), state, 1e-3, $"{name}, t = {t}, float32");
            }
            // The page's index 0 is the start.
            Close([.. trajectory.Errors.Select(errors => errors[0])], Numbers(result.GetProperty("errors"))[1..], 1e-3, $"{name}, errors");
            Close([.. trajectory.MaskedErrors.Select(errors => errors[0])], Numbers(result.GetProperty("maskedErrors"))[1..], 1e-3,
                $"{name}, masked errors");
            Close([.. trajectory.Energies.Select(energies => energies[0])], Numbers(result.GetProperty("energies"))[1..], 1e-3,
                $"{name}, energies");
            Close([.. trajectory.Norms.Select(norms => norms[0])], Numbers(result.GetProperty("lengths"))[1..], 1e-3, $"{name}, lengths");
        }
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task Error_curves_with_packed_couplings_are_within_one_percent()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page);
        EmbeddingKind[] kinds = Enum.GetValues<EmbeddingKind>();
        TrainedNetwork[] networks = [.. kinds.Select(SmallNetworks.PublishedWith)];
        foreach (TrainedNetwork each in networks)
            await page.CallAsync("async packed => { attractor.networks.push(await attractor.open(JSON.parse(packed))); }",
                ExplorerPage.ToJson(PackedNetwork.Pack(each, "J", 8)));
        for (int seed = 1; seed <= 20; seed++)
        {
            int kind = seed % kinds.Length;
            DynamicsSettings settings = Settings(seed, new Random(seed));
            double[] curve = await PackedCurveAsync(page, 1 + kind, networks[kind], settings), expected = Curve(networks[kind], settings);
            for (int t = 0; t < PackedSteps; t++)
                Assert.True(Math.Abs(curve[t] / expected[t] - 1) <= 0.01,
                    $"seed {seed}: {kinds[kind]}, {settings}, t = {t + 1}: {curve[t]} in the page, {expected[t]} in the library");
        }
    }

    // A pixel whose two components are both near zero decodes to any level: a curve is a mean over images, in which one pixel counts
    // little.
    private const int PackedImages = 8, PackedSteps = 12;

    private static bool[] PackedMask(int image, int tokens) => Corruption.RandomTokens(1, tokens, 0.3, 100 + image);

    private static double[] Curve(TrainedNetwork network, DynamicsSettings settings)
    {
        double[] mean = new double[PackedSteps];
        for (int k = 0; k < PackedImages; k++)
        {
            float[] levels = SmallNetworks.Digits.Test.Select(k).Levels();
            bool[] masked = PackedMask(k, network.Tokenizer.Tokens);
            AttractorDynamics dynamics = new(network.Couplings, settings, 1);
            dynamics.Start(network.Tokenizer.EncodeLevel<float>(levels), masked);
            TrajectoryRecorder recorder = new(new ImageTarget(network.Tokenizer, levels, masked));
            dynamics.Run(PackedSteps, recorder);
            foreach ((int t, double[] errors) in recorder.ToTrajectory().Errors.Index()) mean[t] += errors[0] / PackedImages;
        }
        return mean;
    }

    private static async Task<double[]> PackedCurveAsync(TestPage page, int index, TrainedNetwork network, DynamicsSettings settings)
    {
        JsonElement curve = await page.CallAsync(
            """
            ({ network, images, masks, settings, steps }) => {
              const curves = images.map((image, k) => attractor.run({ network, image, mask: masks[k], settings: JSON.parse(settings), steps }).errors);
              return curves[0].map((_, t) => curves.reduce((sum, errors) => sum + errors[t] / curves.length, 0));
            }
            """,
            new
            {
                network = index,
                images = Enumerable.Range(0, PackedImages).Select(k => SmallNetworks.Digits.Test.Select(k).Pixels.ToArray()),
                masks = Enumerable.Range(0, PackedImages).Select(k => PackedMask(k, network.Tokenizer.Tokens)),
                settings = ExplorerPage.ToJson(PageRecall.Of(settings)),
                steps = PackedSteps,
            });
        return Numbers(curve)[1..];
    }

    [BrowserFact]
    public async Task One_seed_hides_and_disturbs_the_same_in_page_and_library()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page);
        ImageSet image = SmallNetworks.Digits.Test.Select(3);
        foreach (int seed in new[] { 0, 1, 77, int.MaxValue })
        {
            JsonElement tokens = await page.CallAsync("damage => [...maskOf(attractor.networks[0], damage)]",
                new { hide = "tokens", fraction = 0.3, seed });
            Assert.Equal(Corruption.RandomTokens(1, 196, 0.3, seed), Numbers(tokens).Select(value => value == 1));
            JsonElement block = await page.CallAsync("damage => [...maskOf(attractor.networks[0], damage)]",
                new { hide = "block", side = 5, seed });
            Assert.Equal(Corruption.SquareBlock(1, 14, 14, 5, seed), Numbers(block).Select(value => value == 1));
            foreach (NoiseLaw law in Enum.GetValues<NoiseLaw>())
            {
                JsonElement noise = await page.CallAsync(
                    "({ level, noise, seed }) => [...addNoise(level, { noise, strength: 0.7, seed })]",
                    new { level = image.Levels(), noise = law.ToString().ToLowerInvariant(), seed });
                Close(Array.ConvertAll(Corruption.Noise(image, 0.7, seed, law), u => (double)u), Numbers(noise), 1e-6, law.ToString());
            }
        }
    }

    [BrowserFact]
    public async Task Predictions_are_those_of_the_library_for_single_sources_and_pooled_heads()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page);
        foreach (TrainingPlan preset in new[] { TrainingPresets.Normalized, TrainingPresets.Pooled })
        {
            TrainedNetwork network = SmallNetworks.Train(
                preset with { Examples = 400, Epochs = 1, Patch = 2, Learning = preset.Learning with { BatchSize = 64 } });
            ImageSet image = SmallNetworks.Digits.Test.Select(4);
            bool[] masked = Corruption.RandomTokens(1, network.Tokenizer.Tokens, 0.4, 2);
            // Random numbers of few bits are the exact couplings that the library computes with here.
            PackedNetwork packed = PackedNetwork.Pack(network, "normalized", 8);
            string path = browser.FilePath("packed.json");
            await File.WriteAllTextAsync(path, ExplorerPage.ToJson(packed));
            TrainedNetwork same = new(packed.Unpack(), network.Tokenizer, network.Plan, 1, "test", network.Recall);
            JsonElement result = await page.CallAsync(
                "async ({ packed, image, mask }) => attractor.run({ network: await attractor.open(JSON.parse(packed)), image, mask, rule: "
                + "'prediction', steps: 3, keep: [1, 3] })",
                new { packed = await File.ReadAllTextAsync(path), image = image.Pixels.ToArray(), mask = masked });
            foreach (int t in new[] { 1, 3 })
            {
                float[] means = same.Predictor().Predict(network.Tokenizer.EncodeLevel<float>(image.Levels()), masked, t);
                double[] state = Numbers(result.GetProperty("states").GetProperty($"{t}"));
                for (int k = 0; k < state.Length; k++)
                    if (masked[k / network.Tokenizer.Dim]) Assert.Equal(means[k], state[k], 1e-4);
            }
        }
    }

    [BrowserFact]
    public async Task The_published_corrupted_digits_become_the_same_pictures()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page);
        PackedNetwork packed = PackedNetwork.Pack(SmallNetworks.Published, "J", 8);
        TrainedNetwork network = SmallNetworks.Published;
        foreach (RecallTask task in Enum.GetValues<RecallTask>())
        {
            CorruptedImages corrupted = PublishedImages.Corrupted(task, PublishedImages.Bare, network.Tokenizer.Grid);
            AttractorDynamics dynamics = new(packed.Unpack()[0], network.Recall, 2);
            dynamics.Start(network.Tokenizer.EncodeLevel<float>(corrupted.Corrupted), corrupted.Masked);
            TrajectoryRecorder recorder = new(statesAt: [5, 20]);
            dynamics.Run(20, recorder);
            int size = network.Tokenizer.Grid.Pixels, tokens = network.Tokenizer.Tokens;
            for (int k = 0; k < 2; k++)
            {
                JsonElement result = await page.CallAsync("({ level, mask }) => attractor.run({ level, mask, steps: 20, keep: [5, 20] })",
                    new
                    {
                        level = corrupted.Corrupted.Skip(k * size).Take(size).Select(u => (double)u),
                        mask = task == RecallTask.Mask ? corrupted.Masked.Skip(k * tokens).Take(tokens) : null,
                    });
                foreach (int t in new[] { 5, 20 })
                {
                    double[] expected = [.. network.Tokenizer.Decode<float>(recorder.ToTrajectory().States[t]).Skip(k * size).Take(size)
                        .Select(u => (double)u)];
                    Close(expected, Numbers(result.GetProperty("images").GetProperty($"{t}")), 1e-3, $"{task}, digit {k}, t = {t}");
                }
            }
        }
    }

    private static DynamicsSettings Settings(int seed, Random random) => new()
    {
        Attention = new AttentionSettings(Math.Exp(random.NextDouble() * 3 - 1.5),
            random.Next(2) == 0 ? null : 0.5 + 3 * random.NextDouble()),
        Update = (seed % 4) switch
        {
            0 => UpdateRule.Residual,
            1 => UpdateRule.Retain(random.NextDouble()),
            2 => UpdateRule.Leaky(random.NextDouble()),
            _ => new UpdateRule("own", 2 * random.NextDouble(), random.NextDouble(), UnitTokens: seed % 8 == 7),
        },
        LayerNorm = random.Next(3) > 0,
        // Without the sphere a state may grow without bound.
        Sphere = seed % 4 != 2 || random.Next(2) == 0,
        MaskMode = Enum.GetValues<MaskMode>()[seed / 2 % 4],
        Order = seed % 5 == 0 ? UpdateOrder.Asynchronous : UpdateOrder.Synchronous,
        LambdaFactor = random.Next(3) == 0 ? 0.97 + 0.06 * random.NextDouble() : 1,
        Seed = seed,
    };

    private static double[] Numbers(JsonElement array) =>
        [.. array.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];

    // Relative to the largest entry.
    private static void Close(double[] expected, double[] actual, double tolerance, string name)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(Math.Abs), worst = expected.Zip(actual, (one, other) => Math.Abs(one - other)).Max();
        Assert.True(largest > 0 && worst <= tolerance * largest,
            $"{name}: off by {worst / largest:E1} of the largest entry, more than {tolerance:E1}.");
    }
}
