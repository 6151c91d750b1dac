namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>A rectangle of the drawing, in pixels from its top left corner.</summary>
internal readonly record struct Area(double Left, double Top, double Width, double Height)
{
    public Area Shrink(Margins margins) => new(
        Left + margins.Left,
        Top + margins.Top,
        Math.Max(Width - margins.Left - margins.Right, 10),
        Math.Max(Height - margins.Top - margins.Bottom, 10));
}
