using AttractorNotebooks.Analysis;
using AttractorNotebooks.Model;
using AttractorNotebooks.Plotly;
using AttractorNotebooks.Tokens;
using static System.FormattableString;

namespace AttractorNotebooks.Interactive;

/// <summary>What a network is made of: couplings and embedding, as maps.</summary>
internal static class ModelViews
{
    public static View Of(Couplings couplings)
    {
        string text = Text(couplings);
        return new(text) { Figure = Map(couplings, text) };
    }

    public static View Of(Embedding embedding)
    {
        string text = Invariant($"Embedding F: patches of {embedding.Components} components become tokens of {embedding.Dim}");
        return new(text)
        {
            Figure = Figure.Heatmap(text, embedding.Matrix.ToArray(), embedding.Dim, embedding.Components)
                .XAxis("component of the patch").YAxis("component of the token").Diverging().Height(380),
        };
    }

    /// <summary>|J_ij|, the Frobenius norm of every block.</summary>
    public static HeatmapFigure Map(Couplings couplings, string title) =>
        Figure.Heatmap(title, CouplingMaps.Norms(couplings), couplings.Tokens, couplings.Tokens)
            .XAxis("source j").YAxis("target i").ColorBar("|J_ij|").Sequential();

    public static string Text(Couplings couplings) =>
        Invariant($"Couplings J between {couplings.Tokens} tokens of {couplings.Dim} components: ")
            + Invariant($"{couplings.Values.Length:N0} entries, RMS {couplings.RootMeanSquare():G3}");
}
