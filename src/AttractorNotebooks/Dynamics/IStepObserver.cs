namespace AttractorNotebooks.Dynamics;

/// <summary>Looks at a dynamics after every step, and keeps what it wants of it.</summary>
public interface IStepObserver
{
    /// <summary>Called after each step; <see cref="AttractorDynamics.Time"/> is that step's number.</summary>
    void Observe(AttractorDynamics dynamics);
}
