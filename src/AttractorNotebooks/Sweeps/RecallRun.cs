using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sweeps;

/// <summary>One experiment as it was run: what a <see cref="Measure"/> measures.</summary>
/// <param name="Experiment">The settings.</param>
/// <param name="Digits">The images that training was given, and the test images.</param>
/// <param name="Images">The images that were recalled.</param>
/// <param name="Network">What was learnt.</param>
/// <param name="Result">What came of the recall.</param>
public sealed record RecallRun(Experiment Experiment, DigitData Digits, ImageSet Images, TrainedNetwork Network, RecallResult Result);
