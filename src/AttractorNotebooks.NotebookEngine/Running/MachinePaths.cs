using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AttractorNotebooks.NotebookEngine.Running;

/// <summary>
/// Replaces the places of this machine in outputs, which nobody else has: an executed notebook reads the same wherever it ran.
/// </summary>
internal sealed class MachinePaths
{
    private readonly List<(Regex Place, string Name)> places = [];

    /// <param name="notebookFolder">Becomes <c>.</c></param>
    /// <param name="dataFolder">Becomes <c>DATA</c>; null when there is none.</param>
    public MachinePaths(string notebookFolder, string? dataFolder)
    {
        Add(dataFolder, "DATA");
        Add(notebookFolder, ".");
        Add(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "~");
    }

    /// <summary>Replaces in every text inside <paramref name="node"/>, in place.</summary>
    public void Remove(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    if (Replaced(items[i]) is { } text) items[i] = text;
                    else Remove(items[i]);
                }

                break;
            case JsonObject members:
                foreach (string name in members.Select(member => member.Key).ToList())
                {
                    if (Replaced(members[name]) is { } text) members[name] = text;
                    else Remove(members[name]);
                }

                break;
            default:
                break;
        }
    }

    private void Add(string? folder, string name)
    {
        // Nothing sensible is left of a text when "/" is replaced in it.
        string? path = folder is null ? null : Path.TrimEndingDirectorySeparator(folder);
        if (path is { Length: > 3 }) places.Add((new Regex($@"(?<![\w.~-]){Regex.Escape(path)}(?![\w-])"), name));
    }

    private string? Replaced(JsonNode? node)
    {
        if (node is not JsonValue value || !value.TryGetValue(out string? text)) return null;
        string result = text;
        foreach ((Regex place, string name) in places) result = place.Replace(result, name.Replace("$", "$$", StringComparison.Ordinal));
        return ReferenceEquals(result, text) || result == text ? null : result;
    }
}
