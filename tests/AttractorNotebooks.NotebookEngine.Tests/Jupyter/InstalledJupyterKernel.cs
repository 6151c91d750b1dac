using System.Diagnostics;
using AttractorNotebooks.NotebookEngine.Jupyter;

namespace AttractorNotebooks.NotebookEngine.Tests.Jupyter;

/// <summary>The kernel, installed where only these tests find it.</summary>
public sealed class InstalledJupyterKernel : IAsyncLifetime, IDisposable
{
    public const string Name = "attractor-test";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private string python = "";

    public TemporaryFolder Folder { get; } = new();

    public async Task InitializeAsync()
    {
        if (JupyterTheoryAttribute.Reason is not null) return;
        python = (await JupyterEnvironment.FindAsync(null, default)).Python;
        await KernelSpecs.InstallAsync(Folder.File("jupyter/kernels"), Name, python, default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => Folder.Dispose();

    /// <summary>Runs Python; what it wrote, if it ended with 0.</summary>
    public async Task<string> RunPythonAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(python, arguments)
        {
            WorkingDirectory = Folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["JUPYTER_PATH"] = Folder.File("jupyter");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, $"{await output}\n{await error}");
        return await output;
    }
}
