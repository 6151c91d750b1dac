using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Experiments;

/// <summary>Keeps the first few images of a batch as they are decoded after t = 1, 5, 20, 100, 500, 2000, ... and the last step.</summary>
internal sealed class FirstImages(ImageTokenizer tokenizer, int count, int steps) : IStepObserver
{
    private readonly Dictionary<int, float[]> _kept = [];
    private readonly HashSet<int> _times = [.. RecallExperiment.ShownSteps(steps)];

    /// <summary>u, [images, height, width, channels], by step.</summary>
    public IReadOnlyDictionary<int, float[]> Kept => _kept;

    public void Observe(AttractorDynamics dynamics)
    {
        int t = dynamics.Time;
        if (!_times.Contains(t)) return;
        float[] tokens = new float[count * dynamics.Tokens * dynamics.Dim];
        dynamics.CopyFirst(count, tokens);
        _kept[t] = tokenizer.Decode<float>(tokens);
    }
}
