using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace AttractorNotebooks.Timing;

/// <summary>PyTorch on the same step and gradient, timed by the project's script where Python has PyTorch.</summary>
/// <remarks>The script (benchmarks/pytorch/step.py) prints one JSON object a line: what was timed, and the milliseconds of its fastest run.</remarks>
/// <param name="script">Path of the script.</param>
/// <param name="tokens">N.</param>
/// <param name="dim">d.</param>
/// <param name="threads">Threads that PyTorch may use.</param>
public sealed class PyTorchPeer(string script, int tokens, int dim, int threads)
{
    private readonly Dictionary<(string What, int Batch), double> _best = [];

    /// <summary>Whether anything could be timed.</summary>
    public bool IsThere => _best.Count > 0;

    /// <summary>Why nothing could be timed: the last line of what Python said; empty where all went well.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>Times everything the script knows once more; the fastest time so far is kept.</summary>
    /// <param name="batch">Images B.</param>
    /// <param name="seconds">How long to measure each.</param>
    public void Measure(int batch, double seconds = 0.3)
    {
        ProcessStartInfo start = new("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { script, "--tokens", Text(tokens), "--dim", Text(dim), "--batch", Text(batch), "--threads", Text(threads), "--seconds", Text(seconds) })
            start.ArgumentList.Add(argument);
        try
        {
            using Process python = Process.Start(start)!;
            python.ErrorDataReceived += (_, line) => Trouble = string.IsNullOrWhiteSpace(line.Data) ? Trouble : line.Data;
            python.BeginErrorReadLine();
            while (python.StandardOutput.ReadLine() is { } line) Keep(line, batch);
            python.WaitForExit();
        }
        catch (Win32Exception error)
        {
            Trouble = error.Message;
        }
    }

    /// <summary>The fastest time of an operation.</summary>
    /// <param name="what">As the script calls it: "einsum", "by hand", "autograd, a sample".</param>
    /// <param name="batch">Images B.</param>
    /// <param name="otherwise">What to return where it was not timed: a time from elsewhere, or NaN.</param>
    /// <returns>Milliseconds.</returns>
    public double Best(string what, int batch, double otherwise = double.NaN) => _best.GetValueOrDefault((what, batch), otherwise);

    private void Keep(string line, int batch)
    {
        using JsonDocument report = JsonDocument.Parse(line);
        string what = report.RootElement.GetProperty("what").GetString()!;
        _best[(what, batch)] = Math.Min(report.RootElement.GetProperty("best").GetDouble(), Best(what, batch, double.PositiveInfinity));
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
