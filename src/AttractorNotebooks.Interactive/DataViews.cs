using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Plotly;

namespace AttractorNotebooks.Interactive;

/// <summary>Images: the first of them, with their labels.</summary>
internal static class DataViews
{
    private const int Shown = 10;

    public static View Of(ImageSet images) => new(images.ToString()) { Figure = First(images, images.ToString()) };

    public static View Of(DigitData digits) => new($"{digits.Description}\ntrain: {digits.Train}\ntest: {digits.Test}")
    {
        Figure = First(digits.Test, $"{digits.Description}\nThe first test images"),
    };

    private static ImageFigure? First(ImageSet images, string title)
    {
        if (images.Count == 0) return null;
        return Enumerable.Range(0, Math.Min(Shown, images.Count)).Aggregate(
            Figure.Images(title, images.Height, images.Width, images.Channels),
            (figure, k) => figure.Column(images.HasLabels ? images.Label(k).ToString(CultureInfo.InvariantCulture) : "",
                images.Image(k).ToArray()));
    }
}
