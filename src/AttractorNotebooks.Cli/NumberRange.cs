using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace AttractorNotebooks.Cli;

/// <summary>
/// The numbers that an option may be. They have a decimal point whatever the system's language; what lies outside is refused with
/// the range.
/// </summary>
/// <param name="Least">The smallest, or what all lie above.</param>
/// <param name="Most">The largest, or what all lie below; <see cref="double.MaxValue"/> for any finite one.</param>
/// <param name="Above">Whether the smallest is excluded.</param>
/// <param name="Below">Whether the largest is excluded.</param>
internal sealed record NumberRange(double Least, double Most = double.MaxValue, bool Above = false, bool Below = false)
{
    /// <summary>Any finite number above 0.</summary>
    public static NumberRange Positive { get; } = new(0, Above: true);

    /// <summary>Any finite number from 0 on.</summary>
    public static NumberRange NotNegative { get; } = new(0);

    /// <summary>Any whole number of 32 bits, for seeds.</summary>
    public static NumberRange Any { get; } = new(int.MinValue, int.MaxValue);

    /// <summary>Any whole number from 1 on.</summary>
    public static NumberRange Count { get; } = new(1, int.MaxValue);

    /// <summary>An option that is a whole number, or absent.</summary>
    public Option<int?> Whole(string name) =>
        new(name) { CustomParser = result => Parse<int>(result, NumberStyles.AllowLeadingSign, "a whole number") };

    /// <summary>An option that is a whole number, with a usual value.</summary>
    public Option<int> Whole(string name, int usual) => new(name)
    {
        CustomParser = result => Parse<int>(result, NumberStyles.AllowLeadingSign, "a whole number") ?? usual,
        DefaultValueFactory = _ => usual,
    };

    /// <summary>An option that is several whole numbers with commas between, or absent.</summary>
    public Option<int[]?> Several(string name) => new(name)
    {
        CustomParser = result =>
        {
            string[] words = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries))];
            string? wrong = words.FirstOrDefault(word => !int.TryParse(word, NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture, out int value) || !Holds(value));
            if (wrong is null) return Array.ConvertAll(words, word => int.Parse(word, CultureInfo.InvariantCulture));
            result.AddError($"{name} must be whole numbers {this} with commas between, not '{wrong}'.");
            return null;
        },
        HelpName = "numbers",
    };

    /// <summary>An option that is a number, or absent.</summary>
    public Option<double?> Real(string name) =>
        new(name) { CustomParser = result => Parse<double>(result, NumberStyles.Float, "a number") };

    /// <summary>An option that is a number, with a usual value.</summary>
    public Option<double> Real(string name, double usual) => new(name)
    {
        CustomParser = result => Parse<double>(result, NumberStyles.Float, "a number") ?? usual,
        DefaultValueFactory = _ => usual,
    };

    /// <summary>Refuses a number that lies outside only together with what else was said.</summary>
    /// <exception cref="ArgumentException">It lies outside; names the option and the range.</exception>
    public void Require(string name, double value, string also)
    {
        if (!Holds(value)) throw new ArgumentException($"{name} must be {this}{also}, not {Text(value)}.");
    }

    public override string ToString() => (Most, Above, Below) switch
    {
        (double.MaxValue, true, _) => $"above {Text(Least)}",
        (double.MaxValue, false, _) => $"at least {Text(Least)}",
        (_, true, true) => $"above {Text(Least)} and below {Text(Most)}",
        (_, true, false) => $"above {Text(Least)} and at most {Text(Most)}",
        (_, false, true) => $"at least {Text(Least)} and below {Text(Most)}",
        _ => $"from {Text(Least)} to {Text(Most)}",
    };

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private bool Holds(double value) => (Above ? value > Least : value >= Least) && (Below ? value < Most : value <= Most);

    private T? Parse<T>(ArgumentResult result, NumberStyles styles, string kind)
        where T : struct, INumber<T>
    {
        if (result.Tokens.Count == 0) return null;
        string text = result.Tokens[^1].Value, name = (result.Parent as OptionResult)?.IdentifierToken?.Value ?? result.Argument.Name;
        if (T.TryParse(text, styles, CultureInfo.InvariantCulture, out T value) && Holds(double.CreateTruncating(value))) return value;
        string comma = text.Contains(',', StringComparison.Ordinal) ? " (numbers are written with a decimal point)" : "";
        result.AddError($"{name} must be {kind} {this}, not '{text}'{comma}.");
        return null;
    }
}
