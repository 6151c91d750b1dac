using System.CommandLine;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write one JSON object a line on standard output; everything else goes to standard error." };

    public static Option<int?> Threads() => new("--threads") { Description = "Threads to work with; one a processor if absent. The results do not depend on it." };

    public static Option<string> Data() => new("--data")
    {
        Description = "mnist, generated, auto (MNIST where it is present or can be downloaded, else generated digits) or a folder with the four IDX files.",
        DefaultValueFactory = _ => "auto",
    };

    public static Option<int> Seed() => new("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => 1 };

    /// <summary>Lets an option take one of several words; British spellings, which files and scripts may still hold, are taken for the American ones.</summary>
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
            string text = value.Remark ?? $"Downloading {value.File}: {value.Received / 1_000_000} MB{(value.Total is long total ? $" of {total / 1_000_000}" : "")}";
            if (text == _last) return;
            _last = text;
            Reporter.Remark(text);
        }
    }
}
