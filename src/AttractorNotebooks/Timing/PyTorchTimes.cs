using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace AttractorNotebooks.Timing;

/// <summary>Times the same step and gradient in PyTorch, where Python has it: <c>benchmarks/pytorch/step.py</c>.</summary>
public static class PyTorchTimes
{
    /// <summary>Runs the script.</summary>
    /// <param name="script">The path of <c>step.py</c>.</param>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    /// <param name="batch">B.</param>
    /// <param name="threads">Threads that PyTorch may use.</param>
    /// <param name="seconds">For how long each thing is timed.</param>
    /// <returns>
    /// The best milliseconds by what was timed: "einsum" and "by hand" for a step, "autograd, a sample" for the gradient. Empty
    /// where there is no Python or no PyTorch.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such script.</exception>
    public static IReadOnlyDictionary<string, double> Measure(
        string script, int tokens, int dim, int batch, int threads, double seconds = 0.3)
    {
        if (!File.Exists(script)) throw new FileNotFoundException($"There is no '{script}' to time PyTorch with.", script);
        string arguments = string.Create(
            CultureInfo.InvariantCulture, $"--tokens {tokens} --dim {dim} --batch {batch} --threads {threads} --seconds {seconds}");
        ProcessStartInfo start = new("python3", $"\"{script}\" {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        Dictionary<string, double> times = [];
        try
        {
            using Process python = Process.Start(start)!;
            // Read, so that it never fills: it says why PyTorch is missing.
            python.ErrorDataReceived += (_, _) => { };
            python.BeginErrorReadLine();
            while (python.StandardOutput.ReadLine() is string line)
            {
                using JsonDocument report = JsonDocument.Parse(line);
                times[report.RootElement.GetProperty("what").GetString()!] = report.RootElement.GetProperty("best").GetDouble();
            }
            python.WaitForExit();
        }
        catch (Win32Exception)
        {
            // No Python.
        }
        return times;
    }
}
