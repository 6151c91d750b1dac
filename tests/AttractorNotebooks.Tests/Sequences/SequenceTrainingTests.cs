using AttractorNotebooks.Files;
using AttractorNotebooks.Sequences;

namespace AttractorNotebooks.Tests.Sequences;

public sealed class SequenceTrainingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("attractor-sequence-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(SmallSequences.Names), MemberType = typeof(SmallSequences))]
    public void The_fast_path_has_the_distributions_and_the_gradient_of_the_reference(string name)
    {
        SequenceText text = SmallSequences.Text();
        SequenceTraining training = SequenceTraining.Start(SmallSequences.All[name], text);
        training.Run();
        TrainedSequence sequence = training.Sequence;
        (ReferenceSequence reference, double[] learnt) = SmallSequences.Reference(sequence);
        int[] symbols = sequence.Alphabet.Encode(text);
        double[] bits = sequence.Score(text);
        for (int at = 0; at < symbols.Length; at += at < 8 ? 1 : 17)
        {
            double[] p = reference.Distribution(learnt, symbols, at);
            float[] fast = sequence.Distribution(symbols.AsSpan(0, at));
            for (int a = 0; a < p.Length; a++) Assert.Equal(p[a], fast[a], 2e-6);
            Assert.Equal(-Math.Log2(p[symbols[at]]), bits[at], 2e-5);
        }
    }

    [Theory]
    [MemberData(nameof(SmallSequences.Names), MemberType = typeof(SmallSequences))]
    public void An_update_has_the_mean_gradient_of_its_batch(string name)
    {
        SequenceText text = SmallSequences.Text();
        SequenceTraining training = SequenceTraining.Start(SmallSequences.All[name], text);
        training.RunEpoch();
        TrainedSequence before = training.Sequence;
        (ReferenceSequence reference, double[] learnt) = SmallSequences.Reference(before);
        int[] symbols = before.Alphabet.Encode(text), places = [0, 1, 2, 50, 51, 90, 233, 234, 235, 50];
        double[] expected = new double[learnt.Length];
        double loss = 0;
        foreach (int at in places)
        {
            double[] part = reference.Gradient(learnt, symbols, at);
            for (int k = 0; k < part.Length; k++) expected[k] += part[k] / places.Length;
            loss -= Math.Log(reference.Distribution(learnt, symbols, at)[symbols[at]]) / places.Length;
        }
        int[] rows = new int[places.Length * before.Sources.Count];
        for (int b = 0; b < places.Length; b++)
            before.Sources.Find(symbols, places[b], rows.AsSpan(b * before.Sources.Count, before.Sources.Count));
        Assert.Equal(loss, training.Learner.Update(rows, [.. places.Select(at => symbols[at])], 1e-3), 1e-5);
        float[] gradient = training.Learner.LastGradient;
        Assert.Contains(expected, entry => Math.Abs(entry) > 1e-3);
        for (int k = 0; k < expected.Length; k++) Assert.Equal(expected[k], gradient[k], 1e-6);
    }

    [Theory]
    [MemberData(nameof(SmallSequences.Names), MemberType = typeof(SmallSequences))]
    public void One_seed_gives_the_same_bits_for_any_number_of_threads(string name)
    {
        SequenceSettings settings = SmallSequences.All[name] with { HiddenFraction = 0.2 };
        float[] one = Learn(1), three = Learn(3);
        Assert.Equal(one, three);
        Assert.NotEqual(one, Learn(1, seed: 2));

        float[] Learn(int threads, int seed = 1)
        {
            SequenceTraining training = SequenceTraining.Start(
                settings with { Seed = seed }, SmallSequences.Text(), new WorkerPool(threads));
            training.Run();
            return training.Sequence.Couplings.Learnt;
        }
    }

    [Fact]
    public void What_was_learnt_comes_near_the_entropy_of_its_source()
    {
        // Every second letter says the next one: half a bit a letter.
        Random random = SeededRandom.Create(1, "letters");
        string letters = string.Concat(Enumerable.Range(0, 4000).Select(_ => random.Next(2) == 0 ? "ab" : "ba"));
        SequenceSettings settings = new() { Context = 1, Sharing = CouplingSharing.Free, Epochs = 6, BatchSize = 32 };
        double bits = SequenceTraining.Start(settings, new SequenceText(letters, "pairs")).Run()[^1].BitsPerCharacter;
        Assert.InRange(bits, 0.49, 0.52);
    }

    [Theory]
    [InlineData(SequenceForm.Mixture, 3, 0.1, 3.52)]
    [InlineData(SequenceForm.Pooled, 5, 0.01, 3.20)]
    public void The_chapters_are_learnt_to_the_bits_aimed_at(SequenceForm form, int epochs, double rate, double aim)
    {
        SequenceSettings settings = new() { Context = 8, Form = form, Epochs = epochs };
        settings = settings with { Optimizer = settings.Optimizer with { LearningRate = rate } };
        double bits = SequenceTraining.Start(settings).Run()[^1].BitsPerCharacter;
        // So little as the 4-gram costs (2.32) would mean that the held-out tenth was learnt from.
        Assert.InRange(bits, 2.4, aim);
    }

    [Theory]
    [InlineData("pooled, runs")]
    [InlineData("pooled, sphere")]
    [InlineData("mixture, free")]
    public void A_resumed_training_has_the_bytes_of_an_unbroken_one(string name)
    {
        SequenceSettings settings = SmallSequences.All[name] with { HiddenFraction = 0.1, Epochs = 3 };
        SequenceText text = SmallSequences.Text();
        SequenceTraining unbroken = SequenceTraining.Start(settings, text), broken = SequenceTraining.Start(settings, text);
        unbroken.Run();
        broken.RunEpoch();
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => broken.RunEpoch(new Stop(stop), stop.Token));
        string path = Path.Combine(_folder, "checkpoint.safetensors");
        broken.Save(path);
        SequenceTraining resumed = SequenceTraining.Resume(path, settings, text);
        resumed.Run();
        Assert.Equal(unbroken.Sequence.Couplings.Learnt, resumed.Sequence.Couplings.Learnt);
        Assert.Throws<InvalidDataException>(() => SequenceTraining.Resume(path, settings with { Seed = 9 }, text));
        Assert.Throws<InvalidDataException>(() => SequenceTraining.Resume(path, settings, SmallSequences.Text(401)));
    }

    [Theory]
    [MemberData(nameof(SmallSequences.Names), MemberType = typeof(SmallSequences))]
    public void A_file_gives_back_the_same_sequence(string name)
    {
        SequenceText text = SmallSequences.Text();
        SequenceTraining training = SequenceTraining.Start(SmallSequences.All[name], text);
        training.Run();
        string path = Path.Combine(_folder, "sequence.safetensors");
        training.SaveResult(path);
        TrainedSequence read = TrainedSequence.Load(path);
        Assert.Equal(training.Sequence.Score(text), read.Score(text));
        Assert.Equal(training.Settings, read.Settings);
        Assert.Equal("1", SafeTensorsFile.Read(path).Metadata["seed"]);
    }

    [Fact]
    public void A_file_that_does_not_fit_its_settings_is_refused()
    {
        SequenceTraining training = SequenceTraining.Start(SmallSequences.All["pooled, runs"], SmallSequences.Text());
        TrainedSequence sequence = training.Sequence;
        foreach (string name in sequence.Tensors().Keys)
        {
            Dictionary<string, Tensor> tensors = sequence.Tensors();
            tensors[name] = Tensor.From([7L, 7, 7], 3);
            string path = Path.Combine(_folder, name + ".safetensors");
            new SafeTensorsFile(tensors, sequence.Metadata()).Write(path);
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => TrainedSequence.Load(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_context_longer_than_the_text_is_refused() =>
        Assert.Contains("context of 30 is longer", Assert.Throws<ArgumentException>(
            () => SequenceTraining.Start(new() { Context = 30 }, new SequenceText("abcabcabcabcabcabcabcabc", "it"))).Message);

    private sealed class Stop(CancellationTokenSource source) : IProgress<double>
    {
        public void Report(double value) => source.Cancel();
    }
}
