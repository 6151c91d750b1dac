namespace AttractorNotebooks;

/// <summary>Work made of two methods, for owners that hand out several kinds of it.</summary>
/// <param name="units">How many units there are now.</param>
/// <param name="run">Does one of them.</param>
internal sealed class UnitWork(Func<int> units, Action<int> run) : IWork
{
    public int Units => units();

    public void Run(int unit) => run(unit);
}
