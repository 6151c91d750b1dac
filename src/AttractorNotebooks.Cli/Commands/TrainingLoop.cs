using System.Diagnostics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>Trains, reports every epoch, and keeps a checkpoint beside the output until the training is finished.</summary>
internal static class TrainingLoop
{
    /// <summary>Trains and writes the file.</summary>
    /// <param name="output">The file.</param>
    /// <param name="resume">Whether to go on from the checkpoint.</param>
    /// <param name="open">Starts the training, or resumes it from the checkpoint that it is given.</param>
    /// <param name="heading">The first line of the report.</param>
    /// <param name="line">The line of an epoch.</param>
    /// <param name="reporter">Where it is written.</param>
    /// <param name="cancellation">Stops between batches; the checkpoint is left.</param>
    /// <param name="done">Told in the end of the epochs of this run; null for nothing.</param>
    public static void Run<TEpoch>(
        string output, bool resume, Func<string?, ITraining<TEpoch>> open, string heading, Func<TEpoch, string> line, Reporter reporter,
        CancellationToken cancellation, Action<IReadOnlyList<TEpoch>>? done = null)
        where TEpoch : notnull
    {
        string checkpoint = output + ".checkpoint";
        // A place that cannot be written is told before the work, not after it.
        AtomicFile.RequireWritable(output);
        AtomicFile.RequireWritable(checkpoint);
        if (resume && !File.Exists(checkpoint))
            throw new FileNotFoundException($"There is no '{checkpoint}' to resume from; leave out --resume to start anew.");
        ITraining<TEpoch> training = open(resume ? checkpoint : null);
        AtomicFile.RequireWritable(checkpoint, training.FileBytes);
        reporter.Text(heading);
        Checkpoints checkpoints = new();
        IReadOnlyList<TEpoch> epochs;
        try
        {
            epochs = LiveProgress.Run("training", progress => training.Run(
                epoch =>
                {
                    reporter.Result(epoch, line(epoch));
                    if (!training.Finished) checkpoints.Epoch(() => training.Save(checkpoint));
                },
                progress,
                cancellation));
        }
        catch (OperationCanceledException)
        {
            training.Save(checkpoint);
            Reporter.Remark($"Stopped in epoch {training.Epoch + 1}; go on with --resume (state kept in {checkpoint}).");
            throw;
        }
        training.SaveResult(output);
        File.Delete(checkpoint);
        Reporter.Remark($"Wrote {output}");
        done?.Invoke(epochs);
    }

    /// <summary>Keeps the first epoch and then so many that a tenth of the time goes into files.</summary>
    private sealed class Checkpoints
    {
        private const int WorkForEach = 9;

        private TimeSpan _cost;
        private long _last;

        public void Epoch(Action save)
        {
            if (_last != 0 && Stopwatch.GetElapsedTime(_last) < WorkForEach * _cost) return;
            long start = Stopwatch.GetTimestamp();
            save();
            _last = Stopwatch.GetTimestamp();
            _cost = Stopwatch.GetElapsedTime(start, _last);
        }
    }
}
