using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttractorNotebooks.Data;

/// <summary>A setting that is written as a word.</summary>
internal interface IText<TSelf>
    where TSelf : IText<TSelf>
{
    static abstract TSelf Parse(string text);
}

/// <summary>Writes such a setting into JSON as that word.</summary>
internal sealed class TextConverter<T> : JsonConverter<T>
    where T : IText<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? T.Parse(reader.GetString()!) : throw new JsonException("It must be a word.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
