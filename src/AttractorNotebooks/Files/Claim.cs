using System.Text.Json;

namespace AttractorNotebooks.Files;

/// <summary>A claim that is held, until it is disposed of: see <see cref="Claims"/>.</summary>
internal sealed class Claim(Claims claims, string key, int generation, string path) : IDisposable
{
    private readonly Guid _id = Guid.NewGuid();
    private readonly Lock _gate = new();
    private int _beats;
    private bool _over;

    public int Generation => generation;

    public string Path => path;

    /// <summary>The work is done and its result written: also removes what dead holders left.</summary>
    public void Complete()
    {
        for (int below = 0; below < generation; below++) Delete(claims.PathOf(key, below));
        Dispose();
    }

    public void Dispose()
    {
        claims.Forget(this);
        lock (_gate)
        {
            if (_over) return;
            _over = true;
            Delete(path);
        }
    }

    internal void Beat(Worker worker)
    {
        lock (_gate)
        {
            if (_over) return;
            try
            {
                // Not created anew: a claim that somebody removed stays removed.
                using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                Write(file, worker);
            }
            catch (IOException) { /* a full disk or a lost network: at worst another does the work too */ }
        }
    }

    internal void Write(FileStream file, Worker worker)
    {
        file.Write(JsonSerializer.SerializeToUtf8Bytes(new Claims.Content(worker, _id, _beats++)));
        file.SetLength(file.Position);
    }

    private static void Delete(string path)
    {
        try { File.Delete(path); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { /* it grows stale instead */ }
    }
}
