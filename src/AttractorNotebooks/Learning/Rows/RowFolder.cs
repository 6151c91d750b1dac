using AttractorNotebooks.Data;
using AttractorNotebooks.Files;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Learning;

/// <summary>A folder in which workers, of one machine or of many, train all rows of J in parts and join them.</summary>
/// <remarks>
/// Part k lies in part-k.safetensors, and beside it a checkpoint while it is trained. A worker takes parts that are unfinished and
/// that no living worker holds; one that was killed is taken over from its last epoch after a lease. Whoever sees the last part
/// finished joins them: J.safetensors.
/// </remarks>
public sealed class RowFolder
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(0.5);

    private readonly string _path;
    private readonly TrainingPlan _plan;
    private readonly DigitData _digits;
    private readonly RowRange[] _parts;

    /// <summary>Opens a folder, or begins it.</summary>
    /// <param name="path">The folder; on a disk that all workers see.</param>
    /// <param name="plan">What to do; see <see cref="RowTraining.Start"/>.</param>
    /// <param name="parts">Parts of the rows, at least 1 and at most N.</param>
    /// <param name="digits">Images to train on.</param>
    /// <exception cref="ArgumentException">The plan does not fit, or there are too many parts.</exception>
    /// <exception cref="InvalidDataException">The folder was begun with other settings; names the file.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public RowFolder(string path, TrainingPlan plan, int parts, DigitData digits)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(digits);
        RowTraining.RequireApart(plan.Validated());
        int tokens = plan.Tokenizer(digits.Train).Tokens;
        if (parts < 1 || parts > tokens)
            throw new ArgumentException($"{tokens} rows of J make 1 to {tokens} parts, not {parts}.", nameof(parts));
        (_path, _plan, _digits) = (Path.GetFullPath(path), plan, digits);
        _parts = [.. Enumerable.Range(0, parts).Select(part => RowRange.Part(tokens, parts, part))];
        RequireSame();
        AtomicFile.RequireWritable(Network);
    }

    /// <summary>The rows of every part.</summary>
    public IReadOnlyList<RowRange> Parts => _parts;

    /// <summary>Where the joined network lies when all is done.</summary>
    public string Network => Path.Combine(_path, "J.safetensors");

    /// <summary>Trains parts until all are finished, here or elsewhere, and joined.</summary>
    /// <param name="report">Told of every part and epoch that was trained here.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <param name="lease">Time without a sign of life after which another worker is taken for dead; null for a minute.</param>
    /// <param name="cancellation">Stops between batches; what was done is kept in a checkpoint.</param>
    public void Run(Action<int, RowEpochReport>? report = null, WorkerPool? workers = null, TimeSpan? lease = null,
        CancellationToken cancellation = default)
    {
        using Claims claims = new(Path.Combine(_path, "claims"), lease);
        while (!File.Exists(Network))
        {
            bool worked = false;
            int finished = 0;
            for (int part = 0; part < _parts.Length; part++)
            {
                if (!File.Exists(PathOf(part))) worked |= TryTrain(part, claims, report, workers, cancellation);
                if (File.Exists(PathOf(part))) finished++;
            }
            if (finished == _parts.Length) Join(claims);
            // All that is left is in other hands.
            else if (!worked) cancellation.WaitHandle.WaitOne(LookAgain);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private bool TryTrain(int part, Claims claims, Action<int, RowEpochReport>? report, WorkerPool? workers, CancellationToken cancellation)
    {
        using Claim? claim = claims.TryTake(Path.GetFileNameWithoutExtension(PathOf(part)));
        // Somebody may have finished it between the look and the claim.
        if (claim is null || File.Exists(PathOf(part))) return false;
        string checkpoint = CheckpointOf(part);
        PartialFile.RemoveLeftoversOf(checkpoint);
        PartialFile.RemoveLeftoversOf(PathOf(part));
        RowTraining training = File.Exists(checkpoint)
            ? RowTraining.Resume(checkpoint, _plan, _parts[part], _digits, workers)
            : RowTraining.Start(_plan, _parts[part], _digits, workers);
        try
        {
            training.Run(epoch =>
            {
                if (!training.Finished) training.Save(checkpoint);
                report?.Invoke(part, epoch);
            }, null, cancellation);
        }
        catch (OperationCanceledException)
        {
            training.Save(checkpoint);
            throw;
        }
        training.SaveResult(PathOf(part));
        File.Delete(checkpoint);
        claim.Complete();
        return true;
    }

    private void Join(Claims claims)
    {
        using Claim? claim = claims.TryTake("join");
        if (claim is null) Thread.Sleep(LookAgain);
        else if (!File.Exists(Network)) TrainedRows.Join(Enumerable.Range(0, _parts.Length).Select(PathOf), Network);
        claim?.Complete();
    }

    // Before the work, not when the parts are joined.
    private void RequireSame()
    {
        for (int part = 0; part < _parts.Length; part++)
        {
            string path = File.Exists(PathOf(part)) ? PathOf(part) : CheckpointOf(part);
            if (!File.Exists(path)) continue;
            using TrainedRows? begun = TryOpen(path);
            if (begun is null) continue;
            if (begun.Range != _parts[part] || begun.Description.Plan != _plan)
                throw new InvalidDataException($"'{path}' was begun with other settings or other parts; give the same ones, or "
                    + "another folder.");
        }
        if (!File.Exists(Network)) return;
        TrainedNetwork network = TrainedNetwork.Load(Network);
        if (network.Plan != _plan) throw new InvalidDataException($"'{Network}' was trained with other settings; name another folder.");
    }

    // A checkpoint ceases to be there when another worker finishes its part.
    private static TrainedRows? TryOpen(string path)
    {
        try { return TrainedRows.Open(path); }
        catch (FileNotFoundException) { return null; }
    }

    private string PathOf(int part) => Path.Combine(_path, FormattableString.Invariant($"part-{part}.safetensors"));

    private string CheckpointOf(int part) => PathOf(part) + ".checkpoint";
}
