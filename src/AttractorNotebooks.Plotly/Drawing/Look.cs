using Plotly.NET;

namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>A template that <see cref="Theme"/> has made.</summary>
internal sealed class Look : Template;
