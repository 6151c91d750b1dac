using System.CommandLine;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor join</c>: a network of rows that were trained apart.</summary>
internal static class JoinCommand
{
    public static Command Create()
    {
        Argument<FileInfo[]> parts = new("parts")
        {
            Description = "Files of train --rows, in any order; together all rows of J, each once.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<FileInfo> output = new("--out") { Description = "Where the network goes (safetensors).", Required = true };
        Option<bool> json = CommonOptions.Json();
        Command command = new("join", "Join rows that were trained apart (train --rows) to a network: bit for bit the one that train "
            + "--per-row makes of all rows at once.")
        {
            parts, output, json,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(output).FullName;
            string[] files = [.. parsed.GetRequiredValue(parts).Select(part => part.FullName)];
            AtomicFile.RequireWritable(path);
            IReadOnlyList<string> registers = TrainedRows.Join(files, path);
            if (registers.Count > 1)
                Reporter.Remark($"The parts were computed with registers of several widths ({string.Join(", ", registers)}): J is not bit "
                    + "for bit that of one machine.");
            new Reporter(parsed.GetValue(json)).Result(
                new { Parts = files.Length, Registers = registers }, $"Joined {files.Length} parts.");
            Reporter.Remark($"Wrote {path}");
        });
        return command;
    }
}
