using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>
/// Fetches packages by the .NET SDK, so with the sources, credentials and caches that the user has set up for it. A set of packages fetched
/// once needs no network again.
/// </summary>
/// <param name="cacheFolder">Where fetched sets are remembered; null for the user's cache.</param>
internal sealed class PackageRestorer(string? cacheFolder = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly List<PackageReference> wanted = [];
    private readonly List<string> sources = [];
    private readonly string cache = cacheFolder ?? UserCache.Folder("packages");

    /// <summary>Adds a place that packages come from: a feed's address or the full path of a folder.</summary>
    public void AddSource(string source)
    {
        if (!sources.Contains(source)) sources.Add(source);
    }

    /// <summary>Fetches <paramref name="package"/>, in versions that suit the packages fetched before.</summary>
    /// <exception cref="IOException">It is not to be had, or the SDK is missing.</exception>
    public async Task<RestoredPackages> RestoreAsync(PackageReference package, CancellationToken cancellation)
    {
        List<PackageReference> all = [.. wanted.Where(other => !other.Name.Equals(package.Name, StringComparison.OrdinalIgnoreCase)),
            package];
        string project = ProjectText(all);
        string folder = Path.Combine(cache, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16]);
        string assets = Path.Combine(folder, "obj", "project.assets.json");
        RestoredPackages? found = Read(assets);
        if (found is null)
        {
            string projectFile = Path.Combine(folder, "packages.csproj");
            await WholeFile.WriteAsync(projectFile, project, cancellation).ConfigureAwait(false);
            await RunRestoreAsync(projectFile, package, cancellation).ConfigureAwait(false);
            found = Read(assets) ?? throw new IOException($"{package.Name} was restored, but its files are not where the SDK says.");
        }

        wanted.Clear();
        wanted.AddRange(all);
        return found;
    }

    private string ProjectText(IEnumerable<PackageReference> packages)
    {
        StringBuilder references = new();
        foreach (PackageReference package in packages)
        {
            references.Append($"    <PackageReference Include=\"{SecurityElement.Escape(package.Name)}\" "
                + $"Version=\"{SecurityElement.Escape(package.Version)}\" />\n");
        }

        // The framework reference stands for packages that the runtime has replaced.
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <UseAppHost>false</UseAppHost>
                <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
                <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', sources))}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
            {references}  </ItemGroup>
            </Project>

            """;
    }

    private static async Task RunRestoreAsync(string projectFile, PackageReference package, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        ProcessStartInfo start = new(DotnetHost.Path, ["restore", projectFile, "--nologo", "--verbosity", "quiet"])
        {
            WorkingDirectory = Path.GetDirectoryName(projectFile)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new IOException("The .NET SDK did not start; #r \"nuget: ...\" needs it.");
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            if (process.ExitCode == 0) return;
            throw new IOException(Explain(package, await output.ConfigureAwait(false) + await errors.ConfigureAwait(false)));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new IOException($"{package.Name} could not be restored within {Patience.TotalMinutes} minutes.");
        }
    }

    /// <summary>The SDK's own reasons without the path of a project that the user has never seen.</summary>
    private static string Explain(PackageReference package, string output)
    {
        IEnumerable<string> reasons = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.IndexOf("error ", StringComparison.Ordinal) is >= 0 and int at ? line[(at + 6)..].Trim() : "")
            .Where(line => line.Length > 0)
            .Select(line => line.Split(" [", 2)[0])
            .Distinct()
            .Take(3);
        string reason = string.Join(' ', reasons);
        if (reason.Length == 0) reason = output.Trim();
        return $"The package {package.Name}, {package.Version} could not be restored. {reason} Without a network only packages that have "
            + $"been restored before are there.";
    }

    /// <summary>The files that a restore found; null when it has not been done, or its files are gone.</summary>
    private static RestoredPackages? Read(string assetsFile)
    {
        if (!File.Exists(assetsFile)) return null;
        JsonObject assets = (JsonObject)JsonNode.Parse(File.ReadAllText(assetsFile))!;
        // A restore that failed leaves its assets file too.
        if (assets["logs"] is JsonArray logs && logs.Any(entry => (string?)entry!["level"] == "Error")) return null;
        List<string> folders = [.. ((JsonObject)assets["packageFolders"]!).Select(folder => folder.Key)];
        JsonObject target = (JsonObject)((JsonObject)assets["targets"]!).Last().Value!;
        List<RestoredPackage> packages = [];
        List<string> assemblies = [];
        List<string> natives = [];
        foreach ((string library, JsonNode? content) in target)
        {
            string? path = (string?)assets["libraries"]![library]!["path"];
            if (path is null || (string?)content!["type"] != "package") continue;
            string? folder = folders.Select(root => Path.Combine(root, path)).FirstOrDefault(Directory.Exists);
            if (folder is null) return null;
            string[] nameAndVersion = library.Split('/');
            packages.Add(new RestoredPackage(nameAndVersion[0], nameAndVersion[1], folder));
            AddFiles(assemblies, folder, content["runtime"]);
            AddFiles(natives, folder, content["native"]);
        }

        return new RestoredPackages(packages, assemblies, natives);
    }

    private static void AddFiles(List<string> files, string folder, JsonNode? group)
    {
        if (group is not JsonObject names) return;
        files.AddRange(names.Select(name => name.Key).Where(name => !name.EndsWith("/_._", StringComparison.Ordinal))
            .Select(name => Path.Combine(folder, name)));
    }
}
