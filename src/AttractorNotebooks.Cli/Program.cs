using System.CommandLine;
using AttractorNotebooks.Cli;
using AttractorNotebooks.Cli.Commands;

RootCommand root = new("Self-attention as an attractor network: train couplings by a local rule, recall images, run the notebooks.")
{
    DataCommand.Create(),
    TrainCommand.Create(),
    RecallCommand.Create(),
    VerifyCommand.Create(),
    BenchCommand.Create(),
};

root.Subcommands.Add(RunCommand.Create());

return await Shell.RunAsync(root, args).ConfigureAwait(false);
