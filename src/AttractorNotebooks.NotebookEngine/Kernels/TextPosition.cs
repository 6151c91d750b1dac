using Microsoft.CodeAnalysis.Text;
using LinePosition = Microsoft.DotNet.Interactive.LinePosition;

namespace AttractorNotebooks.NotebookEngine.Kernels;

/// <summary>Places in a text: Jupyter counts from its beginning, .NET Interactive by lines.</summary>
internal sealed class TextPosition(string code)
{
    private readonly SourceText _text = SourceText.From(code);

    /// <summary>Line and column of a place, both from 0.</summary>
    public LinePosition Place(int offset)
    {
        Microsoft.CodeAnalysis.Text.LinePosition place = _text.Lines.GetLinePosition(Math.Clamp(offset, 0, _text.Length));
        return new LinePosition(place.Line, place.Character);
    }

    /// <summary>How far from the beginning a place is, in UTF-16 units.</summary>
    public int Offset(LinePosition place)
    {
        TextLine line = _text.Lines[Math.Clamp(place.Line, 0, _text.Lines.Count - 1)];
        return Math.Clamp(line.Start + place.Character, line.Start, line.End);
    }

    /// <summary>The text of the line that a place is in.</summary>
    public string LineAt(int offset) => _text.Lines.GetLineFromPosition(Math.Clamp(offset, 0, _text.Length)).ToString();
}
