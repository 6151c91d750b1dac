using System.CommandLine;
using AttractorNotebooks.Cli;
using AttractorNotebooks.Cli.Commands;

RootCommand root = new("Self-attention as an attractor network: train couplings by a local rule, recall images, run the notebooks.")
{
    DataCommand.Create(),
    TrainCommand.Create(),
    RecallCommand.Create(),
    ExploreCommand.Create(),
    SweepCommand.Create(),
    VerifyCommand.Create(),
    RunCommand.Create(),
    KernelCommand.Create(),
    ExportCommand.Create(),
    NotebookCommand.Create(),
    BenchCommand.Create(),
};

return await Shell.RunAsync(root, args).ConfigureAwait(false);
