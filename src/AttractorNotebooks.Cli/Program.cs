using AttractorNotebooks.Cli;

return FileLimit.IsEnough() ? await Shell.RunAsync(args).ConfigureAwait(false) : 1;
