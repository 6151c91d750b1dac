using AttractorNotebooks.Plotly;
using AttractorNotebooks.Plotly.Html;
using AttractorNotebooks.Plotly.Tests;
using PuppeteerSharp;
using Charts = Plotly.NET.CSharp.Chart;

namespace AttractorNotebooks.Pictures.Tests;

public class FigureInBrowserTests(TestBrowser browser) : IClassFixture<TestBrowser>
{
    // As in classic Jupyter.
    private const string Loader = "<script>window.defined = 0; window.define = function () { window.defined++; }; window.define.amd = {}; "
        + "window.require = window.requirejs = function () {};</script>";

    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [BrowserTheory]
    [InlineData(900)]
    [InlineData(380)]
    public async Task Every_kind_is_drawn_without_complaint_and_within_its_width(int width)
    {
        await using TestPage page = await browser.OpenOfflineAsync(string.Concat(Samples.All.Values.Select(Offline)), width);

        await page.WaitForChartsAsync(Samples.All.Count);

        Assert.Empty(page.Complaints);
        Assert.True(await page.Page.EvaluateFunctionAsync<int>("() => document.documentElement.scrollWidth") <= width);
        Assert.Equal([TestBrowser.Address], page.Requests);
    }

    [BrowserFact]
    public async Task Every_kind_keeps_to_the_schema_of_plotly_in_both_layouts()
    {
        await using TestPage page = await browser.OpenOfflineAsync("");

        // Plotly's own check doesn't know that a trace may name a colour axis, or that a button's arguments are free.
        foreach ((string kind, Figure figure) in Samples.All)
        {
            string[] problems = await page.Page.EvaluateFunctionAsync<string[]>(
                """
                json => {
                  const { data, layout, frames = [] } = JSON.parse(json), narrow = { ...layout, ...layout.meta.narrow };
                  return [[data, layout], [data, narrow], ...frames.map(frame => [frame.data])]
                    .flatMap(parts => Plotly.validate(...parts) ?? [])
                    .filter(problem => !problem.path.includes('coloraxis') && !problem.path.includes('args'))
                    .map(problem => problem.msg);
                }
                """,
                figure.ToJson());

            Assert.Equal([kind], [kind, .. problems]);
        }
    }

    [BrowserFact]
    public async Task Figures_of_one_page_load_the_script_once_and_check_its_hash()
    {
        string body = Cdn(Samples.Lines) + Cdn(Samples.Bars) + Cdn(Samples.Lines);
        await using TestPage page = await browser.OpenAsync(body, cdn: PlotlyJs.Read);

        await page.WaitForChartsAsync(3);

        Assert.Single(page.Requests, PlotlyJs.Address);
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task A_figure_that_brings_the_script_serves_all_of_its_page_without_a_network()
    {
        string carrier = FigureHtml.Render(Samples.Lines.ToJson(), null, PlotlySource.Carried);
        await using TestPage page = await browser.OpenAsync(carrier + Cdn(Samples.Bars), head: Loader);

        await page.WaitForChartsAsync(2);

        Assert.Equal([TestBrowser.Address], page.Requests);
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task Without_network_and_picture_the_figure_says_what_is_missing()
    {
        await using TestPage page = await browser.OpenAsync(Samples.Lines.ToHtml());

        await page.WaitForComplaintsAsync();

        Assert.Contains($"plotly.js could not be loaded from {PlotlyJs.Address}", await page.Page.SeenTextAsync(".attractor-note"),
            StringComparison.Ordinal);
        Assert.Contains("first 0.041, lowest 0.041", await page.Page.SeenTextAsync(".attractor-figure"), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Text_of_a_chart_by_plotly_net_is_shown_and_not_run()
    {
        const string Evil = "</script><img src=x onerror=alert(1)>";
        string chart = FigureBundle.Of(Charts.Line<double, double, string>([1.0, 2], [3.0, 4], Name: Evil, ShowLegend: true)).Json;
        await using TestPage page = await browser.OpenOfflineAsync(FigureHtml.Render(chart, Picture, PlotlySource.Page));

        await page.WaitForChartsAsync();

        Assert.Equal(Evil, await page.Page.TextAsync(".legendtext"));
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task A_script_with_another_hash_is_not_run_and_the_picture_stays()
    {
        await using TestPage page = await browser.OpenAsync(Cdn(Samples.Lines), cdn: () => PlotlyJs.Read() + "\nwindow.tampered = true;");

        await page.WaitForComplaintsAsync();

        Assert.True(await page.Page.IsVisibleAsync("img[alt='MSE against t']"));
        Assert.False(await page.Page.EvaluateFunctionAsync<bool>("() => 'tampered' in window"));
    }

    [BrowserFact]
    public async Task Without_network_the_picture_stays_for_every_figure()
    {
        await using TestPage page = await browser.OpenAsync(Cdn(Samples.Lines) + Cdn(Samples.Bars));

        await page.WaitForComplaintsAsync(2);

        Assert.Equal(2, await page.Page.CountAsync("img"));
        Assert.Equal(0, await page.Page.CountAsync(".main-svg"));
    }

    [BrowserFact]
    public async Task Without_scripts_the_picture_stays()
    {
        await using TestPage page = await browser.OpenAsync(Cdn(Samples.Lines), scripts: false);

        Assert.True(await page.Page.IsVisibleAsync("img[alt='MSE against t']"));
    }

    [BrowserFact]
    public async Task A_page_with_a_module_loader_as_in_classic_jupyter_is_no_trap()
    {
        await using TestPage page = await browser.OpenAsync(Cdn(Samples.Lines), head: Loader, cdn: PlotlyJs.Read);

        await page.WaitForChartsAsync();

        Assert.Equal(0, await page.Page.EvaluateFunctionAsync<int>("() => window.defined"));
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task A_script_that_runs_before_its_output_is_on_the_page_waits_for_it()
    {
        await using TestPage page = await browser.OpenOfflineAsync("");

        await page.Page.EvaluateFunctionAsync(
            """
            html => {
              const box = document.createElement('div');
              box.innerHTML = html;
              new Function(box.querySelector('script').textContent)();
              setTimeout(() => document.body.appendChild(box), 300);
            }
            """,
            Offline(Samples.Lines));

        await page.WaitForChartsAsync();
    }

    [BrowserFact]
    public async Task Text_has_the_colour_of_the_page()
    {
        await using TestPage page = await browser.OpenOfflineAsync(Offline(Samples.Lines),
            style: "background:#1e1e1e;color:rgb(212,212,212)");

        await page.WaitForChartsAsync();

        Assert.Equal("rgb(212, 212, 212)",
            await page.Page.EvaluateFunctionAsync<string>("() => getComputedStyle(document.querySelector('.gtitle')).fill"));
    }

    [BrowserFact]
    public async Task Markup_in_labels_is_shown_as_text()
    {
        const string Evil = "<script>alert(1)</script> & %{x}";
        Figure figure = Figure.Lines(Evil).Add(Evil, [1.0, 2]).XAxis(Evil).YAxis("<img src=x onerror=alert(1)>").Baseline(Evil, 1.5);
        await using TestPage page = await browser.OpenOfflineAsync(Offline(figure));

        await page.WaitForChartsAsync();

        foreach (string place in new[] { ".gtitle", ".xtitle", ".legendtext" }) Assert.Equal(Evil, await page.Page.TextAsync(place));
        Assert.Equal("<img src=x onerror=alert(1)>", await page.Page.TextAsync(".ytitle"));
        Assert.Equal(Evil + " 1.5", await page.Page.TextAsync(".annotation-text"));
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task Hovering_over_a_curve_tells_its_values()
    {
        await using TestPage page = await browser.OpenOfflineAsync(Offline(Samples.Lines));
        await page.WaitForChartsAsync();

        await HoverAsync(page,
            "curve => { const d = curve._fullLayout; return [d.xaxis._offset + d.xaxis.d2p(20), d.yaxis._offset + d.yaxis.d2p(0.045)]; }");

        string text = await page.Page.TextAsync(".hoverlayer");
        Assert.Contains("iteration t = 20", text, StringComparison.Ordinal);
        Assert.Contains("0.045 [0.036, 0.054]", text, StringComparison.Ordinal);
        Assert.Contains("0.055", text, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Hovering_over_an_image_tells_its_value_and_name()
    {
        await using TestPage page = await browser.OpenOfflineAsync(Offline(Samples.Images));
        await page.WaitForChartsAsync();

        // The last pixel of the last row's first image: value 11/11.
        await HoverAsync(page, "chart => { const d = chart._fullLayout, t = chart.calcdata[1][0].trace; return [d.xaxis._offset + "
            + "d.xaxis.d2p(t.x0 + 2), d.yaxis._offset + d.yaxis.d2p(t.y0 + 1)]; }");

        string text = await page.Page.TextAsync(".hoverlayer");
        Assert.Contains("255 of 255", text, StringComparison.Ordinal);
        Assert.Contains("one, original", text, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Play_runs_through_the_frames_and_the_slider_follows()
    {
        await using TestPage page = await browser.OpenOfflineAsync(Offline(Samples.Animation.Pace(50)));
        await page.WaitForChartsAsync();
        const string Marker = "() => document.querySelector('.js-plotly-plot')._fullData.find(trace => trace.name === 'now').x[0]";
        Assert.Equal(1, await page.Page.EvaluateFunctionAsync<double>(Marker));

        await page.Page.ClickAsync(".updatemenu-button");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('.js-plotly-plot')._fullLayout.sliders[0].active === 3");

        Assert.Equal(10, await page.Page.EvaluateFunctionAsync<double>(Marker));
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task A_window_that_becomes_narrow_stacks_the_panels()
    {
        await using TestPage page = await browser.OpenOfflineAsync(Offline(Samples.Grid));
        await page.WaitForChartsAsync();
        int before = await page.Page.EvaluateFunctionAsync<int>("() => document.querySelector('.js-plotly-plot').clientHeight");

        await page.Page.SetViewportAsync(new ViewPortOptions { Width = 380, Height = 700 });
        await page.Page.WaitForFunctionAsync("before => document.querySelector('.js-plotly-plot').clientHeight > before + 100", before);

        Assert.True(await page.Page.EvaluateFunctionAsync<int>("() => document.documentElement.scrollWidth") <= 380);
        Assert.Empty(page.Complaints);
    }

    private static string Offline(Figure figure) => FigureHtml.Render(figure.ToJson(), Picture, PlotlySource.Page);

    private static string Cdn(Figure figure) => FigureHtml.Render(figure.ToJson(), Picture, PlotlySource.Cdn);

    private static async Task HoverAsync(TestPage page, string place)
    {
        IElementHandle chart = await page.Page.WaitForSelectorAsync(".js-plotly-plot");
        decimal[] corner = await chart.EvaluateFunctionAsync<decimal[]>(
            "chart => { const box = chart.getBoundingClientRect(); return [box.left, box.top]; }");
        decimal[] at = await chart.EvaluateFunctionAsync<decimal[]>(place);
        await page.Page.Mouse.MoveAsync(corner[0] + at[0] - 3, corner[1] + at[1] - 3);
        await page.Page.Mouse.MoveAsync(corner[0] + at[0], corner[1] + at[1]);
        await page.Page.WaitForSelectorAsync(".hoverlayer text");
    }
}
