using System.Buffers.Binary;
using System.Text.Json;

namespace AttractorNotebooks.Files;

/// <summary>Reads and writes safetensors: named tensors and string metadata in one file that Python reads too.</summary>
/// <remarks>
/// The format: eight bytes with the header's length (little endian), a JSON header with type, shape and byte range of
/// every tensor, then the numbers. Every claim of the header is checked against the file's length before memory is asked for. Tensors of
/// types that are not read here (<see cref="TensorType.Other"/>) are passed over.
/// </remarks>
public sealed class SafeTensorsFile : IDisposable
{
    // The format's own limit.
    private const long LargestHeader = 100_000_000;
    private const string MetadataKey = "__metadata__";

    // Open where tensors are read when they are asked for.
    private readonly FileStream? _stream;

    /// <summary>Creates the content of a file in memory.</summary>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Settings and provenance; text only.</param>
    public SafeTensorsFile(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    private SafeTensorsFile(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata, FileStream stream)
        : this(tensors, metadata) => _stream = stream;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The file's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Finds a tensor.</summary>
    /// <exception cref="InvalidDataException">The file has none of that name.</exception>
    public Tensor this[string name] => Tensors.TryGetValue(name, out Tensor? tensor)
        ? tensor
        : throw new InvalidDataException($"The file has no tensor '{name}'; it has: {string.Join(", ", Tensors.Keys.Take(12))}.");

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is truncated, oversized or no safetensors file; says what is wrong.</exception>
    public static SafeTensorsFile Read(string path)
    {
        using SafeTensorsFile file = Open(path);
        try
        {
            return new SafeTensorsFile(file.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.InMemory()), file.Metadata);
        }
        catch (InvalidDataException error) { throw Unreadable(path, error); }
    }

    /// <summary>Reads what a file holds; the numbers themselves when they are asked for, until it is disposed of.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is truncated, oversized or no safetensors file; says what is wrong.</exception>
    internal static SafeTensorsFile Open(string path)
    {
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return Read(stream);
        }
        catch (Exception error)
        {
            stream.Dispose();
            if (error is InvalidDataException damage) throw Unreadable(path, damage);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="IOException">The place cannot be written; what was there stays.</exception>
    public void Write(string path) => AtomicFile.Write(path, Write);

    private static InvalidDataException Unreadable(string path, InvalidDataException error) =>
        new($"'{path}' cannot be read as safetensors: {error.Message}", error);

    private static SafeTensorsFile Read(FileStream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.Length < 8) throw new InvalidDataException($"it has {stream.Length} bytes, fewer than the 8 of the header's length.");
        stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > LargestHeader)
            throw new InvalidDataException($"it claims a header of {headerLength} bytes; the format allows {LargestHeader}.");
        if ((long)headerLength > stream.Length - 8)
            throw new InvalidDataException($"it claims a header of {headerLength} bytes but has only {stream.Length - 8} more.");
        byte[] header = new byte[headerLength];
        stream.ReadExactly(header);
        return ReadTensors(stream, header, 8 + (long)headerLength);
    }

    private static SafeTensorsFile ReadTensors(FileStream stream, byte[] header, long start)
    {
        (Dictionary<string, string> metadata, List<(string Name, TensorHeader Claim)> claims) = ParseHeader(header, stream.Length - start);
        Dictionary<string, Tensor> tensors = [];
        long covered = 0;
        foreach ((string name, TensorHeader claim) in claims.OrderBy(entry => entry.Claim.Begin).ThenBy(entry => entry.Claim.End))
        {
            if (claim.Begin != covered)
                throw new InvalidDataException($"tensor '{name}' begins at byte {claim.Begin}, but the one before it ends at {covered}.");
            covered = claim.End;
            TensorSource source = claim.Type == TensorType.Other
                ? TensorSource.Of([]) : new FileStretch(stream, start + claim.Begin, claim.End - claim.Begin);
            tensors[name] = new Tensor(claim.Type, claim.Shape, source, claim.TypeName);
        }
        if (covered != stream.Length - start)
            throw new InvalidDataException($"it has {stream.Length - start} bytes of numbers, but its header accounts for {covered}.");
        return new SafeTensorsFile(tensors, metadata, stream);
    }

    private static (Dictionary<string, string> Metadata, List<(string Name, TensorHeader Claim)> Claims) ParseHeader(
        byte[] header, long available)
    {
        Dictionary<string, string> metadata = [];
        List<(string, TensorHeader)> claims = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                if (entry.Name == MetadataKey)
                    foreach (JsonProperty item in entry.Value.EnumerateObject()) metadata[item.Name] = item.Value.GetString() ?? "";
                else
                    claims.Add((entry.Name, TensorHeader.Parse(entry.Name, entry.Value, available)));
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"its header is not valid: {error.Message}", error);
        }
        return (metadata, claims);
    }

    internal void Write(Stream stream)
    {
        using MemoryStream header = new();
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            foreach ((string key, string value) in Metadata) json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, Tensor tensor) in Tensors) offset = TensorHeader.Write(json, name, tensor, offset);
            json.WriteEndObject();
        }
        // Numbers start at a multiple of 8 so that readers may map the file.
        while (header.Length % 8 != 0) header.WriteByte((byte)' ');
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        header.WriteTo(stream);
        foreach (Tensor tensor in Tensors.Values) tensor.CopyTo(stream);
    }
}
