using AttractorNotebooks.Experiments;

namespace AttractorNotebooks.Reproductions;

/// <summary>What was computed for a panel of the published figure.</summary>
/// <param name="Panel">The panel, with its published curves and the settings.</param>
/// <param name="Bare">Bare self-attention, here: MSE over all pixels against t.</param>
/// <param name="Repeated">The transformer block repeated, here.</param>
public sealed record PanelCurves(FigurePanel Panel, ErrorCurve Bare, ErrorCurve Repeated);
