namespace AttractorNotebooks.NotebookEngine;

/// <summary>Something shown in a notebook that can be replaced in place.</summary>
public sealed class DisplayedValue
{
    private readonly string id;
    private readonly string? mimeType;

    internal DisplayedValue(string id, string? mimeType)
    {
        this.id = id;
        this.mimeType = mimeType;
    }

    /// <summary>Shows <paramref name="value"/> where the earlier value stood.</summary>
    public void Update(object? value) => NotebookFunctions.Show(value, mimeType, id, isUpdate: true);
}
