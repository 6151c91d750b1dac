using Microsoft.FSharp.Collections;
using Plotly.NET;

namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>
/// Makes Plotly.NET's objects. Their own init methods want every argument of C#, thirty or more; so properties are set by the names that
/// plotly.js gives them.
/// </summary>
internal static class Objects
{
    /// <summary>Sets properties; one that is null stays unset.</summary>
    public static T With<T>(this T target, params ReadOnlySpan<(string Name, object? Value)> properties)
        where T : DynamicObj.DynamicObj
    {
        foreach ((string name, object? value) in properties)
        {
            if (value is not null) target.SetProperty(name, value);
        }
        return target;
    }

    public static T New<T>(params ReadOnlySpan<(string Name, object? Value)> properties)
        where T : DynamicObj.DynamicObj, new() => new T().With(properties);

    /// <summary>An object that Plotly.NET has no type for.</summary>
    public static DynamicObj.DynamicObj New(params ReadOnlySpan<(string Name, object? Value)> properties) =>
        new DynamicObj.DynamicObj().With(properties);

    public static Trace2D Trace(string type, params ReadOnlySpan<(string Name, object? Value)> properties) =>
        new Trace2D(type).With(properties);

    public static Title Text(string label, int? size = null) =>
        New<Title>(("text", label), ("font", size is { } pixels ? New<Font>(("size", pixels)) : null));

    public static GenericChart Chart(IEnumerable<Trace> traces, Layout layout, Config config, DisplayOptions options) =>
        GenericChart.NewMultiChart(ListModule.OfSeq(traces), layout, config, options);
}
