namespace AttractorNotebooks.Pictures;

/// <summary>The plotly.js that draws the figures: the one inside Plotly.NET, there without a network.</summary>
public static class PlotlyJs
{
    /// <summary>Its version.</summary>
    public const string Version = "2.28.0";

    /// <summary>Where a browser gets the same file that Plotly.NET holds.</summary>
    public const string Address = $"https://cdn.plot.ly/plotly-{Version}.min.js";

    /// <summary>The file's SHA-384 as HTML's integrity attribute has it: a browser refuses another one.</summary>
    public const string Integrity = "sha384-53bFwj3AXyrFzPyqXWI5rZuuEa3GbWeuLmgC04XqmiE7CairskQMPvcdXh+OLuir";

    /// <summary>Opens the file: UTF-8, 3.6 MB; its text may stand in an HTML script element as it is.</summary>
    public static Stream Open()
    {
        const string Name = $"Plotly.NET.plotly-{Version}.min.js";
        return typeof(Plotly.NET.GenericChart).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"This Plotly.NET holds no {Name}: AttractorNotebooks needs Plotly.NET 6.0.0.");
    }

    /// <summary>Reads the file.</summary>
    public static string Read()
    {
        using StreamReader reader = new(Open());
        return reader.ReadToEnd();
    }
}
