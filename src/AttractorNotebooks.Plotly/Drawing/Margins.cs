namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>Pixels that ticks, titles and color bars need around a panel's plotting area.</summary>
internal readonly record struct Margins(double Left, double Right, double Top, double Bottom);
