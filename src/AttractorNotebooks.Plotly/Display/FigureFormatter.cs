namespace AttractorNotebooks.Plotly.Display;

/// <summary>Writes a figure in one mime type. Its two public members are the convention's, found by reflection.</summary>
internal sealed class FigureFormatter(string mimeType, Func<Figure, string> write)
{
    public string MimeType { get; } = mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not Figure figure) return false;
        writer.Write(write(figure));
        return true;
    }
}
