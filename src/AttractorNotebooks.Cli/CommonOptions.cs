using System.CommandLine;

namespace AttractorNotebooks.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write one JSON object a line on standard output; everything else goes to standard error." };

    public static Option<int?> Threads() => new("--threads") { Description = "Threads to work with; one a processor if absent. The results do not depend on it." };
}
