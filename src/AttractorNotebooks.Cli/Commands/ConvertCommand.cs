using System.CommandLine;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor convert</c>: the same network with its couplings stored otherwise.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("file") { Description = "Trained couplings, as written by train or join." };
        Option<CouplingStorage?> storage = Storage();
        storage.Required = true;
        Option<FileInfo> output = new("--out") { Description = "Where the network goes (safetensors).", Required = true };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "convert", "Store trained couplings in half or a quarter of the memory, at a small error, or as float32 again.")
        {
            file, storage, output, json,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(output).FullName;
            AtomicFile.RequireWritable(path);
            TrainedNetwork.Load(parsed.GetRequiredValue(file).FullName).Stored(parsed.GetValue(storage)!.Value).Save(path);
            long bytes = new FileInfo(path).Length;
            new Reporter(parsed.GetValue(json)).Result(new { Bytes = bytes }, $"{bytes / 1e6:0.0} MB.");
            Reporter.Remark($"Wrote {path}");
        });
        return command;
    }

    /// <summary>The option that several commands have.</summary>
    public static Option<CouplingStorage?> Storage() => WordOption.Create<CouplingStorage>("--couplings",
        "How couplings are stored: float32, float16 (half the memory), or int8 with a float32 scale a block (a quarter).");
}
