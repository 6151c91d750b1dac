using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AttractorNotebooks.Cli.Bench;
using AttractorNotebooks.Model;
using AttractorNotebooks.Timing;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor bench</c>: how long the kernels take here, beside what the machine could do at most.</summary>
internal static class BenchCommand
{
    private const double WarmUpSeconds = 0.5;
    private const double MeasuredSeconds = 2;
    private const int FewestRuns = 7;
    private const string Standard = "standard";

    // Below, J is what a step reads; above, it is computed with for long enough.
    private const int FewSamples = 2;

    public static Command Create()
    {
        Argument<string> what =
            new("what")
            {
                Description = "step: one synchronous step; gradient: the local gradient of all tokens; update: the same with "
                + "the optimiser; train: one published update (a random token, with the optimiser); recall: 100 steps with errors; "
                + "standard: the sizes that are followed from version to version, color images and single images among them."
            };
        what.AcceptOnlyFromAmong([.. BenchCases.Names, Standard]);
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
        Option<CouplingStorage?> storage = ConvertCommand.Storage();
        Option<bool> json = CommonOptions.Json();
        Command command = new("bench",
            "Time the kernels: the median of many runs after a warm-up, and the machine's peak measured in the same process.") { what,
            tokens, dim, batch, threads, isa, storage, json };
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
            WorkerPool workers = new(parsed.GetValue(threads));
            Reporter reporter = new(parsed.GetValue(json));
            string name = parsed.GetRequiredValue(what);
            (string, int, int, int, CouplingStorage)[] cases = name == Standard
                ? BenchCases.Standard
                : [(name, parsed.GetValue(tokens), parsed.GetValue(dim), parsed.GetValue(batch), parsed.GetValue(storage) ?? default)];
            QuietTiming timing = new(() => MachinePeak.OperationsPerSecond(workers, width));
            foreach ((string which, int n, int d, int b, CouplingStorage stored) in cases)
            {
                RequireMemory(n, d, b);
                BenchCase bench = BenchCases.Create(which, n, d, b, workers, width, stored);
                QuietTime<Measured> time = timing.Of(() => Measure(bench, cancellation), measured => measured.Rate);
                Report(reporter, which, (n, d, b), stored, bench, time, workers, width);
            }
            return Task.CompletedTask;
        });
        return command;
    }

    private static void RequireMemory(int n, int d, int b)
    {
        double bytes = sizeof(float) * ((double)n * n * d * d + 3.0 * n * d * b);
        if (bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"--tokens {n}, --dim {d} and --batch {b} need {bytes / 1e9:0} GB of memory, more than this machine has; "
                    + $"take smaller ones."));
    }

    private static void Report(Reporter reporter, string what, (int N, int D, int B) size, CouplingStorage storage, BenchCase bench,
        QuietTime<Measured> time, WorkerPool workers, VectorWidth width)
    {
        (Measured measured, double peak, bool busy, bool above, int rounds) = time;
        double? share = time.Share(measured.Rate);
        // The same bytes, read as fast as the machine does when nothing is computed.
        double read = bench.CouplingBytes / measured.Seconds;
        double? readPeak = size.B <= FewSamples && bench.CouplingBytes > 0
            ? MachinePeak.BytesPerSecond(workers, Math.Max(1024, bench.CouplingBytes)) : null;
        string shareText = share is double told
            ? string.Create(CultureInfo.InvariantCulture, $"{told:0 %} of the peak of {peak / 1e9:0} GFLOP/s")
            : "faster than the peak that was measured, which is therefore no measure";
        string readText = readPeak is double most
            ? string.Create(CultureInfo.InvariantCulture,
                $"; J as {storage.ToString().ToLowerInvariant()} at {read / 1e9:0.0} GB/s, {read / most:0 %} of the "
                    + $"{most / 1e9:0.0} GB/s that a buffer of its size is read at")
            : "";
        reporter.Result(
            new
            {
                what,
                tokens = size.N,
                dim = size.D,
                batch = size.B,
                threads = workers.Threads,
                couplings = storage,
                milliseconds = measured.Seconds * 1e3,
                gflops = measured.Rate / 1e9,
                peakGflops = peak / 1e9,
                share,
                busy,
                rounds,
                bytesPerStep = measured.BytesPerStep,
                readGigabytes = readPeak is null ? (double?)null : read / 1e9,
                readPeakGigabytes = readPeak / 1e9,
                isa = IsaName(width),
            },
            string.Create(CultureInfo.InvariantCulture,
                $"{what}: {measured.Seconds * 1e3:0.000} ms, {measured.Rate / 1e9:0.0} GFLOP/s, {shareText}; N = {size.N}, d = {size.D}, "
                    + $"B = {size.B}, {workers.Threads} threads, {IsaName(width)}{readText}; {measured.BytesPerStep:0} "
                    + $"bytes allocated a step"));
        if (busy)
            Reporter.Remark(
                $"The machine was busy in all {rounds} rounds: its peak was below {QuietTiming.Busy:0 %} of the best of this run. "
                + "Time it again.");
        else if (rounds > 1 && !above) Reporter.Remark($"The machine was busy at first; round {rounds} was quiet.");
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
