using System.CommandLine;
using AttractorNotebooks.Files;
using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly;

namespace AttractorNotebooks.Cli;

/// <summary>The option of commands that make curves or pictures: the same as a figure for a paper.</summary>
internal sealed class FigureOption
{
    private static readonly string[] Endings = [".svg", ".pdf", ".png"];

    public FigureOption() => Option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: string name }] && !Endings.Contains(Path.GetExtension(name).ToLowerInvariant()))
            result.AddError($"--figure must name a file that ends in .svg, .pdf or .png, not '{name}'.");
    });

    /// <summary>The option.</summary>
    public Option<FileInfo?> Option { get; } = new("--figure")
    {
        Description = "Also draw it as a figure for a paper, one column (86 mm) wide: FILE.svg, FILE.pdf or FILE.png. Needs a browser.",
    };

    /// <summary>The file, which is found out to be writable before long work; null where none is asked for.</summary>
    /// <exception cref="IOException">It could not be written, or no browser is there to draw; says which.</exception>
    public string? Require(ParseResult parsed)
    {
        string? path = parsed.GetValue(Option)?.FullName;
        if (path is null) return null;
        if (StaticPictures.Missing is string missing) throw new IOException($"{path} could not be drawn. {missing}");
        AtomicFile.RequireWritable(path);
        return path;
    }

    /// <summary>Draws and writes a figure, and says so.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <param name="draw">Draws it.</param>
    /// <param name="twoColumns">Whether it has more panels than one column of a page takes.</param>
    public static void Write(string? path, Func<Figure> draw, bool twoColumns = false)
    {
        if (path is null) return;
        draw().Save(path, twoColumns);
        Reporter.Remark($"Wrote {path}");
    }
}
