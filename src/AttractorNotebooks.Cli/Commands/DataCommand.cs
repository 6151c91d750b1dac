using System.CommandLine;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor data</c>: which images there are, where they come from, and whether they are what they should be.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        DataOptions data = new();
        Option<bool> json = CommonOptions.Json();
        Command command = new("data", "Say which images would be used, where they come from, and that they were checked.") { json };
        data.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            DigitData digits = await data.ReadAsync(parsed, cancellation).ConfigureAwait(false);
            Reporter reporter = new(parsed.GetValue(json));
            reporter.Text(digits.Description);
            foreach (ImageSet set in new[] { digits.Train, digits.Test })
                reporter.Result(
                    new { set.Name, set.Count, set.Height, set.Width, set.Channels, set.Provenance },
                    $"{set.Name}: {set.Count} images of {set.Height} x {set.Width} x {set.Channels}. {set.Provenance}");
        });
        command.Subcommands.Add(Fetch());
        return command;
    }

    private static Command Fetch()
    {
        Argument<string> name = new("name") { Description = "What to fetch: mnist, fashion-mnist or kmnist." };
        name.AcceptOnlyFromAmong("mnist", "fashion-mnist", "kmnist");
        Option<bool> json = CommonOptions.Json();
        Command command = new("fetch", "Download images into the user's cache, checked by SHA-256.") { name, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            DigitData digits = await DataOptions.OpenAsync(parsed.GetRequiredValue(name), null, cancellation).ConfigureAwait(false);
            new Reporter(parsed.GetValue(json))
                .Result(new { digits.Description, train = digits.Train.Count, test = digits.Test.Count },
                $"{digits.Train.Count} training and {digits.Test.Count} test images are ready.");
        });
        return command;
    }
}
