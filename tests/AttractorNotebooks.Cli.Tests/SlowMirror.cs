using System.Net;
using System.Net.Sockets;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>A mirror of MNIST on this machine that takes its time over every file, or never finishes one.</summary>
internal sealed class SlowMirror : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder;
    private readonly TimeSpan _pause;

    /// <param name="folder">Holds the packed files.</param>
    /// <param name="pause">Between two pieces of a tenth of a file; infinite for a mirror that stalls after the first.</param>
    public SlowMirror(string folder, TimeSpan pause)
    {
        (_folder, _pause) = (folder, pause);
        Address = $"http://localhost:{FreePort()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = AnswerAsync();
    }

    public string Address { get; }

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException) { /* the test is over */ }
    }

    private async Task AnswerAsync(HttpListenerContext request)
    {
        try
        {
            byte[] content = await File.ReadAllBytesAsync(Path.Combine(_folder, Path.GetFileName(request.Request.Url!.LocalPath)));
            request.Response.ContentLength64 = content.Length;
            int piece = content.Length / 10 + 1;
            for (int at = 0; at < content.Length; at += piece)
            {
                await request.Response.OutputStream.WriteAsync(content.AsMemory(at, Math.Min(piece, content.Length - at)));
                await request.Response.OutputStream.FlushAsync();
                await Task.Delay(_pause);
            }
            request.Response.Close();
        }
        catch (Exception error)
            when (error is HttpListenerException or IOException or ObjectDisposedException
                or InvalidOperationException)
        { /* who asked is gone */ }
    }
}
