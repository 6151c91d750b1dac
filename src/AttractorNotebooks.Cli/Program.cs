using AttractorNotebooks.Cli;

return await Shell.RunAsync(Root.Create(), args).ConfigureAwait(false);
