using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Model;
using AttractorNotebooks.Tests.Simd;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Dynamics;

public class TrajectoryRecorderTests
{
    private const int Steps = 6;

    public static TheoryData<VectorWidth> EveryWidth => Widths.Data;

    [Theory]
    [MemberData(nameof(EveryWidth))]
    public void Errors_are_those_of_the_decoded_images(VectorWidth width)
    {
        foreach ((int patch, int channels, int dim, int batch) in new[] { (2, 1, 8, 17), (2, 1, 8, 1), (3, 1, 18, 3), (1, 3, 7, 5),
            (2, 3, 24, 33) })
        {
            Experiment experiment = new(patch, channels, dim, batch);
            foreach (bool masks in new[] { true, false })
            {
                AttractorDynamics dynamics = experiment.Start(masks, width: width);
                TrajectoryRecorder recorder = new(experiment.Target(masks), Enumerable.Range(1, Steps));
                dynamics.Run(Steps, recorder);
                Trajectory trajectory = recorder.ToTrajectory();
                Assert.Equal((Steps, Steps, Steps), (trajectory.Steps, trajectory.Errors.Count, trajectory.Correlations.Count));
                for (int t = 1; t <= Steps; t++)
                {
                    bool[] pixels = masks ? experiment.Tokenizer.Grid.PixelMasks(experiment.Masked) : [];
                    ImageErrors expected = ImageErrors.Measure(experiment.Tokenizer.Decode<float>(trajectory.States[t]), experiment.Level,
                        experiment.Tokenizer.Grid.Pixels, pixels);
                    Closeness.AssertClose(expected.All, trajectory.Errors[t - 1], 5e-6, "errors");
                    Closeness.AssertClose(expected.Correlation, trajectory.Correlations[t - 1], 2e-5, "correlations");
                    if (!masks) continue;
                    Closeness.AssertClose(expected.Masked!, trajectory.MaskedErrors[t - 1], 5e-6, "masked errors");
                    Closeness.AssertClose(expected.Known!, trajectory.KnownErrors[t - 1], 5e-6, "known errors");
                }
                Assert.Equal(masks ? Steps : 0, trajectory.MaskedErrors.Count);
            }
        }
    }

    [Fact]
    public void A_constant_original_has_correlation_0_whatever_its_gray()
    {
        const int Grays = 41;
        Experiment experiment = new(4, 1, 8, Grays, side: 28);
        for (int b = 0; b < Grays; b++) experiment.Level.AsSpan(b * 784, 784).Fill(b / (Grays - 1f));
        AttractorDynamics dynamics = experiment.Start(masks: false);
        TrajectoryRecorder recorder = new(experiment.Target(masks: false));
        dynamics.Run(2, recorder);
        Assert.Equal(new double[Grays], recorder.ToTrajectory().Correlations[1]);
    }

    [Fact]
    public void Energies_and_norms_are_means_over_tokens()
    {
        Experiment experiment = new(2, 1, 8, 5);
        AttractorDynamics dynamics = experiment.Start(masks: true);
        TrajectoryRecorder recorder = new(energies: true, norms: true);
        for (int t = 1; t <= 3; t++)
        {
            dynamics.Run(1, recorder);
            float[] energies = new float[5 * experiment.Tokenizer.Tokens], norms = new float[5];
            dynamics.CopyEnergies(energies);
            dynamics.CopyMeanNorms(norms);
            Trajectory trajectory = recorder.ToTrajectory();
            Closeness.AssertClose([.. Enumerable.Range(0, 5).Select(b => energies.AsSpan(b * 9, 9).ToArray().Average(e => (double)e))],
                trajectory.Energies[t - 1], 1e-12);
            Closeness.AssertClose(Closeness.Widen(norms), trajectory.Norms[t - 1], 1e-12);
        }
    }

    [Fact]
    public void Nothing_is_kept_that_was_not_asked_for()
    {
        Experiment experiment = new(2, 1, 8, 3);
        AttractorDynamics dynamics = experiment.Start(masks: true);
        TrajectoryRecorder nothing = new(), states = new(statesAt: [2, 5, 99]);
        dynamics.Run(3, nothing);
        dynamics.Run(3, states);
        Trajectory empty = nothing.ToTrajectory(), kept = states.ToTrajectory();
        Assert.Equal(3, empty.Steps);
        foreach (Trajectory trajectory in new[] { empty, kept })
        {
            Assert.Empty(trajectory.Errors);
            Assert.Empty(trajectory.MaskedErrors);
            Assert.Empty(trajectory.KnownErrors);
            Assert.Empty(trajectory.Correlations);
            Assert.Empty(trajectory.Energies);
            Assert.Empty(trajectory.Norms);
        }
        Assert.Empty(empty.States);
        Assert.Equal([5], kept.States.Keys);
    }

    [Fact]
    public void Recording_does_not_disturb_what_it_looks_at()
    {
        Experiment experiment = new(2, 1, 8, 3);
        AttractorDynamics watched = experiment.Start(masks: true), alone = experiment.Start(masks: true);
        watched.Run(Steps, new TrajectoryRecorder(experiment.Target(masks: true), [1], energies: true, norms: true));
        alone.Run(Steps);
        Closeness.AssertSameBits(AttractorDynamicsTests.State(alone), AttractorDynamicsTests.State(watched));
    }

    [Fact]
    public void One_recorder_may_watch_one_dynamics_after_the_other()
    {
        Experiment first = new(2, 1, 8, 3), second = new(2, 1, 8, 3, seed: 2);
        TrajectoryRecorder both = new(second.Target(masks: true)), own = new(second.Target(masks: true));
        first.Start(masks: true).Run(2, both);
        second.Start(masks: true).Run(2, both);
        second.Start(masks: true).Run(2, own);
        Assert.Equal(own.ToTrajectory().Errors, both.ToTrajectory().Errors.Skip(2));
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit_of_any_number()
    {
        Experiment experiment = new(2, 1, 8, 70);
        Trajectory[] runs = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            TrajectoryRecorder recorder = new(experiment.Target(masks: true), energies: true, norms: true);
            experiment.Start(masks: true, threads: threads).Run(Steps, recorder);
            return recorder.ToTrajectory();
        })];
        foreach (Trajectory run in runs[1..])
        {
            Assert.Equal(runs[0].Errors, run.Errors);
            Assert.Equal(runs[0].MaskedErrors, run.MaskedErrors);
            Assert.Equal(runs[0].KnownErrors, run.KnownErrors);
            Assert.Equal(runs[0].Correlations, run.Correlations);
            Assert.Equal(runs[0].Energies, run.Energies);
            Assert.Equal(runs[0].Norms, run.Norms);
        }
    }

    [Fact]
    public void Targets_that_do_not_fit_are_refused()
    {
        Experiment experiment = new(2, 1, 8, 3);
        float[] level = experiment.Level;
        Fails(new ImageTarget(experiment.Tokenizer, level.AsMemory(1)), "pixels");
        Fails(new ImageTarget(experiment.Tokenizer, level, new bool[26]), "26 were given");
        Fails(new ImageTarget(new ImageTokenizer(new PatchGrid(6, 6, 3), Embedding.Create(EmbeddingKind.Gaussian, 8, 18)), level),
            "4 of 8");
        // With no masked pixel, or only masked ones, there is nothing to average.
        Fails(new ImageTarget(experiment.Tokenizer, level, new bool[27]), "hides no token of image 0");
        Fails(new ImageTarget(experiment.Tokenizer, level, (bool[])[.. experiment.Masked[..18], .. Enumerable.Repeat(true, 9)]),
            "hides all 9 tokens of image 2");
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrajectoryRecorder(statesAt: [3, 0]));

        void Fails(ImageTarget target, string message)
        {
            AttractorDynamics dynamics = experiment.Start(masks: false);
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => dynamics.Run(1, new TrajectoryRecorder(target))).Message,
                StringComparison.Ordinal);
        }
    }

    /// <summary>Small random images, some pixels of which are black or white, and a random network that moves them about.</summary>
    private sealed class Experiment
    {
        private readonly Couplings _couplings;

        public Experiment(int patch, int channels, int dim, int batch, int seed = 1, int side = 6)
        {
            PatchGrid grid = new(side, side, patch, channels);
            Tokenizer = new ImageTokenizer(grid,
                Embedding.Create(dim < grid.Components ? EmbeddingKind.Gaussian : EmbeddingKind.Orthonormal, dim, grid.Components));
            Random random = SeededRandom.Create(seed, "test images");
            Level = [.. Enumerable.Range(0, batch * grid.Pixels).Select(k => k % 5 == 0 ? 0 : k % 7 == 0 ? 1 : random.NextSingle())];
            Masked = Corruption.RandomTokens(batch, grid.Tokens, 0.3, seed);
            _couplings = Arbitrary.Couplings(grid.Tokens, dim, seed, strength: 0.2);
        }

        public ImageTokenizer Tokenizer { get; }

        public float[] Level { get; }

        public bool[] Masked { get; }

        public ImageTarget Target(bool masks) => new(Tokenizer, Level, masks ? Masked : default);

        public AttractorDynamics Start(bool masks, int threads = 2, VectorWidth? width = null)
        {
            AttractorDynamics dynamics = new(_couplings, new DynamicsSettings(), Level.Length / Tokenizer.Grid.Pixels,
                new WorkerPool(threads), width);
            dynamics.Start(Tokenizer.EncodeLevel<float>(Level), masks ? Masked : []);
            return dynamics;
        }
    }

    [Fact]
    public void Rises_are_counted_over_images_and_steps()
    {
        Assert.Equal(0.75, Trajectory.FractionRising([[1, 1], [2, 1], [3, 2]]));
        Assert.Throws<InvalidOperationException>(() => Trajectory.FractionRising([[1]]));
    }
}
