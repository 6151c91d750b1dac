using System.Runtime;

namespace AttractorNotebooks.Kernel.Scripting;

/// <summary>
/// Runs a cell so that it can be stopped even where it polls nothing: on threads under <see cref="ControlledExecution"/>, continuations after an
/// await included. Continuations run on the thread pool as they would without this, so nothing that works elsewhere deadlocks here.
/// </summary>
internal sealed class CellThread : SynchronizationContext, IDisposable
{
    private readonly CancellationTokenSource abort = new();
    private readonly Lock gate = new();
    private readonly HashSet<Thread> threads = [];

    // An asynchronous method that is broken off never completes its task: this one does.
    private readonly TaskCompletionSource<object?> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs <paramref name="body"/> on a thread of its own. The task is cancelled when <see cref="Abort"/> broke it off.</summary>
    public Task<object?> RunAsync(Func<Task<object?>> body)
    {
        Thread thread = new(() => Run(() => _ = CompleteAsync(body()))) { IsBackground = true, Name = "cell" };
        thread.Start();
        return outcome.Task;
    }

    /// <summary>Breaks off whatever managed code of the cell is running or waiting.</summary>
    public void Abort()
    {
        // Cancelling blocks until every thread has stopped, which one inside native code never does.
        _ = Task.Run(abort.Cancel);
        lock (gate)
        {
            foreach (Thread thread in threads) thread.Interrupt();
        }
    }

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
        SynchronizationContext? outer = Current;
        lock (gate) threads.Add(Thread.CurrentThread);
        SetSynchronizationContext(this);
        try
        {
#pragma warning disable SYSLIB0046 // Made for programs like this one: it runs code that somebody is typing in.
            ControlledExecution.Run(body, abort.Token);
#pragma warning restore SYSLIB0046
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            outcome.TrySetCanceled(abort.Token);
        }
        finally
        {
            SetSynchronizationContext(outer);
            lock (gate) threads.Remove(Thread.CurrentThread);
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
