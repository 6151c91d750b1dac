namespace AttractorNotebooks.Plotly;

/// <summary>Figures and tables made from lists: one call instead of a loop that assigns the figure to itself.</summary>
public static class ListExtensions
{
    /// <summary>Returns the figure with something added for every item, in order.</summary>
    /// <param name="figure">A figure or table to begin with.</param>
    /// <param name="items">What something is added for.</param>
    /// <param name="add">Adds it: takes the figure so far and the item, returns the figure with the addition.</param>
    public static TFigure ForEach<TFigure, TItem>(this TFigure figure, IEnumerable<TItem> items, Func<TFigure, TItem, TFigure> add)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(add);
        return items.Aggregate(figure, add);
    }

    /// <summary>Returns the table with one more row for every item.</summary>
    /// <param name="table">The table.</param>
    /// <param name="items">What the rows are made from.</param>
    /// <param name="cells">The cells of an item's row, one for every column.</param>
    /// <exception cref="ArgumentException">A row has more or fewer cells than the table has columns.</exception>
    public static Table Rows<T>(this Table table, IEnumerable<T> items, Func<T, object?[]> cells) =>
        table.ForEach(items, (rows, item) => rows.Row(cells(item)));

    /// <summary>Returns the figure with one more row of images for every item.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="items">What the rows show.</param>
    /// <param name="title">The text at the left of an item's row.</param>
    /// <param name="pixels">An item's images [columns, height, width, channels].</param>
    /// <exception cref="ArgumentException">As of <see cref="ImageFigure.Row{T}"/>.</exception>
    public static ImageFigure Rows<T>(this ImageFigure figure, IEnumerable<T> items, Func<T, string> title, Func<T, float[]> pixels) =>
        figure.ForEach(items, (rows, item) => rows.Row(title(item), pixels(item)));

    /// <summary>Returns the figure with one more column of images for every item.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="items">What the columns show.</param>
    /// <param name="title">The text above an item's column.</param>
    /// <param name="pixels">An item's images [rows, height, width, channels].</param>
    /// <exception cref="ArgumentException">As of <see cref="ImageFigure.Column{T}"/>.</exception>
    public static ImageFigure Columns<T>(this ImageFigure figure, IEnumerable<T> items, Func<T, string> title, Func<T, float[]> pixels) =>
        figure.ForEach(items, (columns, item) => columns.Column(title(item), pixels(item)));

    /// <summary>Returns the chart with one more curve and its band.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="name">The curve's name in the legend.</param>
    /// <param name="x">Positions on the horizontal axis.</param>
    /// <param name="bands">For every x the value and the lower and upper edge of its band, for example a mean and its interval.</param>
    /// <exception cref="ArgumentException">There are not as many bands as positions.</exception>
    public static LineChart Add<TX>(this LineChart chart, string name, IEnumerable<TX> x,
        IEnumerable<(double Mean, double Low, double High)> bands)
        where TX : System.Numerics.INumberBase<TX>
    {
        ArgumentNullException.ThrowIfNull(chart);
        (double Mean, double Low, double High)[] all = [.. bands];
        return chart.Add(name, x, all.Select(band => band.Mean), all.Select(band => band.Low), all.Select(band => band.High));
    }

    /// <summary>Returns the chart with one more bar in every category, and its error bar.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="name">The bars' name in the legend.</param>
    /// <param name="bands">For every category the value and the ends of its error bar, for example a mean and its interval.</param>
    /// <exception cref="ArgumentException">There are not as many bands as categories.</exception>
    public static BarChart Add(this BarChart chart, string name, IEnumerable<(double Mean, double Low, double High)> bands)
    {
        ArgumentNullException.ThrowIfNull(chart);
        (double Mean, double Low, double High)[] all = [.. bands];
        return chart.Add(name, all.Select(band => band.Mean), all.Select(band => band.Low), all.Select(band => band.High));
    }
}
