using System.CommandLine;
using AttractorNotebooks.Cli;

RootCommand root = new("Self-attention as an attractor network: train couplings by a local rule, recall images, run the notebooks.");

return await Shell.RunAsync(root, args).ConfigureAwait(false);
