namespace AttractorNotebooks.Learning;

/// <summary>Training that goes epoch by epoch and can be stopped, saved and resumed.</summary>
/// <typeparam name="TEpoch">What an epoch reports.</typeparam>
public interface ITraining<TEpoch>
{
    /// <summary>Whole epochs done.</summary>
    int Epoch { get; }

    /// <summary>Whether there is nothing left to do.</summary>
    bool Finished { get; }

    /// <summary>Bytes of the file that <see cref="Save"/> writes, about.</summary>
    long FileBytes { get; }

    /// <summary>Writes everything that resuming needs, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    void Save(string path);

    /// <summary>Writes what was learnt, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    void SaveResult(string path);

    /// <summary>Runs the epochs that are left.</summary>
    /// <param name="report">Told of every epoch.</param>
    /// <param name="progress">Told the fraction of all epochs that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops between batches.</param>
    IReadOnlyList<TEpoch> Run(Action<TEpoch>? report = null, IProgress<double>? progress = null, CancellationToken cancellation = default);
}
