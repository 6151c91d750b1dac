using System.CommandLine;
using System.Text;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor new</c>: something to begin with.</summary>
internal static class NewCommand
{
    private const string Resource = "notebook.ipynb", Libraries = "bin";

    public static Command Create() => new("new", "Write something to begin with.") { CreateNotebook() };

    private static Command CreateNotebook()
    {
        Argument<FileInfo> file = new("file") { Description = "The notebook to write (.ipynb); it must not be there yet." };
        Option<bool> json = CommonOptions.Json();
        Command command = new("notebook", "Write a small chapter that runs at once: data, training, recall, a figure, a table.")
        {
            file, json,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file).FullName;
            WriteNotebook(path);
            new Reporter(parsed.GetValue(json)).Result(new { Notebook = path },
                $"{path} is written. Open it, or: attractor run {Path.GetFileName(path)} --in-place");
        });
        return command;
    }

    private static void WriteNotebook(string path)
    {
        if (!path.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"A notebook's name ends in .ipynb, not as '{path}' does.");
        if (Path.Exists(path)) throw new IOException($"'{path}' is there already, and stays as it is; choose another name.");
        using Stream template = typeof(NewCommand).Assembly.GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(template);
        string text = reader.ReadToEnd()
            .Replace($"#r \\\"{Libraries}/", $"#r \\\"{LibrariesFrom(Path.GetDirectoryName(path)!)}/", StringComparison.Ordinal);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    // Beside the chapters lie the libraries; elsewhere those of this program are named, from the notebook's folder.
    private static string LibrariesFrom(string folder) =>
        File.Exists(Path.Combine(folder, Libraries, "AttractorNotebooks.dll")) ? Libraries
        : Path.GetRelativePath(folder, AppContext.BaseDirectory).Replace('\\', '/').TrimEnd('/');
}
