using System.Globalization;

namespace AttractorNotebooks.Dynamics;

/// <summary>How a token mixes what it hears with what it is: x_i becomes a f_i + b x_i.</summary>
/// <param name="Name">The published name, with its parameter.</param>
/// <param name="Attention">a, the weight of the attention's output f_i.</param>
/// <param name="Retention">b, the weight of the token itself.</param>
/// <param name="UnitTokens">
/// Whether the rule brings every token to unit length, where the others keep the tokens' relative lengths
/// (<see cref="DynamicsSettings.Sphere"/>).
/// </param>
public sealed record UpdateRule(string Name, double Attention, double Retention, bool UnitTokens = false)
{
    /// <summary>x + f: the main line of the first author's talk.</summary>
    public static UpdateRule Residual { get; } = new("residual", 1, 1);

    /// <summary>(1 - gamma) f + gamma x: the talk's backup slide.</summary>
    /// <param name="gamma">In [0, 1].</param>
    public static UpdateRule Leaky(double gamma) =>
        new(FormattableString.Invariant($"leaky {gamma}"), 1 - InUnitRange(gamma, nameof(gamma)), gamma);

    /// <summary>(1 - g) f + x: the authors' notebook, and the default with g = 0.5.</summary>
    /// <param name="g">In [0, 1].</param>
    public static UpdateRule Retain(double g = 0.5) => new(FormattableString.Invariant($"retention {g}"), 1 - InUnitRange(g, nameof(g)), 1);

    /// <summary>f + gamma x, and then every token to unit length: the paper's own equation.</summary>
    /// <param name="gamma">At least 0 and finite.</param>
    public static UpdateRule Printed(double gamma) => gamma >= 0 && double.IsFinite(gamma)
        ? new(FormattableString.Invariant($"printed {gamma}"), 1, gamma, UnitTokens: true)
        : throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "The gamma of the printed update must be at least 0 and finite.");

    internal const string Forms =
        "'residual', 'retention G' or 'leaky GAMMA' with a number in [0, 1], or 'printed GAMMA' with one of at least 0";

    /// <summary>The rule of a published name: <c>residual</c>, <c>retention 0.5</c>, <c>leaky 0.5</c>, <c>printed 0.5</c>.</summary>
    /// <param name="name">As <see cref="Name"/> gives it.</param>
    /// <exception cref="ArgumentException">There is no such rule; says which there are.</exception>
    public static UpdateRule Parse(string name)
    {
        string[] words = name.Split(' ');
        if (words is ["residual"]) return Residual;
        if (words is [string kind, string number]
            && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double parameter))
        {
            switch (kind)
            {
                case "retention": return Retain(parameter);
                case "leaky": return Leaky(parameter);
                case "printed": return Printed(parameter);
            }
        }
        throw new ArgumentException($"'{name}' is no update; use {Forms}.", nameof(name));
    }

    private static double InUnitRange(double value, string name) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The parameter of an update rule must lie in [0, 1].");
}
