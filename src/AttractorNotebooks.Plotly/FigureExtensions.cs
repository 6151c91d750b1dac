namespace AttractorNotebooks.Plotly;

/// <summary>What every kind of figure can be told, without losing its kind.</summary>
public static class FigureExtensions
{
    /// <summary>Returns the figure with a height of its own, as a whole or as a panel of a grid.</summary>
    /// <param name="figure">Any figure.</param>
    /// <param name="pixels">Total height in pixels, 100 to 4000.</param>
    public static T Height<T>(this T figure, int pixels)
        where T : Figure
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pixels, 4000);
        return figure with { PixelHeight = pixels };
    }
}
