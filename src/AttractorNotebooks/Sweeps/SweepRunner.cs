using System.Diagnostics;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sweeps;

/// <summary>Works on a sweep until every point is finished, by itself or by others who share the folder.</summary>
internal sealed class SweepRunner
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(0.5);

    private readonly Sweep _sweep;
    private readonly SweepFolder _folder;
    private readonly OpenedDigits _digits;
    private readonly Claims _claims;
    private readonly NetworkStore _networks;
    private readonly Action<SweepReport>? _report;
    private readonly int _threads;
    private readonly Lock _gate = new();
    private readonly LinkedList<StoredPoint> _left;
    private readonly List<string> _failures = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _done;
    private int _computed;

    private SweepRunner(Sweep sweep, SweepFolder folder, OpenedDigits digits, Claims claims, Action<SweepReport>? report, int threads)
    {
        (_sweep, _folder, _digits, _claims, _report, _threads) = (sweep, folder, digits, claims, report, threads);
        _networks = new NetworkStore(folder, digits, claims, threads);
        _left = new LinkedList<StoredPoint>(folder.Points);
    }

    public static SweepTable Run(
        Sweep sweep, string path, Action<SweepReport>? report, SweepOptions options, CancellationToken cancellation)
    {
        int threads = options.ThreadCount;
        OpenedDigits digits = OpenedDigits.Of(sweep, cancellation);
        SweepFolder folder = SweepFolder.Prepare(sweep, path, digits);
        foreach (DataChoice choice in SweepFolder.ChoicesOf(sweep))
            report?.Invoke(new SweepReport(SweepEvent.Opened, digits[choice].Description, 0, folder.Points.Count, 0));
        using Claims claims = new(folder.Claims, options.Lease);
        SweepRunner runner = new(sweep, folder, digits, claims, report, threads);
        runner.Run(cancellation);
        folder.RemoveFinishedClaims();
        if (runner._failures.Count > 0)
            throw new UnfinishedSweepException(
                $"{runner._failures.Count} of {folder.Points.Count} points cannot be computed, the others are kept. The first: "
                    + $"{runner._failures[0]}");
        return folder.Collect();
    }

    private void Run(CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] workers = [.. Enumerable.Range(0, Math.Min(_threads, _left.Count))
            .Select(_ => Task.Factory.StartNew(() =>
            Work(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try { Task.WaitAll(workers, CancellationToken.None); }
        catch (AggregateException error)
        {
            cancellation.ThrowIfCancellationRequested();
            // The one that stopped the others.
            Exception first = error.Flatten().InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException)
                ?? error.InnerExceptions[0];
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }

    private void Work(CancellationTokenSource stop)
    {
        try
        {
            int notNow = 0;
            while (Next() is StoredPoint point)
            {
                stop.Token.ThrowIfCancellationRequested();
                if (Settle(point, stop.Token))
                {
                    notNow = 0;
                    continue;
                }
                int left;
                lock (_gate)
                {
                    _left.AddLast(point);
                    left = _left.Count;
                }
                // All that is left is in other hands.
                if (++notNow >= left) stop.Token.WaitHandle.WaitOne(LookAgain);
            }
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }

    private StoredPoint? Next()
    {
        lock (_gate)
        {
            StoredPoint? next = _left.First?.Value;
            if (next is not null) _left.RemoveFirst();
            return next;
        }
    }

    /// <returns>Whether there is nothing left to do about the point.</returns>
    private bool Settle(StoredPoint point, CancellationToken cancellation)
    {
        if (point.Exists)
        {
            Report(SweepEvent.Kept, point, 0);
            return true;
        }
        using Claim? claim = _claims.TryTake(point.Key);
        if (claim is null) return false;
        // Somebody may have finished it between the look and the claim.
        if (point.Exists)
        {
            Report(SweepEvent.Kept, point, 0);
            return true;
        }
        Dictionary<string, double[]> values;
        Stopwatch watch;
        try
        {
            TrainedNetwork? network = _networks.Find(point.Point, seconds => Trained(point, seconds), cancellation);
            if (network is null) return false;
            watch = Stopwatch.StartNew();
            values = Compute(point.Point.Experiment, network, cancellation);
        }
        catch (Exception error) when (error is ArgumentException or ArithmeticException)
        {
            Report(SweepEvent.Failed, point, 0, error.Message);
            return true;
        }
        ImageSet images = point.Point.Experiment.Data.From(_digits[point.Point.Experiment.Data]);
        point.Write(values, images.HasLabels ? [.. images.Labels.ToArray().Select(label => (int)label)] : null, watch.Elapsed.TotalSeconds);
        claim.Complete();
        Report(SweepEvent.Computed, point, watch.Elapsed.TotalSeconds);
        return true;
    }

    private Dictionary<string, double[]> Compute(Experiment experiment, TrainedNetwork network, CancellationToken cancellation)
    {
        DigitData digits = _digits[experiment.Data];
        ImageSet images = experiment.Data.From(digits);
        RecallResult result = RecallExperiment.Run(network, images, experiment.Recall with { Dynamics = experiment.Dynamics },
            new WorkerPool(1), null, cancellation);
        RecallRun run = new(experiment, digits, images, network, result);
        return new(_sweep.Measured.SelectMany(measure => measure.Of(run)));
    }

    private void Trained(StoredPoint point, double seconds)
    {
        string[] training = [.. point.Point.Values.Where(setting =>
            ExperimentSettings.LeavesOf(setting.Name)
            .Any(leaf => leaf.StartsWith("training.", StringComparison.Ordinal) || leaf == "data.source"
                || leaf.StartsWith("data.prepare.", StringComparison.Ordinal)))
            .Select(setting => $"{setting.Name} = {ExperimentSettings.Text(setting.Value)}")];
        lock (_gate) _report?.Invoke(new SweepReport(SweepEvent.Trained, training.Length == 0 ? "the network"
            : string.Join(", ", training), _done, _folder.Points.Count, seconds));
    }

    private void Report(SweepEvent kind, StoredPoint point, double seconds, string? error = null)
    {
        lock (_gate)
        {
            if (kind == SweepEvent.Failed) _failures.Add($"{point.Point}: {error}");
            else _done++;
            if (kind == SweepEvent.Computed) _computed++;
            // Training counts: it took its time too, and what is trained for one point serves others.
            TimeSpan? left = kind == SweepEvent.Computed
                ? _watch.Elapsed / _computed * (_folder.Points.Count - _done - _failures.Count) : null;
            _report?.Invoke(new SweepReport(kind, point.Point.ToString(), _done, _folder.Points.Count, seconds, error) { Left = left });
        }
    }
}
