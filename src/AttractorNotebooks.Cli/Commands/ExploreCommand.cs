using System.CommandLine;
using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Pictures;
using AttractorNotebooks.Web;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor explore</c>: a page that runs a network in the reader's browser.</summary>
internal static class ExploreCommand
{
    private const int FilmWidth = 1140, FilmHeight = 610;
    private const double FilmScale = 0.7;

    public static Command Create()
    {
        Argument<FileInfo> file = new("file") { Description = "Trained couplings, as written by train." };
        Option<FileInfo> page = new("--out")
        {
            Description = "The page to write.",
            DefaultValueFactory = _ => new FileInfo("explorer.html"),
        };
        Option<FileInfo?> compare = new("--compare") { Description = "Couplings to run beside them." };
        Option<int?> bits = new NumberRange(4, 32).Whole("--bits");
        bits.Description = "Bits of a number of the couplings, 4 to 8, or 32 for float32; the most that fit 5 MB if absent. "
            + "The page says what is lost.";
        Option<FileInfo?> picture = new("--picture")
        {
            Description = "Also write a moving picture of the page (GIF), by the browser of this machine.",
        };
        DataOptions data = new();
        Option<bool> json = CommonOptions.Json();
        Command command = new("explore", "Write one HTML page that runs trained couplings in the reader's browser, with nothing installed.")
        {
            file, page, compare, bits, picture, json,
        };
        data.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(file).FullName, target = parsed.GetRequiredValue(page).FullName;
            string? film = parsed.GetValue(picture)?.FullName;
            AtomicFile.RequireWritable(target);
            if (film != null) AtomicFile.RequireWritable(film);
            TrainedNetwork network = TrainedNetwork.Load(path);
            FileInfo? other = parsed.GetValue(compare);
            TrainedNetwork? second = other == null ? null : TrainedNetwork.Load(other.FullName);
            DigitData digits = await data.OpenAsync(parsed, cancellation, network.Preparation).ConfigureAwait(false);
            Explorer explorer = Explorer.Of(network, second, digits, new ExplorerSettings
            {
                Name = Path.GetFileName(path),
                CompareName = other?.Name ?? "",
                Bits = parsed.GetValue(bits),
            });
            explorer.Save(target);
            Reporter reporter = new(parsed.GetValue(json));
            long bytes = new FileInfo(target).Length;
            reporter.Result(new { Out = target, Bytes = bytes },
                string.Create(CultureInfo.InvariantCulture, $"{target}: {bytes / 1e6:0.0} MB; open it in a browser."));
            if (film == null) return;
            byte[] gif = await FilmAsync(explorer, cancellation).ConfigureAwait(false);
            AtomicFile.Write(film, stream => stream.Write(gif));
            reporter.Result(new { Out = film, Bytes = gif.LongLength },
                string.Create(CultureInfo.InvariantCulture, $"{film}: {gif.Length / 1e3:0} kB."));
        });
        return command;
    }

    // A digit with holes, its recall, and its loss; the steps at which something is to be seen.
    private static Task<byte[]> FilmAsync(Explorer explorer, CancellationToken cancellation)
    {
        int[] steps = [0, 1, 2, 3, 5, 8, 12, 20, 30, 40, 50, 60, 70, 80, 100, 120, 150, 200, 300];
        const string Start = "attractor.ready.then(() => attractor.settled())"
            + ".then(() => window.scrollTo(0, document.querySelector('main').offsetTop - 12))";
        List<(string, TimeSpan)> frames = [];
        foreach (int t in steps)
            frames.Add(($"{Start}.then(() => attractor.show({{ t: {t.ToString(CultureInfo.InvariantCulture)} }}))",
                TimeSpan.FromMilliseconds(t is 0 or 5 or 300 ? 1800 : 350)));
        return MovingPicture.RecordAsync(explorer.ToPage(), frames, FilmWidth, FilmHeight, FilmScale, cancellation);
    }
}
