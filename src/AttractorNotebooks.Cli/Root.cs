using System.CommandLine;
using AttractorNotebooks.Cli.Commands;

namespace AttractorNotebooks.Cli;

/// <summary>The command with all its subcommands.</summary>
internal static class Root
{
    public static RootCommand Create() =>
        new("Self-attention as an attractor network: train couplings by a local rule, recall images, run the notebooks.")
    {
        DataCommand.Create(),
        TrainCommand.Create(),
        JoinCommand.Create(),
        ConvertCommand.Create(),
        ImportCommand.Create(),
        RecallCommand.Create(),
        SequenceCommand.Create(),
        ReproduceCommand.Create(),
        ExploreCommand.Create(),
        SweepCommand.Create(),
        VerifyCommand.Create(),
        RunCommand.Create(),
        SiteCommand.Create(),
        KernelCommand.Create(),
        ExportCommand.Create(),
        ExportArraysCommand.Create(),
        NotebookCommand.Create(),
        NewCommand.Create(),
        BenchCommand.Create(),
    };
}
