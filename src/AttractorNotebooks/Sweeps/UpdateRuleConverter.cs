using System.Text.Json;
using System.Text.Json.Serialization;
using AttractorNotebooks.Dynamics;

namespace AttractorNotebooks.Sweeps;

/// <summary>An update rule as the one word, and number, that it is called by.</summary>
internal sealed class UpdateRuleConverter : JsonConverter<UpdateRule>
{
    public override UpdateRule Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        UpdateRule.Parse(reader.TokenType == JsonTokenType.String
            ? reader.GetString()! : throw new JsonException("An update is named by a word."));

    public override void Write(Utf8JsonWriter writer, UpdateRule value, JsonSerializerOptions options) => writer.WriteStringValue(
        UpdateRule.Parse(value.Name) == value
            ? value.Name : throw new ArgumentException($"The update '{value.Name}' is not what its name says; use {UpdateRule.Forms}."));
}
