using System.CommandLine;
using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Web;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor explore</c>: a page that runs a network in the reader's browser.</summary>
internal static class ExploreCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("file") { Description = "Trained couplings, as written by train." };
        Option<FileInfo> page = new("--out") { Description = "The page to write.", DefaultValueFactory = _ => new FileInfo("explorer.html") };
        Option<FileInfo?> compare = new("--compare") { Description = "Couplings to run beside them." };
        Option<int?> bits = new NumberRange(4, 32).Whole("--bits");
        bits.Description = "Bits of a number of the couplings, 4 to 8, or 32 for float32; the most that fit 5 MB if absent. The page says what is lost.";
        Option<string> data = CommonOptions.Data();
        Option<bool> transposed = CommonOptions.Transposed();
        Option<bool> json = CommonOptions.Json();
        Command command = new("explore", "Write one HTML page that runs trained couplings in the reader's browser, with nothing installed.")
        {
            file, page, compare, bits, data, transposed, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(file).FullName, target = parsed.GetRequiredValue(page).FullName;
            AtomicFile.RequireWritable(target);
            TrainedNetwork network = TrainedNetwork.Load(path);
            FileInfo? other = parsed.GetValue(compare);
            TrainedNetwork? second = other == null ? null : TrainedNetwork.Load(other.FullName);
            DigitData digits = await CommonOptions.OpenAsync(CommonOptions.Source(parsed, data, transposed), cancellation).ConfigureAwait(false);
            Explorer explorer = Explorer.Of(network, second, digits, new ExplorerSettings
            {
                Name = Path.GetFileName(path),
                CompareName = other?.Name ?? "",
                Bits = parsed.GetValue(bits),
            });
            explorer.Save(target);
            long bytes = new FileInfo(target).Length;
            new Reporter(parsed.GetValue(json)).Result(
                new { Out = target, Bytes = bytes },
                string.Create(CultureInfo.InvariantCulture, $"{target}: {bytes / 1e6:0.0} MB; open it in a browser."));
        });
        return command;
    }
}
