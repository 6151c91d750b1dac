using System.Text.Json.Nodes;
using AttractorNotebooks.Sweeps;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Sweeps;

[Trait("Speed", "Slow")]
public sealed class SweepRunTests : IDisposable
{
    private const string Lambda = "dynamics.attention.lambda";
    private readonly TemporaryFolder _folder = new();
    private readonly Sweep _sweep;

    public SweepRunTests()
    {
        _sweep = Sweep.Of(SmallDigits.Experiment(SmallDigits.Write(_folder))).Vary(Lambda, 0.5, 2).Vary("seed", 1, 2)
            .Measure(Measures.Mse(1), Measures.MaskedMse(5), Measures.SmallestMse);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sweep_makes_a_table_and_a_second_run_computes_nothing_and_says_the_same()
    {
        (SweepTable table, SweepReport[] reports) = Run(_sweep);
        Assert.Equal(4, reports.Count(report => report.Kind == SweepEvent.Computed));
        // One network a seed: lambda of the recall does not concern training.
        Assert.Equal(["seed = 1", "seed = 2"],
            reports.Where(report => report.Kind == SweepEvent.Trained).Select(report => report.What).Order());
        Assert.Equal([1, 2, 3, 4], reports.Where(report => report.Kind == SweepEvent.Computed).Select(report => report.Done));
        Assert.Equal([(0.5, 1), (0.5, 2), (2, 1), (2, 2)], table.Rows.Select(row => (row.Number(Lambda), row.Number("seed"))));
        Assert.Empty(Directory.GetFiles(_folder.At("sweep/claims")));

        (SweepTable again, SweepReport[] kept) = Run(_sweep);
        Assert.Equal([SweepEvent.Opened, .. Enumerable.Repeat(SweepEvent.Kept, 4)], kept.Select(report => report.Kind));
        Assert.Contains("digits", kept[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(table.ToCsv(), again.ToCsv());
        Assert.Equal(table.ToCsv(), SweepFolder.Open(_folder.At("sweep")).Collect().ToCsv());
    }

    [Fact]
    public void The_numbers_do_not_depend_on_threads_nor_on_the_order_of_the_grid()
    {
        string one = Run(_sweep, options: new SweepOptions { Threads = 1 }).Table.ToCsv();
        Assert.Equal(one, Run(_sweep, "two", new SweepOptions { Threads = 2 }).Table.ToCsv());
        Sweep turned = Sweep.Of(_sweep.Experiment).Vary("seed", 2, 1).Vary(Lambda, 2, 0.5).Measure([.. _sweep.Measured]);
        Assert.Equal(one.Split('\n').Select(line => line.Length).Order(),
            Run(turned, "turned").Table.ToCsv().Split('\n').Select(line => line.Length).Order());
        Assert.Equal(Run(_sweep).Table.Row((Lambda, 2), ("seed", 1)).Mean("mse_1"),
            Run(turned, "turned").Table.Row((Lambda, 2), ("seed", 1)).Mean("mse_1"));
    }

    [Fact]
    public void The_numbers_are_those_of_the_experiment_done_by_hand()
    {
        SweepRow row = Run(_sweep).Table.Row((Lambda, 2), ("seed", 2));
        Experiment experiment = _sweep.Experiment.With(Lambda, 2).With("seed", 2);
        AttractorNotebooks.Data.DigitData digits = AttractorNotebooks.Data.Digits.Open(experiment.Data.Source);
        AttractorNotebooks.Learning.TrainingSession session = AttractorNotebooks.Learning.TrainingSession.Start(experiment.Training,
            digits);
        session.Run();
        AttractorNotebooks.Experiments.RecallResult result = AttractorNotebooks.Experiments.RecallExperiment.Run(session.Network,
            digits.Test.Take(10), experiment.Recall with { Dynamics = experiment.Dynamics });
        Assert.Equal(result.Trajectory.Errors[0], Assert.Single(row.Values("mse_1")));
        Assert.Equal(result.Trajectory.MaskedErrors[4], Assert.Single(row.Values("masked_mse_5")));
        Assert.Equal(result.Errors[0].Low, row.Of("mse_1").Low);
    }

    [Fact]
    public void A_grid_that_grows_computes_only_what_is_new()
    {
        Run(_sweep);
        Sweep more = Sweep.Of(_sweep.Experiment).Vary(Lambda, 0.5, 2, 4).Vary("seed", 1, 2).Measure([.. _sweep.Measured]);
        SweepReport[] reports = Run(more).Reports;
        Assert.Equal(2, reports.Count(report => report.Kind == SweepEvent.Computed));
        Assert.Equal(0, reports.Count(report => report.Kind == SweepEvent.Trained));
    }

    [Fact]
    public void A_setting_a_seed_a_measure_or_other_images_make_another_point()
    {
        Run(_sweep);
        Assert.Equal(4, Computed(Sweep.Of(_sweep.Experiment.With("recall.strength", 0.4))));
        Assert.Equal(4, Computed(Sweep.Of(_sweep.Experiment.With("training.embedding_seed", 3))));
        Sweep measured = _sweep.Measure(Measures.Mse(2));
        Assert.Equal(4, Run(measured).Reports.Count(report => report.Kind == SweepEvent.Computed));
        string others = SmallDigits.Write(_folder, "others", seed: 2);
        Assert.Equal(4, Computed(Sweep.Of(_sweep.Experiment.With("data.source", others))));
        // The same images by another name are the same.
        string copy = SmallDigits.Write(_folder, "copy");
        Assert.Equal(0, Computed(Sweep.Of(_sweep.Experiment.With("data.source", copy))));

        int Computed(Sweep sweep) =>
            Run(sweep.Vary(Lambda, 0.5, 2).Vary("seed", 1, 2).Measure([.. _sweep.Measured]))
            .Reports.Count(report => report.Kind == SweepEvent.Computed);
    }

    [Fact]
    public void A_worker_that_has_other_images_than_the_sweep_was_begun_on_is_refused()
    {
        Run(_sweep);
        Sweep begun = Sweep.Read(SweepFolder.SpecificationIn(_folder.At("sweep")));
        Assert.Equal(4, Run(begun).Reports.Count(report => report.Kind == SweepEvent.Kept));
        SmallDigits.Write(_folder, seed: 2);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Run(begun));
        Assert.Contains("was begun on other images", error.Message, StringComparison.Ordinal);
        // The question itself may be asked of any images; their points are other points.
        Assert.Equal(4, Run(_sweep).Reports.Count(report => report.Kind == SweepEvent.Computed));
    }

    [Fact]
    public void What_killed_workers_left_half_written_goes_away_when_it_is_old()
    {
        Run(_sweep);
        foreach ((string name, double hours) in new[] { ("old", 2), ("new", 0.5) })
        {
            string partial = _folder.At($"sweep/networks/{name}.0123456789abcdef0123456789abcdef.partial");
            File.WriteAllText(partial, "half");
            File.SetLastWriteTimeUtc(partial, DateTime.UtcNow.AddHours(-hours));
        }
        Run(_sweep);
        Assert.StartsWith("new.",
            Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.At("sweep"), "*.partial", SearchOption.AllDirectories))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Claims_of_workers_killed_right_after_writing_a_result_go_away()
    {
        Run(_sweep);
        string[] finished = [.. new[] { "points", "networks" }.SelectMany(folder => Directory.GetFiles(_folder.At($"sweep/{folder}")))
            .Select(path => Path.GetFileNameWithoutExtension(path)!)];
        Assert.Equal(6, finished.Length);
        foreach (string key in finished) File.WriteAllText(_folder.At($"sweep/claims/{key}.0"), "{}");
        File.WriteAllText(_folder.At("sweep/claims/another.0"), "{}");
        Run(_sweep);
        Assert.Equal("another.0", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.At("sweep/claims")))));
    }

    [Fact]
    public void A_cancelled_sweep_keeps_what_is_finished_and_goes_on()
    {
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => _sweep.Run(_folder.At("sweep"), report =>
        {
            if (report.Kind == SweepEvent.Computed) stop.Cancel();
        }, new SweepOptions { Threads = 1 }, stop.Token));
        Assert.Equal(new SweepStatus(4, 1, 0, 0), SweepFolder.Open(_folder.At("sweep")).Status());
        Assert.Empty(Directory.GetFiles(_folder.At("sweep/claims")));
        (SweepTable table, SweepReport[] reports) = Run(_sweep);
        Assert.Equal(3, reports.Count(report => report.Kind == SweepEvent.Computed));
        Assert.Equal(Run(_sweep, "unbroken").Table.ToCsv(), table.ToCsv());
    }

    [Fact]
    public void A_point_that_fails_is_named_and_the_others_are_kept()
    {
        Sweep sweep = _sweep.Measure(new Measure("picky", run => run.Experiment.Dynamics.Attention.Lambda == 2
            && run.Experiment.Recall.Seed == 1
            ? throw new ArgumentException("I do not like it.")
            : run.Result.Trajectory.Errors[0]));
        UnfinishedSweepException error = Assert.Throws<UnfinishedSweepException>(() => Run(sweep));
        Assert.Contains("1 of 4 points cannot be computed, the others are kept. The first: dynamics.attention.lambda = 2, seed = 1: I "
            + "do not like it.", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, SweepFolder.Open(_folder.At("sweep")).Collect().Rows.Count);
        // Nothing of the failure is remembered.
        Assert.Equal(1, Run(_sweep.Measure(new Measure("picky", run => run.Result.Trajectory.Errors[0])))
            .Reports.Count(report => report.Kind == SweepEvent.Computed));
    }

    [Fact]
    public void What_does_not_fit_the_images_is_told_before_any_work()
    {
        Refused("training.examples = 61: training.examples is 61, but digits train has 60", _sweep.Vary("training.examples", 60, 61));
        Refused("data.images is 21, but digits test has 20", _sweep.Vary("data.images", 21));
        Refused("Patches of 5 x 5 do not divide", _sweep.Vary("training.patch", 5));
        Refused("needs a dimension of at least 98", _sweep.Vary("training.patch", 7));
        // Already the declaration is refused.
        Refused("mse_6 needs 6 steps, but recall.steps is 5", (Func<Sweep>)(() => _sweep.Measure(Measures.Mse(6))));
        Refused("masked_mse_1 needs masked tokens, but recall.task is Noise",
            (Func<Sweep>)(() => _sweep.Vary("recall.task", "noise").Measure(Measures.MaskedMse(1))));
        Refused("groups of the measure parts must have names",
            (Func<Sweep>)(() => _sweep.Measure(new Measure("parts", _ => []) { Groups = [] })));
        Refused("would be called 'parts.a'", (Func<Sweep>)(() => _sweep.Measure(new Measure("parts", _ => []) { Groups = ["a", "a"] })));
        Assert.False(Directory.Exists(_folder.At("sweep")));

        void Refused(string message, object sweep) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(
            () => sweep is Func<Sweep> declared ? declared() : Run((Sweep)sweep).Table as object).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_measure_of_groups_makes_a_column_a_group_with_one_value_a_run()
    {
        Measure parts = new("norm", run => [1, run.Network.Plan.Seed]) { Groups = ["one", "seed"] };
        SweepTable table = Run(_sweep.Measure(parts, Measures.Mse(1))).Table;
        Assert.Equal(["norm.one", "norm.seed", "mse_1"], table.Measured);
        Assert.Equal([2.0], Assert.Single(table.Row((Lambda, 2), ("seed", 2)).Values("norm.seed")));
        Assert.Equal(1.5, table.Over("seed").Rows[0].Mean("norm.seed"));
        // A class has no such value.
        Assert.Equal(["mse_1"], table.ByClass().Measured);
        Assert.Equal(table.ToCsv(), SweepFolder.Open(_folder.At("sweep")).Collect().ToCsv());
        UnfinishedSweepException error = Assert.Throws<UnfinishedSweepException>(
            () => Run(_sweep.Measure(parts with { Groups = ["one", "seed", "none"] }), "wrong"));
        Assert.Contains("norm must give one value for each of 3 groups", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_left_is_told_with_every_point_that_was_computed()
    {
        SweepReport[] computed = [.. Run(_sweep).Reports.Where(report => report.Kind == SweepEvent.Computed)];
        Assert.All(computed[..^1], report => Assert.True(report.Left > TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, computed[^1].Left);
        Assert.EndsWith("; about 25 min left", (computed[0] with { Left = TimeSpan.FromMinutes(25) }).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("left", computed[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_estimate_counts_what_is_missing_and_writes_nothing()
    {
        SweepEstimate before = _sweep.Estimate(_folder.At("sweep"));
        Assert.Equal((4, 4, 2), (before.Points, before.Missing, before.Networks));
        Assert.True(before.Training > TimeSpan.Zero && before.Recall > TimeSpan.Zero);
        Assert.False(Directory.Exists(_folder.At("sweep")));
        Run(_sweep);
        long written = new[] { "networks", "points" }.SelectMany(place => Directory.GetFiles(_folder.At($"sweep/{place}")))
            .Sum(path => new FileInfo(path).Length);
        Assert.InRange(before.DiskBytes, 0.8 * written, 1.25 * written);
        SweepEstimate longer = _sweep.Vary("recall.steps", 5, 500).Estimate(_folder.At("sweep"));
        // The networks are there, and half of the points; a hundred times the steps take longer than what all took before.
        Assert.Equal((8, 4, 0), (longer.Points, longer.Missing, longer.Networks));
        Assert.True(longer.Training == TimeSpan.Zero && longer.Recall > before.Recall, $"{before} {longer}");
        Assert.Contains("All 4 points are there", _sweep.Estimate(_folder.At("sweep")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_an_older_version_loads_though_settings_came_since()
    {
        string expected = Run(_sweep).Table.ToCsv();
        // Points as a version left them that knew nothing of preparation: other settings, and so other keys.
        foreach (string path in Directory.GetFiles(_folder.At("sweep/points")))
        {
            JsonObject content = JsonNode.Parse(File.ReadAllText(path))!.AsObject(), settings = content["settings"]!.AsObject();
            foreach (string name in settings.Select(setting => setting.Key)
                .Where(name => name.StartsWith("data.prepare", StringComparison.Ordinal)).ToArray())
                settings.Remove(name);
            string key = $"old{Path.GetFileNameWithoutExtension(path)}";
            (content["key"], content["library"]) = (key, "0.0.9");
            content.Remove("labels");
            File.WriteAllText(_folder.At($"sweep/points/{key}.json"), content.ToJsonString());
            File.Delete(path);
        }
        string specification = SweepFolder.SpecificationIn(_folder.At("sweep"));
        JsonObject sweep = JsonNode.Parse(File.ReadAllText(specification))!.AsObject();
        sweep["library"] = "0.0.9";
        File.WriteAllText(specification, sweep.ToJsonString());

        SweepTable table = SweepFolder.Open(_folder.At("sweep")).Collect();
        Assert.Equal(expected, table.ToCsv());
        Assert.Contains("older than the table of classes", Assert.Throws<InvalidOperationException>(table.ByClass).Message,
            StringComparison.Ordinal);
        // Numbers of different code are not mixed: a run computes its own.
        Assert.Equal(4, Run(_sweep).Reports.Count(report => report.Kind == SweepEvent.Computed));
    }

    [Fact]
    public void A_damaged_point_is_named()
    {
        Run(_sweep);
        string file = Directory.GetFiles(_folder.At("sweep/points"))[0];
        foreach (string damage in new[] { "", "{", "null", "[]", "{}", File.ReadAllText(file)[..^30],
            File.ReadAllText(Directory.GetFiles(_folder.At("sweep/points"))[1]) })
        {
            File.WriteAllText(file, damage);
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => Run(_sweep));
            Assert.Contains($"'{file}' is damaged", error.Message, StringComparison.Ordinal);
        }
        File.Delete(file);
        Assert.Equal(1, Run(_sweep).Reports.Count(report => report.Kind == SweepEvent.Computed));
    }

    [Fact]
    public void A_folder_without_a_sweep_says_so() =>
        Assert.Contains("There is no sweep in", Assert.Throws<FileNotFoundException>(() => SweepFolder.Open(_folder.Path)).Message,
            StringComparison.Ordinal);

    private (SweepTable Table, SweepReport[] Reports) Run(Sweep sweep, string name = "sweep", SweepOptions? options = null)
    {
        List<SweepReport> reports = [];
        SweepTable table = sweep.Run(_folder.At(name), reports.Add, options);
        return (table, [.. reports]);
    }
}
