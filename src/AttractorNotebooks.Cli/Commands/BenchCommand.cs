using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AttractorNotebooks.Cli.Bench;
using AttractorNotebooks.Timing;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor bench</c>: how long the kernels take here, beside what the machine could do at most.</summary>
internal static class BenchCommand
{
    private const double WarmUpSeconds = 0.5;
    private const double MeasuredSeconds = 2;
    private const int FewestRuns = 7;

    public static Command Create()
    {
        Argument<string> what =
            new("what")
            {
                Description = "step: one synchronous step; gradient: the local gradient of all tokens; update: the same with "
                + "the optimiser; train: one published update (a random token, with the optimiser); recall: 100 steps with errors."
            };
        what.AcceptOnlyFromAmong(BenchCases.Names);
        Option<int> tokens = new NumberRange(2, 65_536).Whole("--tokens", 196);
        tokens.Description = "N.";
        Option<int> dim = new NumberRange(1, 4096).Whole("--dim", 8);
        dim.Description = "d.";
        Option<int> batch = new NumberRange(1, 1_000_000).Whole("--batch", 256);
        batch.Description = "B.";
        Option<int?> threads = CommonOptions.Threads();
        Option<string> isa = new("--isa")
        {
            Description =
            "Register width to force: scalar, 128, 256 or 512 bits; auto takes the widest of the machine.",
            DefaultValueFactory = _ =>
            "auto"
        };
        isa.AcceptOnlyFromAmong("auto", "scalar", "128", "256", "512");
        Option<bool> json = CommonOptions.Json();
        Command command = new("bench",
            "Time the kernels: the median of many runs after a warm-up, and the machine's peak measured in the same process.") { what,
            tokens, dim, batch, threads, isa, json };
        command.SetAction((parsed, cancellation) =>
        {
            VectorWidth width = parsed.GetValue(isa) switch
            {
                "scalar" => VectorWidth.Scalar,
                "128" => VectorWidth.Bits128,
                "256" => VectorWidth.Bits256,
                "512" => VectorWidth.Bits512,
                _ => VectorWidths.Widest,
            };
            if (width > VectorWidths.Widest)
                throw new NotSupportedException(
                    $"This machine has no {32 * (int)width}-bit registers; the widest are {32 * (int)VectorWidths.Widest} bits.");
            (int n, int d, int b) = (parsed.GetValue(tokens), parsed.GetValue(dim), parsed.GetValue(batch));
            double bytes = sizeof(float) * ((double)n * n * d * d + 3.0 * n * d * b);
            if (bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"--tokens {n}, --dim {d} and --batch {b} need {bytes / 1e9:0} GB of memory, more than this machine has; take "
                        + $"smaller ones."));
            WorkerPool workers = new(parsed.GetValue(threads));
            string name = parsed.GetRequiredValue(what);
            Measured measured = Measure(BenchCases.Create(name, n, d, b, workers, width), cancellation);
            double peak = MachinePeak.OperationsPerSecond(workers, width);
            new Reporter(parsed.GetValue(json)).Result(
                new
                {
                    what = name,
                    tokens = n,
                    dim = d,
                    batch = b,
                    threads = workers.Threads,
                    milliseconds = measured.Seconds * 1e3,
                    gflops = measured.Rate / 1e9,
                    peakGflops = peak / 1e9,
                    bytesPerStep = measured.BytesPerStep,
                    isa = IsaName(width),
                },
                string.Create(CultureInfo.InvariantCulture,
                    $"{name}: {measured.Seconds * 1e3:0.000} ms, {measured.Rate / 1e9:0.0} GFLOP/s, {measured.Rate / peak:0 %} of the "
                        + $"peak of {peak / 1e9:0} GFLOP/s; N = {n}, d = {d}, B = {b}, {workers.Threads} threads, {IsaName(width)}; "
                        + $"{measured.BytesPerStep:0} bytes allocated a step"));
            return Task.CompletedTask;
        });
        return command;
    }

    private static string IsaName(VectorWidth width) => width == VectorWidth.Scalar ? "scalar" : $"{32 * (int)width}-bit";

    private static Measured Measure(BenchCase bench, CancellationToken cancellation)
    {
        // The compiler of the runtime improves hot code in the background; time is measured when it is done.
        Stopwatch watch = Stopwatch.StartNew();
        do bench.Run();
        while (watch.Elapsed.TotalSeconds < WarmUpSeconds);
        List<double> seconds = [];
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        watch.Restart();
        while (watch.Elapsed.TotalSeconds < MeasuredSeconds || seconds.Count < FewestRuns)
        {
            cancellation.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            bench.Run();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        seconds.Sort();
        double median = seconds[seconds.Count / 2];
        return new Measured(median, bench.Operations / median, allocated / (double)(seconds.Count * bench.StepsPerRun));
    }

    private sealed record Measured(double Seconds, double Rate, double BytesPerStep);
}
