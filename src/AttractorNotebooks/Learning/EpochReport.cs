namespace AttractorNotebooks.Learning;

/// <summary>What an epoch of training came to.</summary>
/// <param name="Epoch">Its number, 1, 2, ...</param>
/// <param name="Loss">Mean over the batches of the loss before each update.</param>
/// <param name="MaskedOverlap">1 - MSE on the masked pixels of test images, measured as published (<see cref="MaskedOverlap"/>); with the normalised rule of held-out training images, predicted once (<see cref="PredictedOverlap"/>).</param>
/// <param name="Seconds">Wall-clock time of the epoch, measurement included.</param>
public sealed record EpochReport(int Epoch, double Loss, double MaskedOverlap, double Seconds);
