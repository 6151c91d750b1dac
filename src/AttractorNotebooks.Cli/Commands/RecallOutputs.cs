using System.CommandLine;
using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Figures;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>What <c>attractor recall</c> hands over: a table, and where asked for, arrays and a figure.</summary>
internal sealed class RecallOutputs
{
    private readonly Reporter _reporter;
    private readonly int? _every;
    private readonly string? _arrays, _figure;
    private readonly int[]? _times, _attentionOf;

    private RecallOutputs(Reporter reporter, int? every, string? arrays, int[]? times, int[]? attentionOf, string? figure) =>
        (_reporter, _every, _arrays, _times, _attentionOf, _figure) = (reporter, every, arrays, times, attentionOf, figure);

    /// <summary>Refuses attention where there is none.</summary>
    /// <exception cref="ArgumentException">It was asked for.</exception>
    public void RefuseAttention(string why)
    {
        if (_attentionOf is not null)
            throw new ArgumentException($"--attention-of belongs to the dynamics of couplings, but {why}; leave it out.");
    }

    /// <summary>The plan with the states that are to be saved; what cannot be saved is told before the work.</summary>
    /// <exception cref="ArgumentException">A step or a token is not there; names it.</exception>
    /// <exception cref="IOException">There is no room for the file.</exception>
    public RecallPlan Keep(RecallPlan plan, ImageTokenizer tokenizer, int images)
    {
        if (_arrays is null) return plan;
        int[] times = _times ?? [0, .. RecallExperiment.ShownSteps(plan.Steps)];
        if (times.FirstOrDefault(t => t > plan.Steps) is int late and > 0)
            throw new ArgumentException($"--save-at names step {late}, but there are only {plan.Steps}; raise --steps or leave it out.");
        RecallFile.RequireTokens(_attentionOf ?? [], tokenizer.Tokens);
        long bytes = RecallFile.Bytes(tokenizer, images, times.Length, _attentionOf?.Length ?? 0);
        if (bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"--save would keep {bytes / 1e9:0.#} GB in memory, more than there is; name fewer steps by --save-at, or ")
                + "fewer --images.");
        // States that differ take hardly less than a quarter of their room when they are packed.
        AtomicFile.RequireWritable(_arrays, Math.Max(bytes / 4, AtomicFile.LeastSpace));
        return plan with { KeepImagesAt = times };
    }

    /// <summary>Writes all of it.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="train">Images for the baselines.</param>
    /// <param name="network">Couplings whose energies are saved; null where there are none.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="cancellation">Stops before a baseline.</param>
    public void Write(RecallResult result, ImageSet train, TrainedNetwork? network, WorkerPool workers, CancellationToken cancellation)
    {
        // First what took the longest to come by.
        if (_arrays is not null)
        {
            result.Save(_arrays, network, _attentionOf, workers);
            Reporter.Remark($"Wrote {_arrays}");
        }
        IReadOnlyList<BaselineResult> baselines = RecallReport.Write(result, train, _every, _reporter, cancellation);
        FigureOption.Write(_figure, () => RecallFigure.Of(result, baselines));
    }

    /// <summary>The options.</summary>
    public sealed class Choice
    {
        private readonly Option<int?> _every = NumberRange.Count.Whole("--every");
        private readonly Option<FileInfo?> _save = new("--save")
        {
            Description = "Also write states, images, errors, energies, masks and originals as arrays for NumPy: FILE.npz.",
        };

        private readonly Option<int[]?> _saveAt = new NumberRange(0, RecallPlan.MostSteps).Several("--save-at");
        private readonly Option<int[]?> _attentionOf = new NumberRange(0, int.MaxValue).Several("--attention-of");
        private readonly FigureOption _figure = new();
        private readonly Option<bool> _json = CommonOptions.Json();

        public Choice()
        {
            _every.Description = "Print every so many steps; a short table if absent. With --json every step is printed.";
            _saveAt.Description = "With --save: the steps whose states are written, 0 for the start, as in 0,1,5,100. "
                + "[default: 0, 1, 5, 20, 100, 500, 2000, ... and the last]";
            _attentionOf.Description = "With --save: also write the attention of these tokens, from 0 on, row by row, as in 0,97.";
            _save.Validators.Add(result =>
            {
                if (result.Tokens is [{ Value: string name }] && !name.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
                    result.AddError($"--save must name a file that ends in .npz, not '{name}'.");
            });
        }

        /// <summary>All of them.</summary>
        public IEnumerable<Option> Options => [_every, _save, _saveAt, _attentionOf, _figure.Option, _json];

        /// <summary>What is asked for; files are found out to be writable.</summary>
        /// <exception cref="ArgumentException">An option lacks the one that it belongs to.</exception>
        /// <exception cref="IOException">A file could not be written.</exception>
        public RecallOutputs Read(ParseResult parsed)
        {
            string? arrays = parsed.GetValue(_save)?.FullName;
            foreach (Option<int[]?> option in new[] { _saveAt, _attentionOf })
                if (arrays is null && Given(parsed, option) is not null)
                    throw new ArgumentException($"{option.Name} belongs to --save; name a file, or leave it out.");
            if (arrays is not null) AtomicFile.RequireWritable(arrays);
            return new RecallOutputs(new Reporter(parsed.GetValue(_json)), parsed.GetValue(_every), arrays, Given(parsed, _saveAt),
                Given(parsed, _attentionOf), _figure.Require(parsed));
        }

        // The parser makes an empty list of what is absent.
        private static int[]? Given(ParseResult parsed, Option<int[]?> option) =>
            parsed.GetValue(option) is { Length: > 0 } given ? given : null;
    }
}
