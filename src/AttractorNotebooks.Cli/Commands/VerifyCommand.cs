using System.CommandLine;
using System.Globalization;
using AttractorNotebooks.Verification;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor verify</c>: is this build right on this machine?</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Argument<FileInfo[]> files = new("files") { Description = "Test-vector files (safetensors).", Arity = ArgumentArity.OneOrMore };
        Option<bool> json = CommonOptions.Json();
        Command command = new("verify", "Compute every tensor of test-vector files again, in float64 and float32, and compare.") { files,
            json };
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(Run(parsed.GetRequiredValue(files), new Reporter(parsed.GetValue(json)), cancellation)));
        return command;
    }

    private static int Run(FileInfo[] files, Reporter reporter, CancellationToken cancellation)
    {
        int failed = 0, passed = 0;
        foreach (FileInfo file in files)
        {
            reporter.Text($"{file.Name}\n{"",-62} {"float64",9} {"float32",9}");
            foreach (TensorCheck check in TestVectors.Check(file.FullName, cancellation))
            {
                if (check.Ok) passed++;
                else failed++;
                reporter.Result(
                    new { file = file.Name, check.Tensor, check.Float64Error, check.Float32Error, check.Ok },
                    string.Create(CultureInfo.InvariantCulture,
                        $"{check.Tensor,-62} {check.Float64Error,9:0.0E+00} {check.Float32Error,9:0.0E+00}  "
                        + $"{(check.Ok ? "ok" : "WRONG")}"));
            }
        }
        reporter.Text($"{passed} tensors right, {failed} wrong (tolerances: float64 {Tolerances.Reference:0.E+0}, float32 "
            + $"{Tolerances.Kernels:0.E+0}, accumulated {Tolerances.KernelsAccumulated:0.E+0}).");
        return failed == 0 ? 0 : 1;
    }
}
