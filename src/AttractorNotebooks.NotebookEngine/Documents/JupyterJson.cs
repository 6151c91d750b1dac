using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>
/// Writes JSON byte for byte as Jupyter writes notebooks, or laid out as the file was that it comes from. Numbers and
/// texts that were read are written as they stood there; of new ones only what must be escaped is escaped.
/// </summary>
/// <remarks>System.Text.Json's own writer escapes everything outside the Basic Multilingual Plane, which Jupyter does not.</remarks>
internal sealed class JupyterJson
{
    /// <summary>How texts with half a surrogate pair were written, which System.Text.Json has no value for.</summary>
    private static readonly ConditionalWeakTable<JsonValue, string> Written = [];

    private readonly StringBuilder _text = new();
    private readonly JsonLayout _layout;
    private readonly bool _isStandard;

    private JupyterJson(JsonLayout layout, bool isStandard)
    {
        _layout = layout;
        _isStandard = isStandard;
    }

    /// <summary>A text that will be written as it was read.</summary>
    /// <param name="text">The text.</param>
    /// <param name="raw">As JSON has it, with its quotes.</param>
    public static JsonValue Text(string text, string raw)
    {
        JsonValue value = JsonValue.Create(text);
        Written.Add(value, raw);
        return value;
    }

    /// <summary>Writes a whole file.</summary>
    public static string Write(JsonNode node, JsonLayout? layout = null)
    {
        JupyterJson writer = new(layout ?? JsonLayout.Jupyter, isStandard: false);
        writer.Append(node, 0);
        return writer._text.Append(writer._layout.End).ToString();
    }

    /// <summary>Writes what every reader of JSON takes, on one line: null for numbers that are none.</summary>
    public static string WriteStandard(JsonNode node)
    {
        JupyterJson writer = new(new JsonLayout(null, "", ",", ":", "", IsSorted: false), isStandard: true);
        writer.Append(node, 0);
        return writer._text.ToString();
    }

    private void Append(JsonNode? node, int depth)
    {
        switch (node)
        {
            case null:
                _text.Append("null");
                break;
            case JsonObject { Count: 0 }:
                _text.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                _text.Append("[]");
                break;
            case JsonObject members:
                AppendObject(members, depth);
                break;
            case JsonArray items:
                _text.Append('[');
                for (int i = 0; i < items.Count; i++)
                {
                    NewLine(i > 0, depth + 1);
                    Append(items[i], depth + 1);
                }

                NewLine(false, depth);
                _text.Append(']');
                break;
            default:
                AppendValue(node);
                break;
        }
    }

    private void AppendObject(JsonObject members, int depth)
    {
        IEnumerable<KeyValuePair<string, JsonNode?>> ordered = _layout.IsSorted
            ? members.OrderBy(member => member.Key, StringComparer.Ordinal) : members;
        _text.Append('{');
        bool isFirst = true;
        foreach ((string name, JsonNode? value) in ordered)
        {
            NewLine(!isFirst, depth + 1);
            AppendString(name);
            _text.Append(_layout.Colon);
            Append(value, depth + 1);
            isFirst = false;
        }

        NewLine(false, depth);
        _text.Append('}');
    }

    private void AppendValue(JsonNode node)
    {
        object value = node.GetValue<object>();
        if (value is JsonElement read) _text.Append(read.GetRawText());
        else if (Written.TryGetValue((JsonValue)node, out string? raw)) _text.Append(raw);
        else if (value is string text) AppendString(text);
        else if (value is double number && !double.IsFinite(number)) _text.Append(SpecialNumber(number));
        else _text.Append(node.ToJsonString());
    }

    private string SpecialNumber(double number) => (_isStandard, number) switch
    {
        (true, _) => "null",
        (_, double.PositiveInfinity) => "Infinity",
        (_, double.NegativeInfinity) => "-Infinity",
        _ => "NaN",
    };

    /// <summary>The place between two brackets or items.</summary>
    private void NewLine(bool hasComma, int depth)
    {
        if (hasComma) _text.Append(_layout.Comma);
        if (_layout.Indent is null) return;
        _text.Append(_layout.NewLine);
        for (int i = 0; i < depth; i++) _text.Append(_layout.Indent);
    }

    private void AppendString(string value)
    {
        bool isWhole = JsonText.IsWhole(value);
        _text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': _text.Append("\\\""); break;
                case '\\': _text.Append("\\\\"); break;
                case '\n': _text.Append("\\n"); break;
                case '\r': _text.Append("\\r"); break;
                case '\t': _text.Append("\\t"); break;
                case '\b': _text.Append("\\b"); break;
                case '\f': _text.Append("\\f"); break;
                // Beside half a pair its neighbours are escaped too: no encoding has a place for it.
                case < ' ': Escape(c); break;
                case var _ when !isWhole && char.IsSurrogate(c): Escape(c); break;
                default: _text.Append(c); break;
            }
        }

        _text.Append('"');
    }

    private void Escape(char c) => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
}
