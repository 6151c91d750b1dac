using AttractorNotebooks.Plotly;
using AttractorNotebooks.Plotly.Html;
using AttractorNotebooks.Plotly.Tests;
using Microsoft.Playwright;

namespace AttractorNotebooks.Pictures.Tests;

public class FigureInBrowserTests(TestBrowser browser) : IClassFixture<TestBrowser>
{
    private static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [BrowserTheory]
    [InlineData(900)]
    [InlineData(380)]
    public async Task Every_kind_is_drawn_without_complaint_and_within_its_width(int width)
    {
        await using TestPage page = await browser.OpenOfflineAsync(string.Concat(Samples.All.Values.Select(Offline)), width);

        await page.WaitForChartsAsync(Samples.All.Count);

        Assert.Empty(page.Complaints);
        Assert.True(await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width);
        Assert.Equal(["http://figures.test/"], page.Requests);
    }

    [BrowserFact]
    public async Task Every_kind_keeps_to_the_schema_of_plotly_in_both_layouts()
    {
        await using TestPage page = await browser.OpenOfflineAsync("");

        // Plotly's own check doesn't know that a trace may name a colour axis, or that a button's arguments are free.
        foreach ((string kind, Figure figure) in Samples.All)
        {
            string[] problems = await page.Page.EvaluateAsync<string[]>(
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
        await using TestPage page = await browser.OpenAsync(body, cdn: () => TestBrowser.Script);

        await page.WaitForChartsAsync(3);

        Assert.Single(page.Requests, PlotlyJs.Address);
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task A_script_with_another_hash_is_not_run_and_the_picture_stays()
    {
        await using TestPage page = await browser.OpenAsync(Cdn(Samples.Lines), cdn: () => TestBrowser.Script + "\nwindow.tampered = true;");

        await page.Page.WaitForConditionAsync(() => page.Complaints.Any(text => text.Contains("Figure stays a picture", StringComparison.Ordinal)));

        Assert.True(await page.Page.Locator("img[alt='MSE against t']").IsVisibleAsync());
        Assert.False(await page.Page.EvaluateAsync<bool>("() => 'tampered' in window"));
    }

    [BrowserFact]
    public async Task Without_network_the_picture_stays_for_every_figure()
    {
        await using TestPage page = await browser.OpenAsync(Cdn(Samples.Lines) + Cdn(Samples.Bars));

        await page.Page.WaitForConditionAsync(() => page.Complaints.Count(text => text.Contains("Figure stays a picture", StringComparison.Ordinal)) == 2);

        Assert.Equal(2, await page.Page.Locator("img").CountAsync());
        Assert.Equal(0, await page.Page.Locator(".main-svg").CountAsync());
    }

    [BrowserFact]
    public async Task Without_scripts_the_picture_stays()
    {
        await using TestPage page = await browser.OpenAsync(Cdn(Samples.Lines), scripts: false);

        Assert.True(await page.Page.Locator("img[alt='MSE against t']").IsVisibleAsync());
    }

    [BrowserFact]
    public async Task A_page_with_a_module_loader_as_in_classic_jupyter_is_no_trap()
    {
        const string Loader = "<script>window.defined = 0; window.define = function () { window.defined++; }; window.define.amd = {}; window.require = window.requirejs = function () {};</script>";
        await using TestPage page = await browser.OpenAsync(Cdn(Samples.Lines), head: Loader, cdn: () => TestBrowser.Script);

        await page.WaitForChartsAsync();

        Assert.Equal(0, await page.Page.EvaluateAsync<int>("() => window.defined"));
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task A_script_that_runs_before_its_output_is_on_the_page_waits_for_it()
    {
        await using TestPage page = await browser.OpenOfflineAsync("");

        await page.Page.EvaluateAsync(
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
        await using TestPage page = await browser.OpenOfflineAsync(Offline(Samples.Lines), style: "background:#1e1e1e;color:rgb(212,212,212)");

        await page.WaitForChartsAsync();

        Assert.Equal("rgb(212, 212, 212)", await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('.gtitle')).fill"));
    }

    [BrowserFact]
    public async Task Markup_in_labels_is_shown_as_text()
    {
        const string Evil = "<script>alert(1)</script> & %{x}";
        Figure figure = Figure.Lines(Evil).Add(Evil, [1.0, 2]).XAxis(Evil).YAxis("<img src=x onerror=alert(1)>").Baseline(Evil, 1.5);
        await using TestPage page = await browser.OpenOfflineAsync(Offline(figure));

        await page.WaitForChartsAsync();

        foreach (string place in new[] { ".gtitle", ".xtitle", ".legendtext" }) Assert.Equal(Evil, await page.Page.Locator(place).TextContentAsync());
        Assert.Equal("<img src=x onerror=alert(1)>", await page.Page.Locator(".ytitle").TextContentAsync());
        Assert.Equal(Evil + " 1.5", await page.Page.Locator(".annotation-text").TextContentAsync());
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task Hovering_over_a_curve_tells_its_values()
    {
        await using TestPage page = await browser.OpenOfflineAsync(Offline(Samples.Lines));
        await page.WaitForChartsAsync();

        await HoverAsync(page, "curve => { const d = curve._fullLayout; return [d.xaxis._offset + d.xaxis.d2p(20), d.yaxis._offset + d.yaxis.d2p(0.045)]; }");

        string text = await page.Page.Locator(".hoverlayer").TextContentAsync() ?? "";
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
        await HoverAsync(page, "chart => { const d = chart._fullLayout, t = chart.calcdata[1][0].trace; return [d.xaxis._offset + d.xaxis.d2p(t.x0 + 2), d.yaxis._offset + d.yaxis.d2p(t.y0 + 1)]; }");

        string text = await page.Page.Locator(".hoverlayer").TextContentAsync() ?? "";
        Assert.Contains("255 of 255", text, StringComparison.Ordinal);
        Assert.Contains("one, original", text, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Play_runs_through_the_frames_and_the_slider_follows()
    {
        await using TestPage page = await browser.OpenOfflineAsync(Offline(Samples.Animation.Pace(50)));
        await page.WaitForChartsAsync();
        const string Marker = "() => document.querySelector('.js-plotly-plot')._fullData.find(trace => trace.name === 'now').x[0]";
        Assert.Equal(1, await page.Page.EvaluateAsync<double>(Marker));

        await page.Page.Locator(".updatemenu-button").First.ClickAsync();
        await page.Page.WaitForFunctionAsync("() => document.querySelector('.js-plotly-plot')._fullLayout.sliders[0].active === 3");

        Assert.Equal(10, await page.Page.EvaluateAsync<double>(Marker));
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task A_window_that_becomes_narrow_stacks_the_panels()
    {
        await using TestPage page = await browser.OpenOfflineAsync(Offline(Samples.Grid));
        await page.WaitForChartsAsync();
        int before = await page.Page.EvaluateAsync<int>("() => document.querySelector('.js-plotly-plot').clientHeight");

        await page.Page.SetViewportSizeAsync(380, 700);
        await page.Page.WaitForFunctionAsync("before => document.querySelector('.js-plotly-plot').clientHeight > before + 100", before);

        Assert.True(await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= 380);
        Assert.Empty(page.Complaints);
    }

    private static string Offline(Figure figure) => FigureHtml.Render(figure.ToJson(), Picture, PlotlySource.Page);

    private static string Cdn(Figure figure) => FigureHtml.Render(figure.ToJson(), Picture, PlotlySource.Cdn);

    private static async Task HoverAsync(TestPage page, string place)
    {
        ILocator chart = page.Page.Locator(".js-plotly-plot");
        double[] at = await chart.EvaluateAsync<double[]>(place);
        await chart.HoverAsync(new() { Position = new() { X = (float)at[0] - 3, Y = (float)at[1] - 3 }, Force = true });
        await chart.HoverAsync(new() { Position = new() { X = (float)at[0], Y = (float)at[1] }, Force = true });
        await page.Page.Locator(".hoverlayer text").First.WaitForAsync();
    }
}
