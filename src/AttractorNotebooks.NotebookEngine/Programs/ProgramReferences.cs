using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Programs;

/// <summary>The libraries of a notebook as a program names them: projects instead of their compiled files, and packages.</summary>
internal sealed class ProgramReferences(string notebookFolder, string targetFolder)
{
    private readonly SortedSet<string> directives = new(StringComparer.Ordinal);
    private readonly List<string> libraries = [];
    private readonly List<string> others = [];

    /// <param name="reference">What stands behind <c>#r</c>.</param>
    public void Add(string reference)
    {
        if (PackageReference.IsPackage(reference))
        {
            PackageReference package = PackageReference.Parse(reference);
            directives.Add($"#:package {package.Name}@{package.Version}");
        }
        else if (reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            if (FindProject(reference) is not string project) others.Add(reference);
            else
            {
                libraries.Add(Path.Combine(notebookFolder, reference));
                directives.Add($"#:project {Path.GetRelativePath(targetFolder, project).Replace('\\', '/')}");
            }
        }
    }

    /// <summary>Writes one directive a line.</summary>
    /// <exception cref="FileNotFoundException">A library is neither built from source nor needed by one that is, so that a program cannot
    /// have it.</exception>
    public void AppendTo(StringBuilder text)
    {
        foreach (string reference in others)
        {
            string name = Path.GetFileNameWithoutExtension(reference);
            // What a project needs comes along with it.
            if (!libraries.Any(library => Needs(library, name)))
                throw new FileNotFoundException(
                    $"{reference} cannot become part of a program: there is no src/{name}/{name}.csproj in a folder above the notebook.");
        }

        foreach (string directive in directives) text.Append(directive).Append('\n');
    }

    private static bool Needs(string library, string name)
    {
        using PEReader file = new(File.OpenRead(library));
        MetadataReader content = file.GetMetadataReader();
        return content.AssemblyReferences.Any(handle => content.StringComparer.Equals(content.GetAssemblyReference(handle).Name, name,
            ignoreCase: true));
    }

    private string? FindProject(string reference)
    {
        string name = Path.GetFileNameWithoutExtension(reference);
        for (DirectoryInfo? folder = new(notebookFolder); folder is not null; folder = folder.Parent)
        {
            string project = Path.Combine(folder.FullName, "src", name, name + ".csproj");
            if (File.Exists(project)) return project;
        }

        return null;
    }
}
