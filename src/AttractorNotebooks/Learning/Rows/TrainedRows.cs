using AttractorNotebooks.Files;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Learning;

/// <summary>Some rows of J in a file, as <see cref="RowTraining"/> writes them; parts join to a network.</summary>
/// <remarks>
/// Safetensors like <see cref="TrainedNetwork"/>, with <c>J</c> [rows, N, d, d] and, as metadata, which rows, the images, and the
/// width of the registers that computed them.
/// </remarks>
public sealed class TrainedRows : IDisposable
{
    private const string Format = "attractor-rows";
    private const string J = "J";

    private TrainedRows(SafeTensorsFile file, string path)
    {
        File = file;
        Path = path;
        Description = NetworkDescription.Read(file, Format);
        Range = RowRange.Parse(TrainedNetwork.Text(file, "rows")).RequireIn(Description.Tokenizer.Tokens);
        Images = TrainedNetwork.Text(file, "images_sha256");
        Registers = TrainedNetwork.Text(file, "registers");
        (int n, int d) = (Description.Tokenizer.Tokens, Description.Tokenizer.Dim);
        Tensor rows = TrainedNetwork.Axes(file, J, 4);
        if (!rows.Shape.SequenceEqual([Range.Count, n, d, d]))
            throw new InvalidDataException(
                $"its rows have shape [{string.Join(", ", rows.Shape)}], which rows {Range} of {n} tokens of {d} components do not fit.");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Which rows.</summary>
    public RowRange Range { get; }

    /// <summary>The width of the registers that computed them: Bits512, ... Only those of one width are the same bits.</summary>
    public string Registers { get; }

    internal NetworkDescription Description { get; }

    /// <summary>SHA-256 of the images.</summary>
    internal string Images { get; }

    internal SafeTensorsFile File { get; }

    /// <summary>Opens a part; its rows are read when they are needed.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or no part; says what it is.</exception>
    public static TrainedRows Open(string path)
    {
        SafeTensorsFile file = SafeTensorsFile.Open(path);
        try { return new TrainedRows(file, path); }
        catch (Exception error)
        {
            file.Dispose();
            if (TrainedNetwork.IsOfTheFile(error))
                throw new InvalidDataException($"'{path}' holds no trained rows: {error.Message}", error);
            throw;
        }
    }

    /// <summary>Makes a network of parts that hold each row once; row after row, so that J is never in memory as a whole.</summary>
    /// <param name="paths">The parts in any order, finished, of one plan and the same images.</param>
    /// <param name="output">The network's file, written whole or not at all.</param>
    /// <returns>
    /// The widths of registers that the parts were computed with; where there are several, J is not bit for bit that of one machine.
    /// </returns>
    /// <exception cref="InvalidDataException">A part is damaged, or parts do not belong together; names the file and says why.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static IReadOnlyList<string> Join(IEnumerable<string> paths, string output)
    {
        List<TrainedRows> parts = [];
        try
        {
            foreach (string path in paths) parts.Add(Open(path));
            parts.Sort((one, other) => one.Range.First.CompareTo(other.Range.First));
            RequireWhole(parts);
            NetworkDescription all = parts[0].Description;
            Dictionary<string, Tensor> tensors = all.Tensors();
            (int n, int d) = (all.Tokenizer.Tokens, all.Tokenizer.Dim);
            tensors[J] = new Tensor(TensorType.F32, [n, n, d, d], new JoinedRows(parts, (long)n * d * d * sizeof(float)));
            new SafeTensorsFile(tensors, all.Metadata(TrainedNetwork.Format)).Write(output);
            return [.. parts.Select(part => part.Registers).Distinct()];
        }
        finally
        {
            foreach (TrainedRows part in parts) part.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();

    internal static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Content(
        NetworkDescription description, CouplingRows rows, string images)
    {
        Dictionary<string, Tensor> tensors = description.Tensors();
        tensors[J] = Tensor.Over(rows.Memory, rows.Range.Count, rows.Tokens, rows.Dim, rows.Dim);
        Dictionary<string, string> metadata = description.Metadata(Format);
        metadata["rows"] = rows.Range.ToString();
        metadata["images_sha256"] = images;
        metadata["registers"] = VectorWidths.Widest.ToString();
        return (tensors, metadata);
    }

    /// <summary>All rows in memory.</summary>
    /// <exception cref="InvalidDataException">One has an entry that is not finite, or couples a token to itself.</exception>
    internal CouplingRows Read()
    {
        CouplingRows rows = CouplingRows.Zero(Description.Tokenizer.Tokens, Description.Tokenizer.Dim, Range);
        for (int i = Range.First; i < Range.End; i++) Read(i, rows.Values.Slice((i - Range.First) * rows.RowLength, rows.RowLength));
        return rows;
    }

    /// <summary>Reads what one token hears.</summary>
    internal void Read(int i, Span<float> row)
    {
        long first = (long)(i - Range.First) * row.Length;
        File[J].Read(first, row);
        try { TrainedNetwork.RequireFinite(row, J, first); }
        catch (InvalidDataException error) { throw new InvalidDataException($"'{Path}' is damaged: {error.Message}", error); }
        int block = row.Length / Description.Tokenizer.Tokens;
        if (row.Slice(i * block, block).ContainsAnyExcept(0f))
            throw new InvalidDataException($"'{Path}' is damaged: J[{i}, {i}] is not zero; no token couples to itself.");
    }

    private static void RequireWhole(List<TrainedRows> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("There are no parts to join.");
        TrainedRows first = parts[0];
        int next = 0, tokens = first.Description.Tokenizer.Tokens;
        foreach (TrainedRows part in parts)
        {
            if (part.Difference(first) is string difference)
                throw new InvalidDataException($"'{part.Path}' and '{first.Path}' do not belong together: they differ in {difference}.");
            if (part.Description.Epochs < part.Description.Plan.Epochs)
                throw new InvalidDataException($"'{part.Path}' is not finished: it has {part.Description.Epochs} of "
                    + $"{part.Description.Plan.Epochs} epochs. Train it to its end first.");
            if (part.Range.First < next)
                throw new InvalidDataException($"'{part.Path}' holds rows {part.Range}, but those before {next} are in another part.");
            if (part.Range.First > next) throw Gap(next, part.Range.First);
            next = part.Range.End;
        }
        if (next < tokens) throw Gap(next, tokens);
    }

    private static InvalidDataException Gap(int first, int end) =>
        new($"The rows {new RowRange(first, end)} are in no part; train them (--rows {new RowRange(first, end)}) or name their file.");

    private string? Difference(TrainedRows other) =>
        Description.Plan != other.Description.Plan ? "their settings"
        : Images != other.Images ? "the images they were trained on"
        : Description.Tokenizer.Grid != other.Description.Tokenizer.Grid ? "the size of the images"
        : !Description.Tokenizer.Embedding.Matrix.SequenceEqual(other.Description.Tokenizer.Embedding.Matrix) ? "the embedding"
        : null;

    // J as the parts have it, checked row by row while it is read.
    private sealed class JoinedRows(List<TrainedRows> parts, long rowBytes) : TensorSource
    {
        private readonly float[] _row = new float[rowBytes / sizeof(float)];
        private int _held = -1;

        public override long Length => parts[^1].Range.End * rowBytes;

        public override void Read(long offset, Span<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                int i = (int)(offset / rowBytes);
                Hold(i);
                ReadOnlySpan<byte> rest = System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(_row)[(int)(offset % rowBytes)..];
                int count = Math.Min(rest.Length, bytes.Length);
                rest[..count].CopyTo(bytes);
                offset += count;
                bytes = bytes[count..];
            }
        }

        private void Hold(int i)
        {
            if (_held == i) return;
            parts.Find(part => part.Range.Holds(i))!.Read(i, _row);
            _held = i;
        }
    }
}
