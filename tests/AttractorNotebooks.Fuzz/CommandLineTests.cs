using System.CommandLine;
using AttractorNotebooks.Cli;

namespace AttractorNotebooks.Fuzz;

/// <summary>Command lines, parsed but not run: every one is right, or has errors that are one line each.</summary>
public class CommandLineTests
{
    private static readonly string[] Values = ["1", "0,5", "-1", "1e400", "NaN", "x", "", " ", "--", "-", "@", "2147483648", "mask", "0x1",
        "\u0661", "\ud800", "a\nb", "/dev/null", "1;2", "'", "\"", "true"];

    [Fact]
    public void Whatever_is_given_is_parsed_or_refused_in_a_line()
    {
        RootCommand root = Root.Create();
        for (int seed = 0; seed < 5_000; seed++)
        {
            Random random = new(seed);
            Command command = root.Subcommands.ElementAt(random.Next(root.Subcommands.Count));
            List<string> words = [command.Name];
            for (int k = random.Next(5); k > 0; k--)
            {
                if (random.Next(2) == 0 && command.Options.Count > 0) words.Add(command.Options[random.Next(command.Options.Count)].Name);
                else words.Add(Values[random.Next(Values.Length)]);
            }
            // A value that starts so names a file with further words, as System.CommandLine has it.
            words.RemoveAll(word => word == "@");
            ParseResult parsed = root.Parse(words);
            Assert.All(parsed.Errors, error => Assert.False(string.IsNullOrWhiteSpace(error.Message),
                $"Seed {seed}: {string.Join(' ', words)}"));
        }
    }
}
