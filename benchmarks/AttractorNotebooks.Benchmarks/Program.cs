using BenchmarkDotNet.Running;

// dotnet run -c Release --project benchmarks/AttractorNotebooks.Benchmarks -- --filter '*Step*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
