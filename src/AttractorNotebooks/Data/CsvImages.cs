using System.Globalization;

namespace AttractorNotebooks.Data;

/// <summary>A CSV file with an image a row: its pixels row by row, in a column called label, or in the first, its class.</summary>
internal static class CsvImages
{
    private static readonly char[] Separators = ['\t', ';', ','];

    private static readonly string[] LabelWords = ["label", "class", "y", "target"];

    /// <summary>Reads a file; separators are commas, semicolons or tabs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">The size of the images; null where they are square.</param>
    /// <exception cref="InvalidDataException">A line does not fit; names it.</exception>
    public static FoundImages Read(string path, PixelSize? size)
    {
        List<float[]> rows = [];
        List<int> lines = [];
        string[]? header = null;
        char separator = ',';
        int line = 0;
        long values = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            if (text.Trim().Length == 0) continue;
            if (rows.Count == 0 && header is null)
            {
                separator = Separators.FirstOrDefault(text.Contains, ',');
                string[] first = text.Split(separator, StringSplitOptions.TrimEntries);
                if (!first.All(cell => Number(cell) is not null))
                {
                    header = [.. first.Select(cell => cell.Trim('"'))];
                    if (header.Any(cell => Number(cell) is null && cell.Length > 0)
                        && header.Count(cell => Number(cell) is not null) <= header.Length / 2) continue;
                    header = null;
                }
            }
            rows.Add(Row(path, line, text, separator, rows.Count == 0 ? header?.Length : rows[0].Length));
            lines.Add(line);
            if ((values += rows[^1].Length) > IdxFile.MaximumValues)
                throw new InvalidDataException($"{path}: more than {IdxFile.MaximumValues} values; this is no image file we can hold.");
        }
        if (rows.Count == 0) throw new InvalidDataException($"{path}: holds no rows of pixels.");
        return Images(path, rows, lines, header, size);
    }

    private static FoundImages Images(string path, List<float[]> rows, List<int> lines, string[]? header, PixelSize? size)
    {
        int columns = rows[0].Length;
        int label = header is null ? -1 : Array.FindIndex(header, cell => LabelWords.Contains(cell, StringComparer.OrdinalIgnoreCase));
        List<string> remarks = [];
        if (label < 0 && Size(columns, size) is null && Size(columns - 1, size) is not null)
        {
            label = 0;
            remarks.Add("the first column taken as labels");
        }
        int pixels = label < 0 ? columns : columns - 1;
        (int height, int width, int channels) = Size(pixels, size) ?? throw new InvalidDataException(
            $"{path}: rows of {pixels} pixels are no square images{(size is PixelSize asked ? $" of {asked}" : "")}; name their size "
            + "(--row-size HEIGHTxWIDTH).");
        if (label < 0) remarks.Add("without labels");
        byte[] labels = new byte[label < 0 ? 0 : rows.Count];
        float[] values = new float[rows.Count * pixels];
        for (int k = 0; k < rows.Count; k++)
        {
            float[] row = rows[k];
            for (int column = 0, at = k * pixels; column < columns; column++)
                if (column != label) values[at++] = row[column];
            if (label < 0) continue;
            labels[k] = row[label] is >= 0 and <= 255 && row[label] == MathF.Floor(row[label])
                ? (byte)row[label]
                : throw new InvalidDataException(
                    FormattableString.Invariant($"{path}: line {lines[k]}, column {label + 1}: the label is {row[label]}; ")
                    + "labels are whole numbers from 0 to 255.");
        }
        (values, string? remark) = GrayValues.Of(values, index =>
            $"{path}: line {lines[index / pixels]}, column {index % pixels + (label >= 0 && index % pixels >= label ? 2 : 1)}");
        if (remark is not null) remarks.Add(remark);
        string file = Path.GetFileName(path);
        ImageSet set = ImageSet.Adopt(file, $"from the file {file}", height, width, channels, values, labels);
        return new FoundImages(set) { Remarks = remarks };
    }

    private static float[] Row(string path, int line, string text, char separator, int? columns)
    {
        string[] cells = text.Split(separator, StringSplitOptions.TrimEntries);
        if (cells.Length > 1 && cells[^1].Length == 0 && cells.Length - 1 == (columns ?? cells.Length - 1)) cells = cells[..^1];
        if (columns is int needed && cells.Length != needed)
            throw new InvalidDataException(
                $"{path}: line {line} has {cells.Length} columns, the first has {needed}; every row is an image of one size.");
        float[] row = new float[cells.Length];
        for (int column = 0; column < cells.Length; column++)
            row[column] = Number(cells[column])
                ?? throw new InvalidDataException(
                    $"{path}: line {line}, column {column + 1} is '{Short(cells[column])}', which is no number.");
        return row;
    }

    private static (int Height, int Width, int Channels)? Size(int pixels, PixelSize? size)
    {
        if (size is PixelSize given)
            return pixels == given.Height * given.Width ? (given.Height, given.Width, 1)
                : pixels == 3 * given.Height * given.Width ? (given.Height, given.Width, 3) : null;
        int side = (int)Math.Round(Math.Sqrt(pixels));
        return side > 0 && side * side == pixels ? (side, side, 1) : null;
    }

    private static float? Number(string cell) =>
        float.TryParse(cell.Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : null;

    private static string Short(string text) => text.Length > 40 ? text[..40] + "..." : text;
}
