using System.Globalization;

namespace AttractorNotebooks.Verification;

/// <summary>A test vector's name: what, and with which settings, as in <c>energy[lambda=5,clamp=none]</c>.</summary>
internal sealed class TensorName
{
    private readonly Dictionary<string, string> _settings = [];

    public TensorName(string name)
    {
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        What = bracket < 0 ? name : name[..bracket];
        if (bracket < 0) return;
        if (!name.EndsWith(']')) throw new InvalidDataException($"The tensor name '{name}' opens a bracket that it does not close.");
        foreach (string setting in name[(bracket + 1)..^1].Split(','))
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) _settings[setting] = "";
            else _settings[setting[..equals]] = setting[(equals + 1)..];
        }
    }

    public string What { get; }

    public double Number(string setting) =>
        double.TryParse(Text(setting), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        ? number
        : throw new InvalidDataException($"'{setting}={Text(setting)}' in a tensor's name is no number.");

    public double? NumberOrNone(string setting) => Text(setting) == "none" ? null : Number(setting);

    public int Index(string setting) => (int)Number(setting);

    public bool Flag(string setting) => Text(setting) == "True";

    private string Text(string setting) => _settings.TryGetValue(setting, out string? text)
        ? text
        : throw new InvalidDataException($"The tensor '{What}' lacks the setting '{setting}' in its name.");
}
