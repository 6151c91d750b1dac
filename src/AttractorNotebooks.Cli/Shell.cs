using System.CommandLine;
using Spectre.Console;

namespace AttractorNotebooks.Cli;

/// <summary>Runs a command line as a well-behaved program: errors a user can act on, a clean stop on Ctrl-C, exit 0 only on success.</summary>
internal static class Shell
{
    /// <summary>The exit code of a program that was interrupted from the keyboard (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        InvocationConfiguration configuration = new()
        {
            // Our own handler below tells an expected failure from a defect.
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        };
        try
        {
            return await root.Parse(arguments).InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.").ConfigureAwait(false);
            return Interrupted;
        }
        catch (Exception error) when (IsExpected(error))
        {
            await Console.Error.WriteLineAsync($"attractor: {error.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Whether the message alone is enough for the user; anything else is our defect and keeps its stack trace.</summary>
    private static bool IsExpected(Exception error) =>
        error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException
            or HttpRequestException or TimeoutException or NotSupportedException or ArithmeticException;

    /// <summary>A console on standard error: progress and remarks never mix with the results on standard output.</summary>
    public static IAnsiConsole ErrorConsole { get; } = CreateErrorConsole();

    private static IAnsiConsole CreateErrorConsole()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        // A file has no edge at which lines would have to be broken.
        if (Console.IsErrorRedirected) console.Profile.Width = 10_000;
        return console;
    }
}
