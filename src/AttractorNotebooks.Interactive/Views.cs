using System.Net;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Plotly;
using AttractorNotebooks.Sweeps;
using AttractorNotebooks.Tokens;
using AttractorNotebooks.Transformers;
using AttractorNotebooks.Verification;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace AttractorNotebooks.Interactive;

/// <summary>Tells .NET Interactive how the library's objects are shown.</summary>
internal static class Views
{
    private const string Html = "text/html", Plain = "text/plain";

    public static void Register()
    {
        Figures<ImageSet>(DataViews.Of);
        Figures<DigitData>(DataViews.Of);
        Figures<Couplings>(ModelViews.Of);
        Figures<Embedding>(ModelViews.Of);
        Figures<IEnumerable<EpochReport>>(TrainingViews.Of);
        Figures<IEnumerable<TransformerEpoch>>(TrainingViews.Of);
        Figures<TrainedNetwork>(TrainingViews.Of);
        Figures<RecallResult>(RecallViews.Of);
        Figures<ErrorCurve>(RecallViews.Of);
        Tables<SweepTable>(TableViews.Of);
        Tables<IEnumerable<TensorCheck>>(TableViews.Of);
        Tables<Toolkit>(ToolkitView.Of);
        Charts();
    }

    /// <summary>
    /// Charts made with Plotly.NET alone appear as figures do. Registered for the types that a chart can have, because those come before
    /// what others register for charts at large.
    /// </summary>
    private static void Charts()
    {
        string[] mimeTypes = [.. FigureBundle.MimeTypes];
        foreach (Type type in new[] { typeof(GenericChart.Chart), typeof(GenericChart.MultiChart) })
        {
            foreach (string mimeType in mimeTypes)
                Formatter.Register(type, (chart, writer) => writer.Write(FigureBundle.Of((GenericChart)chart).Form(mimeType)), mimeType);
            Formatter.SetPreferredMimeTypesFor(type, mimeTypes);
        }
    }

    /// <summary>What is one figure appears in all forms that figures have.</summary>
    private static void Figures<T>(Func<T, View> view) =>
        Register(view, [.. Formatter.GetPreferredMimeTypesFor(typeof(GridFigure)).Append(Plain).Distinct()]);

    private static void Tables<T>(Func<T, View> view) => Register(view, [Html, Plain]);

    private static void Register<T>(Func<T, View> view, string[] mimeTypes)
    {
        foreach (string mimeType in mimeTypes) Formatter.Register<T>(value => Write(view(value), mimeType), mimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(T), mimeTypes);
    }

    private static string Write(View view, string mimeType)
    {
        if (mimeType == Plain) return view.Text;
        string figure = view.Figure?.ToDisplayString(mimeType) ?? "";
        if (mimeType != Html) return figure;
        string html = (view.Table?.ToHtml() ?? "") + view.Html + figure;
        return html.Length > 0 ? html : $"<pre>{WebUtility.HtmlEncode(view.Text)}</pre>";
    }
}
