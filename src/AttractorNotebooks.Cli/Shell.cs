using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace AttractorNotebooks.Cli;

/// <summary>
/// Runs a command line as a well-behaved program: errors a user can act on, a clean stop on Ctrl-C, exit 0 only on success.
/// </summary>
internal static partial class Shell
{
    /// <summary>The exit code of a program that was interrupted from the keyboard (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>Set to 1, an unexpected error shows where it came from.</summary>
    public const string TraceVariable = "ATTRACTOR_TRACE";

    private static readonly Lazy<IAnsiConsole> LazyErrorConsole = new(CreateErrorConsole);

    /// <summary>A console on standard error: progress and remarks never mix with the results on standard output.</summary>
    public static IAnsiConsole ErrorConsole => LazyErrorConsole.Value;

    public static async Task<int> RunAsync(string[] arguments)
    {
        Console.SetError(new QuietWriter(Console.Error));
        // What fails on a thread of its own would end in an abort.
        AppDomain.CurrentDomain.UnhandledException += (_, failed) =>
            Environment.Exit(failed.ExceptionObject is Exception error ? Fail(Describe(error)) : 1);
        try
        {
            // An argument that begins with @ is an argument, not a file of arguments.
            ParseResult parsed = Root.Create().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction action)
            {
                // A command that only groups others shows which there are; every other error is one clear line.
                action.ShowHelp = parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 }
                    && parsed.UnmatchedTokens.Count == 0;
                if (!action.ShowHelp) return Fail(string.Join(' ', parsed.Errors.Select(error => error.Message).Distinct()) + Hint(parsed));
            }
            InvocationConfiguration configuration = new()
            {
                // Our own handler below tells an expected failure from a defect.
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
            };
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.").ConfigureAwait(false);
            return Interrupted;
        }
        catch (Exception error)
        {
            if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
                await Console.Error.WriteLineAsync(error.ToString()).ConfigureAwait(false);
            return Fail(Describe(error));
        }
    }

    private static string Describe(Exception error)
    {
        if (error is AggregateException { InnerExceptions.Count: 1 } one) return Describe(one.InnerExceptions[0]);
        if (error is OutOfMemoryException)
            return "There is not enough memory for this: use fewer images, smaller batches, fewer components or fewer threads.";
        return IsExpected(error)
            ? error.Message
            : $"An error that should not be ({error.GetType().Name}): {error.Message} With {TraceVariable}=1 it says where; please "
                + "report it.";
    }

    /// <summary>Whether the message alone is enough for the user; anything else is our defect.</summary>
    private static bool IsExpected(Exception error) =>
        error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException
            or HttpRequestException or TimeoutException or NotSupportedException or ArithmeticException;

    // One line, without what the runtime appends for programmers.
    private static int Fail(string message)
    {
        Console.Error.WriteLine($"attractor: {LineBreaks().Replace(ForProgrammers().Replace(message, ""), " ").Trim()}");
        return 1;
    }

    private static string Hint(ParseResult parsed)
    {
        List<string> names = [];
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult command; result = command.Parent)
            names.Insert(0, command.Command.Name);
        return $" See {string.Join(' ', names)} --help.";
    }

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

    [GeneratedRegex(@" \(Parameter '[^']*'\)|\r?\nActual value was [^\n]*")]
    private static partial Regex ForProgrammers();

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex LineBreaks();
}
