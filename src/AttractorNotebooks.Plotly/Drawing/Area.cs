namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>A rectangle of the drawing, in pixels from its top left corner.</summary>
internal readonly record struct Area(double Left, double Top, double Width, double Height)
{
    public Area Shrink(Room room) => new(
        Left + room.Left,
        Top + room.Top,
        Math.Max(Width - room.Left - room.Right, 10),
        Math.Max(Height - room.Top - room.Bottom, 10));
}
