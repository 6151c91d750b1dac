namespace AttractorNotebooks.Learning;

/// <summary>What an epoch of some rows came to.</summary>
/// <param name="Epoch">Epochs done: 1, 2, ...</param>
/// <param name="Loss">The mean of the local energies that were learnt from; NaN where no batch of the epoch fell to these rows.</param>
/// <param name="Seconds">Wall-clock time.</param>
public sealed record RowEpochReport(int Epoch, double Loss, double Seconds);
