using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>
/// Reads JSON as Jupyter's own reader takes it: besides the standard it accepts <c>NaN</c>, <c>Infinity</c>,
/// <c>-Infinity</c>, deep nesting, and escaped halves of surrogate pairs. Numbers and texts remember how they were
/// written (see <see cref="JupyterJson"/>).
/// </summary>
internal sealed class JupyterJsonReader
{
    /// <summary>The deepest nesting that is read; about there Jupyter's reader gives up too.</summary>
    private const int Deepest = 1000;

    private static readonly (byte[] Word, double Value)[] SpecialNumbers =
    [
        ("NaN"u8.ToArray(), double.NaN),
        ("Infinity"u8.ToArray(), double.PositiveInfinity),
        ("-Infinity"u8.ToArray(), double.NegativeInfinity),
    ];

    private readonly byte[] _text;
    private readonly Dictionary<int, double> _specials = [];
    private bool _isSorted = true;

    private JupyterJsonReader(byte[] text) => _text = text;

    /// <summary>Reads <paramref name="text"/>, in UTF-8 with or without a byte order mark, and says how it is laid out.</summary>
    /// <exception cref="FormatException">It is not UTF-8 or not JSON; the message says where.</exception>
    public static JsonNode? Read(ReadOnlySpan<byte> text, out JsonLayout layout)
    {
        JupyterJsonReader reader = new((text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text).ToArray());
        reader.CheckEncoding();
        reader.ReplaceSpecialNumbers();
        JsonNode? root = reader.Build(reader.Parse().RootElement);
        layout = JsonLayout.Of(reader._text) with { IsSorted = reader._isSorted };
        return root;
    }

    private JsonDocument Parse()
    {
        try
        {
            // Not disposed: the numbers and texts of the result are views on it.
            return JsonDocument.Parse(_text.AsMemory(), new JsonDocumentOptions { MaxDepth = Deepest });
        }
        catch (JsonException error)
        {
            throw new FormatException(
                $"its JSON breaks off or is malformed at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}", error);
        }
    }

    private void CheckEncoding()
    {
        if (Utf8.IsValid(_text)) return;
        int at = 0;
        while (Rune.DecodeFromUtf8(_text.AsSpan(at), out _, out int length) == System.Buffers.OperationStatus.Done) at += length;
        throw new FormatException(
            $"it is not in UTF-8: byte 0x{_text[at]:X2} at position {at + 1} ({Place(at)}) is none of its characters; save it as UTF-8");
    }

    /// <summary>Puts a 0 of the same length where a special number stands, and remembers which it was.</summary>
    private void ReplaceSpecialNumbers()
    {
        int depth = 0;
        for (int i = 0; i < _text.Length; i++)
        {
            switch (_text[i])
            {
                case (byte)'"':
                    i = EndOfString(i);
                    break;
                case (byte)'{' or (byte)'[':
                    if (++depth > Deepest) throw new FormatException($"its JSON is nested more than {Deepest} deep at {Place(i)}");
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
                case (byte)'N' or (byte)'I' or (byte)'-':
                    ReplaceSpecialNumber(i);
                    break;
                default:
                    break;
            }
        }
    }

    private void ReplaceSpecialNumber(int at)
    {
        if (at > 0 && !" \t\r\n:[,"u8.Contains(_text[at - 1])) return;
        foreach ((byte[] word, double value) in SpecialNumbers)
        {
            if (!_text.AsSpan(at).StartsWith(word)) continue;
            _text.AsSpan(at, word.Length).Fill((byte)' ');
            _text[at] = (byte)'0';
            _specials.Add(at, value);
        }
    }

    private int EndOfString(int start)
    {
        for (int i = start + 1; i < _text.Length; i++)
        {
            int next = _text.AsSpan(i).IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0) return _text.Length;
            i += next;
            if (_text[i] == '"') return i;
            i++;
        }

        return _text.Length;
    }

    private JsonNode? Build(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return BuildObject(element);
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Build)]);
            case JsonValueKind.Number when _specials.Count > 0
                && _specials.TryGetValue(Offset(JsonMarshal.GetRawUtf8Value(element)), out double special):
                return JsonValue.Create(special);
            case JsonValueKind.String when JsonText.HasSurrogate(JsonMarshal.GetRawUtf8Value(element)):
                string text = JsonText.Unescape(JsonMarshal.GetRawUtf8Value(element)[1..^1]);
                // A whole pair is an ordinary text, which remembers how it was written.
                return JsonText.IsWhole(text) ? JsonValue.Create(element) : JupyterJson.Text(text, element.GetRawText());
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element);
        }
    }

    private JsonObject BuildObject(JsonElement element)
    {
        JsonObject members = [];
        string previous = "";
        foreach (JsonProperty property in element.EnumerateObject())
        {
            ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8PropertyName(property);
            string name = JsonText.Unescape(raw);
            if (members.ContainsKey(name))
            {
                throw new FormatException(
                    $"its JSON is malformed at {Place(Offset(raw))}: the name \"{JsonText.Printable(name)}\" is there twice in one object");
            }

            members.Add(name, Build(property.Value));
            _isSorted &= string.CompareOrdinal(previous, name) <= 0;
            previous = name;
        }

        return members;
    }

    private int Offset(ReadOnlySpan<byte> part) => _text.AsSpan().Overlaps(part, out int offset) ? offset : 0;

    private string Place(int offset)
    {
        ReadOnlySpan<byte> before = _text.AsSpan(0, offset);
        return $"line {before.Count((byte)'\n') + 1}, byte {offset - before.LastIndexOf((byte)'\n')}";
    }
}
