using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Plotly.NET;

namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>
/// Plotly.NET's objects as JSON that plotly.js draws as it was meant. Plotly.NET's own text has NaN as a string,
/// which is no gap, numbers of seventeen digits, and no frames.
/// </summary>
internal static partial class ChartJson
{
    // Beyond what any screen shows, and half as long as a double is written otherwise.
    private const int Digits = 9, SingleDigits = 7;

    /// <summary>
    /// The property of a chart's display options that holds an animation's frames: Plotly.NET's charts have no place for them.
    /// </summary>
    public const string Frames = "frames";

    // What Plotly.NET gives to a chart that was given none.
    private const int DefaultHeight = 450;

    /// <summary>A chart as an object with data, layout, config and, where it is animated, frames.</summary>
    public static string Write(GenericChart chart)
    {
        List<(string, object?)> parts =
        [
            ("data", GenericChart.getTraces(chart)),
            ("layout", InOurLook(GenericChart.getLayout(chart))),
            ("config", GenericChart.getConfig(chart)),
        ];
        if (GenericChart.getDisplayOptions(chart).Properties.TryGetValue(Frames, out object? frames)) parts.Add((Frames, frames));
        return Text(json => WriteObject(json, parts));
    }

    /// <summary>Any value of Plotly.NET's objects.</summary>
    public static string Write(object? value) => Text(json => WriteValue(json, value));

    /// <summary>An object's properties and, for a trace, its type.</summary>
    public static IEnumerable<(string Name, object? Value)> Properties(DynamicObj.DynamicObj value)
    {
        IEnumerable<(string, object?)> properties = value.Properties.Select(pair => (pair.Key, (object?)pair.Value));
        return value is Trace trace ? properties.Prepend(("type", trace.type)) : properties;
    }

    /// <summary>A copy of a layout in which our template and a fluid size have replaced what Plotly.NET sets by default.</summary>
    private static Layout InOurLook(Layout layout)
    {
        // Plotly.NET's own template takes half a second to be made: it is looked at only where there may be no other.
        if (layout.Properties.TryGetValue("template", out object? template)
            && (template is Look || Write(template) != Write(Defaults.DefaultTemplate))) return layout;
        Layout copy = new Layout().With([.. Properties(layout)]).With(("template", Theme.Template(ofOthers: true)));
        if (copy.Properties.GetValueOrDefault("width") is int width && width == Defaults.DefaultWidth) copy.RemoveProperty("width");
        if (copy.Properties.GetValueOrDefault("height") is int height && height == Defaults.DefaultHeight)
            copy.With(("height", DefaultHeight));
        return copy;
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text)) write(json);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static void WriteObject(Utf8JsonWriter json, IEnumerable<(string Name, object? Value)> properties)
    {
        json.WriteStartObject();
        foreach ((string name, object? value) in properties)
        {
            json.WritePropertyName(name);
            WriteValue(json, value);
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text.Contains('<', StringComparison.Ordinal) ? ForeignTag().Replace(text, "&lt;") : text);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case double number:
                WriteNumber(json, number, Digits);
                break;
            case float number:
                WriteNumber(json, number, SingleDigits);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case DynamicObj.DynamicObj item:
                WriteObject(json, Properties(item));
                break;
            case IDictionary map:
                WriteObject(json, map.Keys.Cast<object>().Select(key => (Convert.ToString(key, CultureInfo.InvariantCulture)!, map[key])));
                break;
            case Array { Rank: > 1 }:
                json.WriteRawValue(JsonConvert.SerializeObject(value));
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (object? item in items) WriteValue(json, item);
                json.WriteEndArray();
                break;
            default:
                json.WriteRawValue(JsonConvert.SerializeObject(value));
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, double number, int digits)
    {
        if (double.IsFinite(number)) json.WriteNumberValue(Numbers.Round(number, digits));
        else json.WriteNullValue();
    }

    // Plotly reads labels as a small dialect of HTML and swallows all other tags: those are shown as the text that they are.
    [GeneratedRegex(@"<(?!/?(?:a|b|br|em|extra|i|s|span|strong|sub|sup|u)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex ForeignTag();
}
