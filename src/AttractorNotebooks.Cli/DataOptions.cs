using System.CommandLine;
using System.CommandLine.Parsing;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Cli;

/// <summary>Options that say which images a command works on, and what is done to them first.</summary>
internal sealed class DataOptions
{
    // What takes back what a network's file says.
    private const string None = "none", All = "all";

    private readonly Option<string> _data = new("--data")
    {
        Description = "mnist, fashion-mnist, kmnist, generated, auto (MNIST where it is present or can be downloaded, else generated "
            + "digits), colors or spins (drawn), a folder of pictures (a class a subfolder) or of IDX or CIFAR files, a picture, or a "
            + "file .npy, .npz, .csv, IDX.",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<bool?> _transposed = new("--transposed")
    {
        Description = "Whether the images of the IDX files lie on their side and are to be turned. [default: EMNIST's by their names]",
    };

    private readonly Option<string?> _resize = Size("--resize", "Bring images to this size, as in 32x32, or none.");

    private readonly Option<string?> _crop = new("--crop")
    {
        Description = "Keep a part: square, a size in the middle such as 24x24, size and corner such as 24x24+2+0, or none.",
        HelpName = "part",
    };

    private readonly Option<ColorMode?> _color = WordOption.Create<ColorMode>(
        "--color", "kept: gray where all images are; gray: by luma; rgb: three channels. [default: kept]");

    private readonly Option<double?> _background = new NumberRange(0, 1).Real("--background");

    private readonly Option<string?> _rowSize =
        Size("--row-size", "Size of the images that are rows of numbers, where they are not square.");

    private readonly Option<double?> _testFraction = new NumberRange(0, 1, Below: true).Real("--test-fraction");

    private readonly Option<int?> _splitSeed = NumberRange.Any.Whole("--split-seed");

    private readonly Option<string?> _classes = new("--classes")
    {
        Description = "Only these classes, by number or name with commas between: 0,1,7; or all.",
        HelpName = "classes",
    };

    private readonly Option<bool> _balance = new("--balance") { Description = "As many images of every class as the smallest has." };

    public DataOptions()
    {
        _background.Description = "What lies behind transparent pixels, from 0 (black) to 1 (white); absent, they are an error.";
        _testFraction.Description =
            "Share of test images where a set has none of its own; 0 tests on the training images. [default: 0.2]";
        _splitSeed.Description = "Decides which these are, and the order. [default: 1]";
        foreach (Option<string?> option in new[] { _resize, _rowSize })
            option.Validators.Add(result => CheckSize(result));
        _crop.Validators.Add(result =>
        {
            if (!IsNone(result.Tokens[0].Value)) Check(() => ImageCrop.Parse(result.Tokens[0].Value), "--crop", result);
        });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _data, _transposed, _resize, _crop, _color, _background, _rowSize, _testFraction, _splitSeed, _classes, _balance,
        ];
        foreach (Option option in all)
            command.Options.Add(option);
    }

    /// <summary>What is done to the images: what the options say, and where they are silent, another way.</summary>
    public ImagePreparation Preparation(ParseResult parsed, ImagePreparation? usual = null)
    {
        usual ??= new ImagePreparation();
        return new ImagePreparation
        {
            Resize = parsed.GetValue(_resize) is string size ? IsNone(size) ? null : PixelSize.Parse(size) : usual.Resize,
            Crop = parsed.GetValue(_crop) is string crop ? IsNone(crop) ? null : ImageCrop.Parse(crop) : usual.Crop,
            Color = parsed.GetValue(_color) ?? usual.Color,
            Background = parsed.GetValue(_background) ?? usual.Background,
            RowSize = parsed.GetValue(_rowSize) is string row ? IsNone(row) ? null : PixelSize.Parse(row) : usual.RowSize,
            TestFraction = parsed.GetValue(_testFraction) ?? usual.TestFraction,
            SplitSeed = parsed.GetValue(_splitSeed) ?? usual.SplitSeed,
            Classes = parsed.GetValue(_classes) is string classes ? classes == All ? "" : classes : usual.Classes,
            Balance = CommonOptions.IsGiven(parsed, _balance) ? parsed.GetValue(_balance) : usual.Balance,
        };
    }

    /// <summary>Opens the images and says on standard error which they are.</summary>
    public Task<DigitData> OpenAsync(ParseResult parsed, CancellationToken cancellation, ImagePreparation? usual = null) =>
        OpenAsync(Source(parsed), Preparation(parsed, usual), cancellation);

    /// <summary>Opens images by the name of their source and says which they are.</summary>
    public static async Task<DigitData> OpenAsync(string source, ImagePreparation? preparation, CancellationToken cancellation)
    {
        DigitData data = await ImageSets.OpenAsync(source, preparation, new RemarkDownload(), cancellation).ConfigureAwait(false);
        Reporter.Remark(data.Description);
        return data;
    }

    /// <summary>Opens the images and says nothing.</summary>
    public Task<DigitData> ReadAsync(ParseResult parsed, CancellationToken cancellation) =>
        ImageSets.OpenAsync(Source(parsed), Preparation(parsed), null, cancellation);

    private string Source(ParseResult parsed) =>
        (parsed.GetValue(_transposed) is bool lies ? lies ? Digits.Transposed : Digits.Upright : "") + parsed.GetRequiredValue(_data);

    private static Option<string?> Size(string name, string description) =>
        new(name) { Description = description, HelpName = "HEIGHTxWIDTH" };

    /// <summary>Refuses what is no size, or, where that is allowed, no word for none.</summary>
    internal static void CheckSize(OptionResult result, bool allowNone = true)
    {
        if (allowNone && IsNone(result.Tokens[0].Value)) return;
        Check(() => PixelSize.Parse(result.Tokens[0].Value), result.Option.Name, result);
    }

    private static bool IsNone(string text) => text == None;

    private static void Check(Action parse, string option, OptionResult result)
    {
        try { parse(); }
        catch (ArgumentException error) { result.AddError($"{option}: {error.Message.Split(" (Parameter")[0]}"); }
    }

    private sealed class RemarkDownload : IProgress<DownloadProgress>
    {
        private string _last = "";

        public void Report(DownloadProgress value)
        {
            string text = value.Remark
                ?? $"Downloading {value.File}: {value.Received / 1_000_000} MB"
                    + $"{(value.Total is long total ? $" of {total / 1_000_000}" : "")}";
            if (text == _last) return;
            _last = text;
            Reporter.Remark(text);
        }
    }
}
