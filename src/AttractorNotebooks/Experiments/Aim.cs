namespace AttractorNotebooks.Experiments;

/// <summary>A number that this project asks of a result, and the range it should lie in: not to be mixed with what was published.</summary>
/// <param name="Name">What the number is.</param>
/// <param name="Value">The number, above 0.</param>
/// <param name="Low">The least that it should be; 0 where nothing is asked.</param>
/// <param name="High">The most that it should be; infinite where nothing is asked.</param>
public sealed record Aim(string Name, double Value, double Low, double High)
{
    /// <summary>Whether the number lies in its range, ends included.</summary>
    public bool Reached => Value >= Low && Value <= High;

    /// <summary>How far inside its range the number lies: the logarithm of its ratio to the nearer end; negative outside.</summary>
    public double Margin => Math.Min(Math.Log(Value / Low), Math.Log(High / Value));

    /// <summary>The range in words.</summary>
    public string Range => (Low > 0, double.IsFinite(High)) switch
    {
        (true, true) => FormattableString.Invariant($"{Low:G6} to {High:G6}"),
        (false, true) => FormattableString.Invariant($"at most {High:G6}"),
        (_, false) => FormattableString.Invariant($"at least {Low:G6}"),
    };
}
