namespace AttractorNotebooks.Transformers;

/// <summary>What an epoch of training came to.</summary>
/// <param name="Epoch">Its number, 1, 2, ...</param>
/// <param name="Loss">Mean over the batches of the loss before each update: the squared error of the spherical pixels' components.</param>
/// <param name="Error">
/// MSE of the pixels u on corrupted test images, over all pixels: the least over the iterations that training draws from.
/// </param>
/// <param name="At">The iteration t where it is least.</param>
/// <param name="Seconds">Wall-clock time of the epoch, measurement included.</param>
public sealed record TransformerEpoch(int Epoch, double Loss, double Error, int At, double Seconds);
