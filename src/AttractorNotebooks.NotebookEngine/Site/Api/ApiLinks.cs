namespace AttractorNotebooks.NotebookEngine.Site.Api;

/// <summary>Where each documented type and member is, by the id that documentation files call it by.</summary>
internal sealed class ApiLinks
{
    private readonly Dictionary<string, (string File, string Id)> _places = new(StringComparer.Ordinal);

    public void Add(string name, string file, string id) => _places.TryAdd(name, (file, id));

    /// <summary>The place's id on its page.</summary>
    public string IdOf(string name) => _places[name].Id;

    /// <summary>The address on the page <paramref name="from"/>; null for what is described elsewhere.</summary>
    public string? Find(string from, string name) => _places.TryGetValue(name, out (string File, string Id) place)
        ? (place.File == from ? "" : SiteAddress.Between(from, place.File)) + "#" + Uri.EscapeDataString(place.Id)
        : null;
}
