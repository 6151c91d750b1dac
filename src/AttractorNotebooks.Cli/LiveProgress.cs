using Spectre.Console;

namespace AttractorNotebooks.Cli;

/// <summary>A progress bar on standard error for work that takes a while; nothing where standard error is no terminal.</summary>
internal static class LiveProgress
{
    /// <summary>Runs work under a bar.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="work">Reports the share done, in [0, 1].</param>
    public static T Run<T>(string title, Func<IProgress<double>, T> work)
    {
        if (Console.IsErrorRedirected) return work(new Share(_ => { }));
        return Shell.ErrorConsole.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(title), maxValue: 1);
                return work(new Share(done => bar.Value = done));
            });
    }

    // Progress<T> reports on another thread, later; a bar must not run behind its work.
    private sealed class Share(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
