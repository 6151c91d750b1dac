using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>Finds what <c>#r</c> names, in copies that the notebook's process keeps to itself.</summary>
internal sealed class NotebookReferences(string workingDirectory, LibrarySnapshot snapshot, NotebookLoadContext context) : MetadataReferenceResolver
{
    private readonly Dictionary<string, PortableExecutableReference> references = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<PortableExecutableReference>> packages = new(StringComparer.Ordinal);

    public override bool ResolveMissingAssemblies => true;

    /// <summary>The full path of a file that <c>#r</c> names.</summary>
    public string FullPath(string reference) => Path.GetFullPath(reference, workingDirectory);

    /// <summary>Whether there is anything behind the text of a <c>#r</c>.</summary>
    public bool Exists(string reference) => HasPackage(reference) || FrameworkFile(reference) is not null || File.Exists(FullPath(reference));

    /// <summary>Whether a library has been rebuilt since this session loaded it.</summary>
    public bool IsOutdated(string reference)
    {
        string path = FullPath(reference);
        return references.ContainsKey(path) && File.Exists(path) && snapshot.HasChanged(path);
    }

    /// <summary>Makes <paramref name="restored"/> what the text <paramref name="reference"/> of a <c>#r</c> stands for.</summary>
    public void AddPackage(string reference, RestoredPackages restored)
    {
        ImmutableArray<PortableExecutableReference>.Builder found = ImmutableArray.CreateBuilder<PortableExecutableReference>();
        foreach (string file in restored.Assemblies)
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (NotebookLoadContext.IsShared(name)) continue;
            context.Register(name, file);
            found.Add(Reference(context.Find(name) ?? file));
        }

        foreach (string file in restored.NativeFiles) context.RegisterNative(file);
        packages[reference] = found.ToImmutable();
    }

    /// <summary>Whether <see cref="AddPackage"/> has been called for this text.</summary>
    public bool HasPackage(string reference) => packages.ContainsKey(reference);

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        if (packages.TryGetValue(reference, out ImmutableArray<PortableExecutableReference> package)) return package;
        if (FrameworkFile(reference) is { } framework) return [MetadataReference.CreateFromFile(framework, documentation: FrameworkDocumentation.Instance)];
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

    private static string? AssemblyName(string path)
    {
        try
        {
            using PEReader file = new(File.OpenRead(path));
            MetadataReader metadata = file.GetMetadataReader();
            return metadata.GetString(metadata.GetAssemblyDefinition().Name);
        }
        catch (Exception error) when (error is BadImageFormatException or InvalidOperationException)
        {
            // Not an assembly: the compiler says so, with the place.
            return null;
        }
    }
}
