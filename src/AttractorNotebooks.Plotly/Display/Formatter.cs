namespace AttractorNotebooks.Plotly.Display;

/// <summary>Writes an object in one mime type. Its two public members are the convention's, found by reflection.</summary>
internal sealed class Formatter<T>(string mimeType, Func<T, string> write)
{
    public string MimeType { get; } = mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not T value) return false;
        writer.Write(write(value));
        return true;
    }
}
