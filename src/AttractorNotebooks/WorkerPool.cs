namespace AttractorNotebooks;

/// <summary>Spreads units of work over the threads of the runtime's pool without allocating anything per call.</summary>
/// <remarks>
/// The caller works too. Helpers that the pool has not started when the work is done find nothing to claim, so a busy
/// pool slows a step down but never blocks it. Work of one pool is called from one thread at a time.
/// </remarks>
public sealed class WorkerPool
{
    /// <summary>The most threads of a team.</summary>
    public const int MostThreads = 1024;

    private readonly object _gate = new();
    private readonly Helper[] _helpers;
    private IWork? _work;
    private int _next;
    private int _units;
    private int _done;
    private Exception? _failure;

    /// <summary>Creates a pool.</summary>
    /// <param name="threads">Threads that work at once, the caller included; null for one a processor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threads are fewer than 1 or too many.</exception>
    public WorkerPool(int? threads = null)
    {
        Threads = threads ?? Math.Min(Environment.ProcessorCount, MostThreads);
        if (Threads is < 1 or > MostThreads)
            throw new ArgumentOutOfRangeException(nameof(threads), threads, $"There are 1 to {MostThreads} threads.");
        _helpers = new Helper[Threads - 1];
        for (int k = 0; k < _helpers.Length; k++) _helpers[k] = new Helper(this);
    }

    /// <summary>Threads that work at once, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Runs all units and returns when the last is done.</summary>
    internal void Run(IWork work)
    {
        int units = work.Units;
        if (_helpers.Length == 0 || units <= 1)
        {
            for (int unit = 0; unit < units; unit++) work.Run(unit);
            return;
        }
        lock (_gate)
        {
            (_work, _next, _units, _done, _failure) = (work, 0, units, 0, null);
        }
        foreach (Helper helper in _helpers.AsSpan(0, Math.Min(_helpers.Length, units - 1))) helper.Wake();
        Help();
        WaitForHelpers();
        if (_failure is Exception failure) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    private void WaitForHelpers()
    {
        // The last unit is usually a few microseconds away: not worth a trip to the scheduler.
        SpinWait spin = default;
        while (Volatile.Read(ref _done) < _units && !spin.NextSpinWillYield) spin.SpinOnce();
        lock (_gate)
        {
            while (_done < _units) Monitor.Wait(_gate);
        }
    }

    private void Help()
    {
        while (true)
        {
            IWork work;
            int unit;
            lock (_gate)
            {
                if (_next >= _units) return;
                work = _work!;
                unit = _next++;
            }
            Exception? failure = null;
            try { work.Run(unit); }
            catch (Exception error) { failure = error; }
            lock (_gate)
            {
                _failure ??= failure;
                if (++_done == _units) Monitor.Pulse(_gate);
            }
        }
    }

    private sealed class Helper(WorkerPool workers) : IThreadPoolWorkItem
    {
        private int _queued;

        public void Wake()
        {
            if (Interlocked.Exchange(ref _queued, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        void IThreadPoolWorkItem.Execute()
        {
            Volatile.Write(ref _queued, 0);
            workers.Help();
        }
    }
}
