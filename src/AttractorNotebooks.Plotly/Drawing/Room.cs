namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>Pixels that ticks, titles and colour bars need around a panel's plotting area.</summary>
internal readonly record struct Room(double Left, double Right, double Top, double Bottom);
