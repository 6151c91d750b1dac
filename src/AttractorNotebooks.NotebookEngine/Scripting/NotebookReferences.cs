using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>Finds what <c>#r</c> names, in copies that the notebook's process keeps to itself.</summary>
internal sealed class NotebookReferences(string workingDirectory, LibrarySnapshot snapshot, NotebookLoadContext context) :
    MetadataReferenceResolver
{
    private readonly Dictionary<string, PortableExecutableReference> references = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PortableExecutableReference> packages = new(StringComparer.Ordinal);
    private readonly List<PortableExecutableReference> packageReferences = [];
    private readonly Dictionary<string, bool> speaks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> versions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder that relative paths start from.</summary>
    public string WorkingDirectory => workingDirectory;

    /// <summary>Every library that packages have brought along.</summary>
    public IEnumerable<MetadataReference> PackageReferences => packageReferences;

    public override bool ResolveMissingAssemblies => true;

    /// <summary>The full path of a file that <c>#r</c> names.</summary>
    public string FullPath(string reference) => Path.GetFullPath(reference, workingDirectory);

    /// <summary>Whether there is anything behind the text of a <c>#r</c>.</summary>
    public bool Exists(string reference) => HasPackage(reference) || FrameworkFile(reference) is not null
        || File.Exists(FullPath(reference));

    /// <summary>Whether a library has been rebuilt since this session loaded it.</summary>
    public bool IsOutdated(string reference)
    {
        string path = FullPath(reference);
        return references.ContainsKey(path) && File.Exists(path) && snapshot.HasChanged(path);
    }

    /// <summary>Makes <paramref name="restored"/> what the text <paramref name="reference"/> of a <c>#r</c> stands for.</summary>
    /// <remarks>
    /// The compiler takes one library for a <c>#r</c>; all the others a package brings are references of every compilation from here on.
    /// </remarks>
    public void AddPackage(string reference, RestoredPackages restored)
    {
        PortableExecutableReference? first = null;
        foreach (string file in restored.Assemblies)
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (NotebookLoadContext.IsShared(name)) continue;
            if (context.Register(name, file)) packageReferences.Add(Reference(file));
            first ??= packageReferences.FirstOrDefault(known => Path.GetFileNameWithoutExtension(known.FilePath) == name);
        }

        foreach (RestoredPackage package in restored.Packages) versions.TryAdd(package.Name, package.Version);
        foreach (string file in restored.NativeFiles) context.RegisterNative(file);
        // What the runtime has itself, or what has no library of its own, stands for the runtime.
        packages[reference] = first ?? MetadataReference.CreateFromFile(typeof(object).Assembly.Location);
    }

    /// <summary>The version of a package that this session has; null when it has none. The first one loaded stays.</summary>
    public string? VersionOf(string package) => versions.GetValueOrDefault(package);

    /// <summary>Whether <see cref="AddPackage"/> has been called for this text.</summary>
    public bool HasPackage(string reference) => packages.ContainsKey(reference);

    /// <summary>Whether a library refers to .NET Interactive.</summary>
    public bool SpeaksToInteractive(string path) => speaks.TryGetValue(path, out bool known) ? known : speaks[path] = Read(path, metadata =>
        metadata.AssemblyReferences.Any(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)
            .StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal)));

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath,
        MetadataReferenceProperties properties)
    {
        if (packages.TryGetValue(reference, out PortableExecutableReference? package)) return [package];
        if (FrameworkFile(reference) is { } framework)
            return [MetadataReference.CreateFromFile(framework, documentation: FrameworkDocumentation.Instance)];
        string path = FullPath(reference);
        if (references.TryGetValue(path, out PortableExecutableReference? known)) return [known];
        if (!File.Exists(path)) return [];

        string copy = snapshot.Copy(path);
        string name = AssemblyName(copy) ?? Path.GetFileNameWithoutExtension(path);
        context.Register(name, copy);
        PortableExecutableReference found = Reference(context.Find(name) ?? copy);
        references.Add(path, found);
        return [found];
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        context.Find(referenceIdentity.Name) is { } path ? Reference(path) : null;

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>The file behind a name such as <c>System.Net.Http</c>, which is part of the runtime and always there.</summary>
    private static string? FrameworkFile(string reference)
    {
        string name = reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? reference[..^4] : reference;
        string path = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name + ".dll");
        return NotebookLoadContext.IsShared(name) && File.Exists(path) ? path : null;
    }

    private static PortableExecutableReference Reference(string path) =>
        MetadataReference.CreateFromFile(path, documentation: new LibraryDocumentation(Path.ChangeExtension(path, ".xml")));

    private static string? AssemblyName(string path) => Read(path, metadata => metadata.GetString(metadata.GetAssemblyDefinition().Name));

    /// <summary>
    /// What stands in an assembly's metadata; the default value for a file that is no assembly: the compiler says so, with the place.
    /// </summary>
    private static T? Read<T>(string path, Func<MetadataReader, T> read)
    {
        try
        {
            using PEReader file = new(File.OpenRead(path));
            return read(file.GetMetadataReader());
        }
        catch (Exception error) when (error is BadImageFormatException or InvalidOperationException)
        {
            return default;
        }
    }
}
