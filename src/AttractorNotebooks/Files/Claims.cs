using System.Diagnostics;
using System.Text.Json;

namespace AttractorNotebooks.Files;

/// <summary>Shares out work among processes and machines that see one folder: at most one holds the claim to a key.</summary>
/// <remarks>
/// <para>
/// A claim is the file KEY.0, made by the one process that succeeds in creating it. Its holder rewrites it with a growing count,
/// six times a lease. Whoever finds the file unchanged for a whole lease, by its own clock, takes the holder for dead and creates
/// KEY.1, which again only one can; and so on: the highest number counts. So no clocks are compared, and no claim to unfinished
/// work is ever deleted or renamed by another. Where the holder ran on the same machine and its process is gone, nobody waits for
/// the lease.
/// </para>
/// <para>
/// A process that sleeps longer than a lease loses its claims without knowing: the work is then done twice. Results are
/// equal and written whole, so that each is there once all the same.
/// </para>
/// </remarks>
internal sealed class Claims : IDisposable
{
    /// <summary>After so long without a sign of life a holder counts as dead.</summary>
    public static readonly TimeSpan DefaultLease = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly TimeSpan _lease;
    private readonly Worker _worker;
    private readonly Dictionary<string, (string Content, long Since)> _seen = [];
    private readonly HashSet<Claim> _held = [];
    private readonly ManualResetEventSlim _closing = new();
    private readonly Thread _heart;

    /// <param name="folder">Shared by all who take part; created if missing.</param>
    /// <param name="lease">How long a claim counts without a sign of life; the same for all who take part.</param>
    /// <param name="worker">Who claims; null for this process.</param>
    public Claims(string folder, TimeSpan? lease = null, Worker? worker = null)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _lease = lease ?? DefaultLease;
        _worker = worker ?? Worker.Current;
        // A thread of its own: the pool may be busy for longer than a lease.
        _heart = new Thread(Beat) { IsBackground = true, Name = "claims" };
        _heart.Start();
    }

    /// <summary>Takes the claim to a key, unless somebody alive holds it.</summary>
    /// <returns>The claim, to be disposed of when the work is done or given up; null if it cannot be had now.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public Claim? TryTake(string key)
    {
        int generation = Latest(_folder, key);
        if (generation >= 0 && !IsDead(PathOf(key, generation))) return null;
        Claim claim = new(this, key, generation + 1, PathOf(key, generation + 1));
        FileStream file;
        try { file = new FileStream(claim.Path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete); }
        // Somebody was faster.
        catch (IOException) when (File.Exists(claim.Path)) { return null; }
        try
        {
            using (file) claim.Write(file, _worker);
        }
        catch (IOException error)
        {
            // A full disk takes the name of a file, but nothing in it: an empty claim would hold up everybody.
            claim.Dispose();
            throw new IOException($"Cannot write '{claim.Path}': {error.Message} Free some space; the same command goes on.", error);
        }
        lock (_held) _held.Add(claim);
        // Between the look and the claim others may have claimed higher.
        if (Latest(_folder, key) == claim.Generation) return claim;
        claim.Dispose();
        return null;
    }

    /// <summary>The keys that are claimed in a folder, and for how long there has been no sign of life, by the file's time.</summary>
    public static IReadOnlyList<(string Key, TimeSpan Silent)> In(string folder) => !Directory.Exists(folder)
        ? []
        : [.. new DirectoryInfo(folder).EnumerateFiles()
            .Select(file => (Key: Path.GetFileNameWithoutExtension(file.Name), Silent: DateTime.UtcNow - file.LastWriteTimeUtc))
            .GroupBy(claim => claim.Key, (key, claims) => (key, claims.Min(claim => claim.Silent)))];

    /// <summary>Deletes all claims to a key, whoever holds them: for work that is finished, which nobody needs to claim.</summary>
    public static void Remove(string folder, string key)
    {
        foreach (string path in Directory.GetFiles(folder, $"{key}.*")) File.Delete(path);
    }

    /// <summary>Ends the signs of life and gives up what is held.</summary>
    public void Dispose()
    {
        _closing.Set();
        _heart.Join();
        Claim[] left;
        lock (_held) left = [.. _held];
        foreach (Claim claim in left) claim.Dispose();
        _closing.Dispose();
    }

    internal static int Latest(string folder, string key) => Directory.EnumerateFiles(folder, $"{key}.*")
        .Select(path => int.TryParse(Path.GetExtension(path).AsSpan(1), out int generation) ? generation : -1).DefaultIfEmpty(-1).Max();

    internal void Forget(Claim claim)
    {
        lock (_held) _held.Remove(claim);
    }

    internal string PathOf(string key, int generation) => Path.Combine(_folder, FormattableString.Invariant($"{key}.{generation}"));

    internal string Folder => _folder;

    private bool IsDead(string path)
    {
        string content;
        try { content = ReadShared(path); }
        // Given up since the look, or hidden for a moment by a network: the next look tells.
        catch (IOException) { return false; }
        if (HolderOf(content) is { IsKnownDead: true }) return true;
        lock (_seen)
        {
            if (!_seen.TryGetValue(path, out (string Content, long Since) seen) || seen.Content != content)
            {
                _seen[path] = (content, Stopwatch.GetTimestamp());
                return false;
            }
            return Stopwatch.GetElapsedTime(seen.Since) > _lease;
        }
    }

    private static string ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(file);
        return reader.ReadToEnd();
    }

    private static Worker? HolderOf(string content)
    {
        try { return JsonSerializer.Deserialize<Content>(content)?.Worker; }
        // Caught in the middle of being written.
        catch (JsonException) { return null; }
    }

    private void Beat()
    {
        while (!_closing.Wait(_lease / 6))
        {
            Claim[] held;
            lock (_held) held = [.. _held];
            foreach (Claim claim in held) claim.Beat(_worker);
        }
    }

    internal sealed record Content(Worker Worker, Guid Claim, int Beats);
}
