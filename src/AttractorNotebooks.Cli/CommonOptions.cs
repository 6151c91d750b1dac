using System.CommandLine;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;

namespace AttractorNotebooks.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() =>
        new("--json") { Description = "Write one JSON object a line on standard output; everything else goes to standard error." };

    public static Option<int?> Threads()
    {
        Option<int?> threads = new NumberRange(1, WorkerPool.MostThreads).Whole("--threads");
        threads.Description = "Threads to work with; one a processor if absent. The results do not depend on it.";
        return threads;
    }

    public static Option<string> Data() => new("--data")
    {
        Description = "mnist, generated, auto (MNIST where it is present or can be downloaded, else generated digits) or a folder with "
            + "the four IDX files.",
        DefaultValueFactory = _ => "auto",
    };

    public static Option<bool> Transposed() =>
        new("--transposed") { Description = "The images of the folder lie on their side, as EMNIST's do: turn them." };

    /// <summary>What --data and --transposed name together.</summary>
    public static string Source(ParseResult parsed, Option<string> data, Option<bool> transposed) =>
        (parsed.GetValue(transposed) ? Digits.Transposed : "") + parsed.GetRequiredValue(data);

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

    /// <summary>Opens the images that <see cref="Data"/> names and says which they are.</summary>
    public static async Task<DigitData> OpenAsync(string source, CancellationToken cancellation)
    {
        DigitData digits = await Digits.OpenAsync(source, new RemarkDownload(), cancellation).ConfigureAwait(false);
        Reporter.Remark(digits.Description);
        return digits;
    }

    private sealed class RemarkDownload : IProgress<DownloadProgress>
    {
        private string _last = "";

        public void Report(DownloadProgress value)
        {
            string text = value.Remark
                ?? $"Downloading {value.File}: {value.Received / 1_000_000} "
                    + $"MB{(value.Total is long total ? $" of {total / 1_000_000}" : "")}";
            if (text == _last) return;
            _last = text;
            Reporter.Remark(text);
        }
    }
}
