using System.CommandLine;
using System.CommandLine.Parsing;
using AttractorNotebooks.Experiments;

namespace AttractorNotebooks.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() =>
        new("--json") { Description = "Write one JSON object a line on standard output; everything else goes to standard error." };

    /// <summary>Whether the user gave an option, rather than its default.</summary>
    public static bool IsGiven(ParseResult parsed, Option option) => IsGiven(parsed.CommandResult, option);

    /// <summary>The same while a command is checked.</summary>
    public static bool IsGiven(CommandResult command, Option option) => command.GetResult(option) is { Implicit: false };

    public static Option<int?> Threads()
    {
        Option<int?> threads = new NumberRange(1, WorkerPool.MostThreads).Whole("--threads");
        threads.Description = "Threads to work with; one a processor if absent. The results do not depend on it.";
        return threads;
    }

    public static Option<int> Seed()
    {
        Option<int> seed = NumberRange.Any.Whole("--seed", 1);
        seed.Description = "Seed of everything random.";
        return seed;
    }

    public static Option<double?> Strength()
    {
        Option<double?> strength = NumberRange.NotNegative.Real("--strength");
        strength.Description = "Share of masked tokens, or deviation of the noise; published: 0.3 and 0.7, the defaults.";
        return strength;
    }

    /// <summary>Refuses a strength that does not fit the task, before any work.</summary>
    /// <exception cref="ArgumentException">It does not; names the range.</exception>
    public static void RequireStrength(RecallTask task, double? strength)
    {
        if (strength is not double given) return;
        if (task == RecallTask.Mask) new NumberRange(0, 1, Above: true, Below: true).Require("--strength", given, " for masks");
        // Below and above, the filters that noise is compared with do not work.
        else new NumberRange(0.01, 100).Require("--strength", given, " for noise");
    }

    /// <summary>
    /// Lets an option take one of several words; British spellings, which files and scripts may still hold, are taken for the
    /// American ones.
    /// </summary>
    public static void AcceptWords(Option<string?> option, params string[] words)
    {
        option.HelpName = string.Join('|', words);
        option.CompletionSources.Add(words);
        option.CustomParser = result =>
        {
            string given = result.Tokens[0].Value, word = given.Replace("ormalised", "ormalized", StringComparison.Ordinal);
            if (words.Contains(word)) return word;
            result.AddError($"{option.Name} cannot be '{given}'. Possible are: {string.Join(", ", words)}.");
            return null;
        };
    }
}
