using System.Runtime;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>
/// Runs a cell so that it can be stopped even where it polls nothing. Continuations after an await run on the thread pool as they would
/// without this, so nothing that works elsewhere deadlocks here.
/// </summary>
/// <remarks>
/// Each step is for what the one before did not reach. A cell's own code is told to end, in its loops and calls;
/// <see cref="Stop"/> ends waiting and writing; <see cref="Abort"/> breaks off what else is running, which is library
/// code, by <see cref="ControlledExecution"/>: the runtime survives that in computation, but not always inside its
/// own locks.
/// </remarks>
internal sealed class CellThread : SynchronizationContext, IDisposable
{
    [ThreadStatic]
    private static CellThread? current;

    private readonly CancellationTokenSource abort = new();
    private readonly Lock gate = new();
    private readonly HashSet<Thread> threads = [];

    // An asynchronous method that is broken off never completes its task: this one does.
    private readonly TaskCompletionSource<object?> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isStopped;

    /// <summary>Ends the code that calls this if it belongs to a cell that has been stopped.</summary>
    /// <exception cref="OperationCanceledException">The cell has been stopped.</exception>
    public static void ThrowIfStopped()
    {
        if (current is { isStopped: true }) throw new OperationCanceledException("The cell was stopped.");
    }

    /// <summary>Whether the calling code belongs to a cell.</summary>
    public static bool IsCurrent => current is not null;

    /// <summary>
    /// Runs <paramref name="body"/> so that it ends when <paramref name="stop"/> is cancelled: first by itself, if it listens; after
    /// <paramref name="grace"/> it is broken off, in steps of <paramref name="step"/>.
    /// </summary>
    /// <param name="body">What to run.</param>
    /// <param name="grace">How long it may take to end by itself.</param>
    /// <param name="step">How long each further step may take.</param>
    /// <param name="stopping">Called before it is broken off, to make code end that can be told to.</param>
    /// <param name="cannotStop">Called when it cannot be broken off; the task then goes on for as long as the code does.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public static async Task<object?> RunAsync(Func<Task<object?>> body, TimeSpan grace, TimeSpan step, Action stopping, Action cannotStop,
        CancellationToken stop)
    {
        using CellThread thread = new();
        Task<object?> task = thread.StartAsync(body);
        // Not by the thread pool, which the cell may keep busy.
        using CancellationTokenRegistration registration =
            stop.Register(() => StartThread("stop", () => thread.End(task, grace, step, stopping, cannotStop)));
        return await task.ConfigureAwait(false);
    }

    private static void StartThread(string name, ThreadStart body) => new Thread(body) { IsBackground = true, Name = name }.Start();

    private static bool EndsWithin(Task task, TimeSpan time)
    {
        try
        {
            return task.Wait(time);
        }
        catch (AggregateException)
        {
            // However it ended: it has.
            return true;
        }
    }

    private void End(Task task, TimeSpan grace, TimeSpan step, Action stopping, Action cannotStop)
    {
        if (EndsWithin(task, grace)) return;
        stopping();
        if (EndsWithin(task, step)) return;
        Stop();
        if (EndsWithin(task, step)) return;
        // Broken off among threads that work for it, the runtime may take the whole process with it.
        if (!IsParallel()) Abort();
        if (!EndsWithin(task, step)) cannotStop();
    }

    /// <summary>Whether threads of the pool are busy, and stay so, that are not the cell's own.</summary>
    private bool IsParallel()
    {
        for (int i = 0; i < 5; i++)
        {
            ThreadPool.GetMaxThreads(out int all, out _);
            ThreadPool.GetAvailableThreads(out int free, out _);
            int own;
            lock (gate) own = threads.Count(thread => thread.IsThreadPoolThread);
            if (all - free <= own) return false;
            Thread.Sleep(20);
        }

        return true;
    }

    /// <summary>Runs <paramref name="body"/> on a thread of its own. The task is cancelled when the cell was broken off.</summary>
    private Task<object?> StartAsync(Func<Task<object?>> body)
    {
        StartThread("cell", () => Run(() => _ = CompleteAsync(body())));
        return outcome.Task;
    }

    /// <summary>Wakes the cell where it waits, ends it where it writes, and resumes nothing of it any more.</summary>
    private void Stop()
    {
        isStopped = true;
        lock (gate)
        {
            // Waiting for a task: there is nothing to wake, and nobody to complete it.
            if (threads.Count == 0) outcome.TrySetCanceled();
            foreach (Thread thread in threads.Where(thread => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin))) thread.Interrupt();
        }
    }

    /// <summary>Breaks off whatever managed code of the cell is running.</summary>
    // Cancelling blocks until every thread has stopped, which one inside native code never does.
    private void Abort() => StartThread("abort", abort.Cancel);

    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.UnsafeQueueUserWorkItem(_ => Run(() => d(state)), null);

    public override SynchronizationContext CreateCopy() => this;

    public void Dispose() => abort.Dispose();

    private async Task CompleteAsync(Task<object?> task)
    {
        try
        {
            outcome.TrySetResult(await task.ConfigureAwait(false));
        }
        catch (Exception error)
        {
            outcome.TrySetException(error);
        }
    }

    private void Run(Action body)
    {
        lock (gate)
        {
            if (isStopped)
            {
                outcome.TrySetCanceled();
                return;
            }

            threads.Add(Thread.CurrentThread);
        }

        SynchronizationContext? outer = Current;
        SetSynchronizationContext(this);
        current = this;
        try
        {
#pragma warning disable SYSLIB0046 // Made for programs like this one: it runs code that somebody is typing in.
            ControlledExecution.Run(body, abort.Token);
#pragma warning restore SYSLIB0046
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            outcome.TrySetCanceled();
        }
        finally
        {
            current = null;
            SetSynchronizationContext(outer);
            lock (gate)
            {
                threads.Remove(Thread.CurrentThread);
                if (isStopped && threads.Count == 0) outcome.TrySetCanceled();
            }

            TakeBackInterrupt();
        }
    }

    /// <summary>An interrupt that found nothing to wake up must not hit whatever this thread does next.</summary>
    private static void TakeBackInterrupt()
    {
        try
        {
            Thread.Sleep(0);
        }
        catch (ThreadInterruptedException)
        {
            // That was it.
        }
    }
}
