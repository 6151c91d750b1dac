using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AttractorNotebooks.NotebookEngine.Jupyter;
using AttractorNotebooks.NotebookEngine.Tests.Jupyter;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>Jupyter's notebook server with our kernel, in a folder of its own.</summary>
internal sealed class JupyterServer : IAsyncDisposable
{
    private readonly Process process;

    private JupyterServer(Process process, string address)
    {
        this.process = process;
        Address = address;
    }

    /// <summary>Why there is no server; null where there is one. The page that the tests know is that of version 6.</summary>
    public static string? Missing { get; } = FindReason();

    public string Address { get; }

    public static async Task<JupyterServer> StartAsync(string folder)
    {
        JupyterEnvironment jupyter = await JupyterEnvironment.FindAsync(null, default);
        string home = Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
        await KernelSpecs.InstallAsync(Path.Combine(home, "jupyter", "kernels"), KernelSpecs.DotnetInteractiveName, jupyter.Python,
            default);
        int port = FreePort();
        ProcessStartInfo start = new(jupyter.Python,
            ["-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--NotebookApp.token=",
            "--NotebookApp.password=", $"--notebook-dir={folder}"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in new[] { "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR" })
            start.Environment[name] = Path.Combine(home, name);
        start.Environment["JUPYTER_PATH"] = Path.Combine(home, "jupyter");
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        JupyterServer server = new(process, $"http://127.0.0.1:{port}");
        await server.WaitAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task WaitAsync()
    {
        using HttpClient client = new();
        for (int i = 0; i < 600; i++)
        {
            try
            {
                if ((await client.GetAsync(new Uri(Address + "/api"))).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("Jupyter's server did not start.");
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? FindReason()
    {
        if (JupyterTheoryAttribute.Reason is { } reason) return reason;
        string python = JupyterEnvironment.FindAsync(null, default).GetAwaiter().GetResult().Python;
        using Process process =
            Process.Start(new ProcessStartInfo(python,
            ["-c", "import notebook; print(notebook.__version__)"])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string version = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return version.StartsWith("6.", StringComparison.Ordinal)
            ? null : $"Jupyter's notebook page of version 6 is not installed (found: \"{version}\").";
    }
}
