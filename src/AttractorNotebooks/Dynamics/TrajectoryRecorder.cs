namespace AttractorNotebooks.Dynamics;

/// <summary>Keeps of a run what the caller asks for, and only that.</summary>
public sealed class TrajectoryRecorder : IStepObserver
{
    private readonly HashSet<int> _statesAt;
    private readonly ImageTarget? _target;
    private readonly bool _energies;
    private readonly bool _norms;
    private readonly Dictionary<int, float[]> _states = [];
    private readonly List<double[]> _meanEnergies = [];
    private readonly List<double[]> _meanNorms = [];
    private readonly List<double[]> _errors = [];
    private readonly List<double[]> _maskedErrors = [];
    private readonly List<double[]> _knownErrors = [];
    private readonly List<double[]> _correlations = [];
    private PixelMeter? _meter;
    private int _steps;

    /// <summary>Says what to keep.</summary>
    /// <param name="target">Compare the decoded state with these images after every step; null for no errors.</param>
    /// <param name="statesAt">Steps after which the whole state is kept.</param>
    /// <param name="energies">Whether to keep mean local energies.</param>
    /// <param name="norms">Whether to keep mean lengths of tokens.</param>
    public TrajectoryRecorder(ImageTarget? target = null, IEnumerable<int>? statesAt = null, bool energies = false, bool norms = false)
    {
        _target = target;
        _statesAt = [.. statesAt ?? []];
        foreach (int t in _statesAt) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(t, nameof(statesAt));
        _energies = energies;
        _norms = norms;
    }

    /// <inheritdoc/>
    public void Observe(AttractorDynamics dynamics)
    {
        _steps++;
        if (_statesAt.Contains(dynamics.Time))
        {
            float[] state = new float[dynamics.Batch * dynamics.Tokens * dynamics.Dim];
            dynamics.CopyState(state);
            _states[dynamics.Time] = state;
        }
        if (_energies) _meanEnergies.Add(MeanEnergies(dynamics));
        if (_norms)
        {
            float[] norms = new float[dynamics.Batch];
            dynamics.CopyMeanNorms(norms);
            _meanNorms.Add(Array.ConvertAll(norms, norm => (double)norm));
        }
        if (_target is not null) Compare(dynamics, _target);
    }

    /// <summary>What was kept so far.</summary>
    public Trajectory ToTrajectory() => new()
    {
        Errors = [.. _errors],
        MaskedErrors = [.. _maskedErrors],
        KnownErrors = [.. _knownErrors],
        Correlations = [.. _correlations],
        Energies = [.. _meanEnergies],
        Norms = [.. _meanNorms],
        States = new Dictionary<int, float[]>(_states),
        Steps = _steps,
    };

    private void Compare(AttractorDynamics dynamics, ImageTarget target)
    {
        if (_meter?.Dynamics != dynamics) _meter = new PixelMeter(dynamics, target);
        PixelErrors errors = _meter.Measure();
        _errors.Add(errors.All);
        _correlations.Add(errors.Correlation);
        if (errors.Masked is null) return;
        _maskedErrors.Add(errors.Masked);
        _knownErrors.Add(errors.Known!);
    }

    private static double[] MeanEnergies(AttractorDynamics dynamics)
    {
        float[] energies = new float[dynamics.Batch * dynamics.Tokens];
        dynamics.CopyEnergies(energies);
        double[] means = new double[dynamics.Batch];
        for (int k = 0; k < energies.Length; k++) means[k / dynamics.Tokens] += energies[k] / (double)dynamics.Tokens;
        return means;
    }
}
