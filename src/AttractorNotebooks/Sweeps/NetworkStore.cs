using System.Collections.Concurrent;
using System.Diagnostics;
using AttractorNotebooks.Data;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sweeps;

/// <summary>The couplings of a sweep, trained once for all points that share them, and kept in its folder.</summary>
internal sealed class NetworkStore(SweepFolder folder, OpenedDigits digits, Claims claims, int threads)
{
    private readonly ConcurrentDictionary<string, WeakReference<TrainedNetwork>> _loaded = new();
    private readonly Lock _training = new();

    /// <summary>The network of a point; trained now, by all threads, if it is not there.</summary>
    /// <param name="point">The point.</param>
    /// <param name="trained">Told how many seconds training took, where it was done.</param>
    /// <param name="cancellation">Stops training.</param>
    /// <returns>Null while another worker trains it.</returns>
    public TrainedNetwork? Find(SweepPoint point, Action<double> trained, CancellationToken cancellation)
    {
        string path = folder.NetworkOf(point);
        if (Loaded(path) is TrainedNetwork there) return there;
        // One at a time: training uses every core by itself.
        lock (_training)
        {
            if (Loaded(path) is TrainedNetwork now) return now;
            using Claim? claim = claims.TryTake(folder.NetworkKeyOf(point));
            if (claim is null) return null;
            if (!File.Exists(path))
            {
                Stopwatch watch = Stopwatch.StartNew();
                DigitData images = digits[point.Experiment.Data];
                TrainingSession session = TrainingSession.Start(point.Experiment.Training, images, new WorkerPool(threads));
                AtomicFile.RequireWritable(path, session.FileBytes);
                session.Run(cancellation: cancellation);
                session.Network.Save(path);
                trained(watch.Elapsed.TotalSeconds);
            }
            claim.Complete();
            return Loaded(path);
        }
    }

    private TrainedNetwork? Loaded(string path)
    {
        if (_loaded.TryGetValue(path, out WeakReference<TrainedNetwork>? known) && known.TryGetTarget(out TrainedNetwork? network))
            return network;
        if (!File.Exists(path)) return null;
        network = TrainedNetwork.Load(path);
        _loaded[path] = new WeakReference<TrainedNetwork>(network);
        return network;
    }
}
