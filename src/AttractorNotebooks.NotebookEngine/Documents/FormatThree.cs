using System.Text.Json.Nodes;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>Notebooks of format 3 (IPython before 2015), brought to format 4 as Jupyter does it.</summary>
internal static class FormatThree
{
    /// <summary>The format's number.</summary>
    public const int Major = 3;

    private static readonly Dictionary<string, string> MimeTypes = new(StringComparer.Ordinal)
    {
        ["text"] = "text/plain",
        ["html"] = "text/html",
        ["svg"] = "image/svg+xml",
        ["png"] = "image/png",
        ["jpeg"] = "image/jpeg",
        ["latex"] = "text/latex",
        ["json"] = "application/json",
        ["javascript"] = "application/javascript",
        ["pdf"] = "application/pdf",
    };

    /// <summary>The notebook in format 4; what the old one does not have is left to the checks that follow.</summary>
    /// <exception cref="FormatException">It has no list of worksheets, or something in one is no list of cells.</exception>
    public static JsonObject Upgrade(JsonObject old)
    {
        if (old["worksheets"] is not JsonArray worksheets) throw new FormatException("it has no list \"worksheets\"");
        JsonArray cells = [];
        for (int i = 0; i < worksheets.Count; i++)
        {
            if ((worksheets[i] as JsonObject)?["cells"] is not JsonArray sheet)
                throw new FormatException($"worksheet {i + 1} has no list \"cells\"");
            foreach (JsonNode? cell in sheet)
                cells.Add(cell is JsonObject members ? Cell((JsonObject)members.DeepClone()) : cell?.DeepClone());
        }

        JsonObject notebook = (JsonObject)old.DeepClone();
        notebook.Remove("worksheets");
        (notebook["nbformat"], notebook["cells"]) = (4, cells);
        if (Language(worksheets) is { } language && notebook["metadata"] is null or JsonObject)
        {
            JsonObject metadata = notebook["metadata"] as JsonObject ?? [];
            metadata["language_info"] ??= new JsonObject { ["name"] = language };
            metadata.Remove("signature");
            if (notebook["metadata"] is null) notebook["metadata"] = metadata;
        }

        return notebook;
    }

    /// <summary>What the code cells are written in: format 3 says it cell by cell.</summary>
    private static string? Language(JsonArray worksheets) => worksheets
        .SelectMany(sheet => (JsonArray)sheet!["cells"]!)
        .Select(cell => MultilineText.AsString((cell as JsonObject)?["language"]))
        .FirstOrDefault(language => language is not null);

    private static JsonObject Cell(JsonObject cell)
    {
        switch (MultilineText.AsString(cell["cell_type"]))
        {
            case "code":
                Rename(cell, "input", "source");
                Rename(cell, "prompt_number", "execution_count");
                cell.Remove("language");
                if (Take(cell, "collapsed") is { } collapsed && cell["metadata"] is null or JsonObject)
                {
                    JsonObject metadata = cell["metadata"] as JsonObject ?? [];
                    metadata["collapsed"] = collapsed;
                    if (cell["metadata"] is null) cell["metadata"] = metadata;
                }

                foreach (JsonObject output in (cell["outputs"] as JsonArray ?? []).OfType<JsonObject>()) Output(output);
                break;
            case "heading":
                int level = Take(cell, "level") is JsonValue value && value.TryGetValue(out int number) ? Math.Clamp(number, 1, 6) : 1;
                if (MultilineText.Join(cell["source"]) is { } heading)
                    cell["source"] = $"{new string('#', level)} {heading.ReplaceLineEndings(" ")}";
                cell["cell_type"] = "markdown";
                break;
            case "html":
                cell["cell_type"] = "markdown";
                break;
            default:
                break;
        }

        return cell;
    }

    private static void Output(JsonObject output)
    {
        switch (MultilineText.AsString(output["output_type"]))
        {
            case "pyout":
                output["output_type"] = "execute_result";
                Rename(output, "prompt_number", "execution_count");
                output["execution_count"] ??= null;
                Gather(output);
                break;
            case "display_data":
                Gather(output);
                break;
            case "pyerr":
                output["output_type"] = "error";
                break;
            case "stream":
                Rename(output, "stream", "name");
                output["name"] ??= "stdout";
                break;
            default:
                break;
        }
    }

    /// <summary>Format 3 keeps the forms of a display side by side in the output itself.</summary>
    private static void Gather(JsonObject output)
    {
        JsonObject data = [];
        foreach (string name in output.Select(member => member.Key)
            .Where(name => name is not ("output_type" or "execution_count" or "metadata")).ToList())
        {
            data[MimeTypes.GetValueOrDefault(name, name)] = Take(output, name);
        }

        output["data"] = data;
        output["metadata"] ??= new JsonObject();
    }

    private static void Rename(JsonObject members, string from, string to)
    {
        if (members.ContainsKey(from)) members[to] = Take(members, from);
    }

    private static JsonNode? Take(JsonObject members, string name)
    {
        JsonNode? value = members[name];
        members.Remove(name);
        return value;
    }
}
