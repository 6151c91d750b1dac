using System.Text.Json;

namespace AttractorNotebooks.Files;

/// <summary>What a safetensors header says of one tensor, checked before it is believed.</summary>
internal readonly record struct TensorHeader(TensorType Type, string TypeName, long[] Shape, long Begin, long End)
{
    public static TensorHeader Parse(string name, JsonElement entry, long available)
    {
        string type = entry.GetProperty("dtype").GetString() ?? "";
        if (type.Length == 0 || !char.IsAsciiLetterUpper(type[0]))
            throw new InvalidDataException($"tensor '{name}' has the type '{type}', which is no name of a type such as F32.");
        // Enum.TryParse would also take a number for a name.
        TensorType parsed = type != nameof(TensorType.Other) && Enum.GetNames<TensorType>().Contains(type)
            ? Enum.Parse<TensorType>(type) : TensorType.Other;
        long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt64())];
        JsonElement offsets = entry.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2)
            throw new InvalidDataException($"tensor '{name}' has {offsets.GetArrayLength()} offsets instead of 2.");
        long begin = offsets[0].GetInt64(), end = offsets[1].GetInt64();
        if (begin < 0 || end < begin || end > available)
            throw new InvalidDataException(
                $"tensor '{name}' claims bytes {begin} to {end}, but the file has {available} bytes of numbers.");
        if (Count(shape) is not long count)
            throw new InvalidDataException($"tensor '{name}' has the shape [{string.Join(", ", shape)}], which no tensor has.");
        // What cannot be read is not looked at: only its place is known.
        if (Tensor.SizeOf(parsed) is not int size) return new TensorHeader(TensorType.Other, type, shape, begin, end);
        if (count != (end - begin) / size || (end - begin) % size != 0)
            throw new InvalidDataException(
                $"tensor '{name}' of shape [{string.Join(", ", shape)}] and type {parsed} does not fill its {end - begin} bytes.");
        return new TensorHeader(parsed, type, shape, begin, end);
    }

    public static long Write(Utf8JsonWriter json, string name, Tensor tensor, long offset)
    {
        long end = offset + tensor.ByteCount;
        json.WriteStartObject(name);
        json.WriteString("dtype", tensor.TypeName);
        json.WriteStartArray("shape");
        foreach (long axis in tensor.Shape) json.WriteNumberValue(axis);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }

    // null where an axis is negative or the product passes what a file can hold.
    private static long? Count(long[] shape)
    {
        long count = 1;
        foreach (long axis in shape)
        {
            if (axis < 0 || (axis > 0 && count > long.MaxValue / axis)) return null;
            count *= axis;
        }
        return count;
    }
}
