using System.Text.Json;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using PuppeteerSharp;
using PuppeteerSharp.Input;

namespace AttractorNotebooks.Web.Tests;

/// <summary>What a reader does with the page.</summary>
public class PageTests(TestBrowser browser) : IClassFixture<TestBrowser>
{
    [BrowserFact]
    public async Task The_page_works_from_the_disk_and_asks_for_nothing()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page);
        Assert.Empty(page.Complaints);
        Assert.All(page.Requests, address => Assert.Matches("^(file|data):", address));
        Assert.Equal("t = 5", await page.Page.EvaluateExpressionAsync<string>("document.getElementById('clock').textContent"));
        Assert.Equal(301, await page.Page.EvaluateExpressionAsync<int>("runs[0].states.length"));
    }

    [BrowserFact]
    public async Task A_digit_drawn_by_mouse_is_what_the_network_gets()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page, "steps=20");
        await page.Page.ClickAsync("#blank");
        Assert.Equal(0, await Ink(page));
        BoundingBox box = await (await page.Page.QuerySelectorAsync("#editor")).BoundingBoxAsync();
        await page.Page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 4);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height * 3 / 4, new MoveOptions { Steps = 5 });
        await page.Page.Mouse.UpAsync();
        await page.SettleAsync();
        Assert.InRange(await Ink(page), 15, 60);
        Assert.InRange(await page.Page.EvaluateExpressionAsync<double>("runs[0].original.reduce((sum, u) => sum + u, 0)"), 25, 90);
    }

    [BrowserFact]
    public async Task The_pen_hides_and_reveals_patches_by_keyboard()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page, "hide=none&steps=20");
        await page.Page.ClickAsync("input[value=hide]");
        await page.Page.FocusAsync("#editor");
        await page.Page.Keyboard.PressAsync(" ");
        for (int k = 0; k < 2; k++) await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync(" ");
        await page.SettleAsync();
        Assert.Equal(2, await page.Page.EvaluateExpressionAsync<int>("runs[0].mask.reduce((sum, hidden) => sum + hidden, 0)"));
        Assert.Equal("brush", await page.Page.EvaluateExpressionAsync<string>("attractor.scene.hide"));
    }

    [BrowserFact]
    public async Task Play_moves_time_and_pause_stops_it()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page, "steps=100&t=20");
        await page.Page.ClickAsync("#play");
        await page.Page.WaitForFunctionAsync("() => attractor.scene.t >= 23");
        await page.Page.ClickAsync("#play");
        int stopped = await page.Page.EvaluateExpressionAsync<int>("attractor.scene.t");
        await Task.Delay(500);
        Assert.Equal(stopped, await page.Page.EvaluateExpressionAsync<int>("attractor.scene.t"));
        await page.Page.ClickAsync("#back");
        Assert.Equal(stopped - 1, await page.Page.EvaluateExpressionAsync<int>("attractor.scene.t"));
    }

    [BrowserFact]
    public async Task A_link_brings_everything_back()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page);
        await page.CallAsync("""
            () => {
              usePen(10, 10); document.querySelector('[value=hide]').checked = true; usePen(20, 20); Object.assign(scene.own, { lambda: 3, maskMode: 'clamped', maskEnds: 7, layerNorm: false });
              return attractor.show({ noise: 'clamped', strength: 0.35, seed: 9, t: 12, steps: 20, token: 30 });
            }
            """);
        string fragment = await page.Page.EvaluateExpressionAsync<string>("toFragment(attractor.scene)");
        await using TestPage other = await browser.OpenAsync(SmallNetworks.Page, fragment);
        const string Everything =
            "JSON.stringify([attractor.scene, attractor.image(), runs[0].settings, [...runs[0].mask], [...runs[0].states[12]]])";
        Assert.Equal(await page.Page.EvaluateExpressionAsync<string>(Everything),
            await other.Page.EvaluateExpressionAsync<string>(Everything));
    }

    [BrowserFact]
    public async Task A_nonsensical_link_falls_back_to_the_defaults()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page,
            "image=999&steps=-5&t=abc&hide=%00&lambda=&own=1&__proto__=2&drawn=!&token=1e9&constructor=1&a=Infinity&maskEnds=2.5&b=0.25");
        Assert.Empty(page.Complaints);
        Assert.True(await page.Page.EvaluateExpressionAsync<bool>("document.getElementById('message').hidden"));
        Assert.Equal("b=0.25", await page.Page.EvaluateExpressionAsync<string>("toFragment({ ...attractor.scene, image: 0 })"));
    }

    [BrowserFact]
    public async Task Couplings_of_the_reader_run_beside_those_of_the_page()
    {
        string path = browser.FilePath("mine.safetensors");
        SmallNetworks.Published.Save(path);
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page, "steps=20");
        IElementHandle input = await page.Page.QuerySelectorAsync("#file");
        await input.UploadFileAsync(path);
        await page.Page.WaitForFunctionAsync("() => runs.length === 2 && runs[1].time === 20");
        double[][] errors = JsonSerializer.Deserialize<double[][]>(
            await page.Page.EvaluateExpressionAsync<string>("JSON.stringify(runs.map(run => run.measures.map(m => m.all)))"))!;
        for (int t = 0; t <= 20; t++) Assert.InRange(errors[1][t], 0.95 * errors[0][t], 1.05 * errors[0][t]);
        Assert.NotEqual(errors[0][20], errors[1][20]);
    }

    [BrowserFact]
    public async Task A_wrong_file_gets_a_clear_message_and_the_page_works_on()
    {
        string text = browser.FilePath("notes.txt"), half = browser.FilePath("half.safetensors"),
            other = browser.FilePath("other.safetensors");
        await File.WriteAllTextAsync(text, "no couplings");
        SmallNetworks.Published.Save(half);
        using (FileStream stream = new(half, FileMode.Open)) stream.SetLength(stream.Length / 2);
        new SafeTensorsFile(new Dictionary<string, Tensor> { ["a"] = Tensor.From((ReadOnlySpan<float>)[1f], 1) },
            new Dictionary<string, string>()).Write(other);
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page, "steps=20");
        foreach ((string path, string message) in new[] { (text, "another kind of file"), (half, "ends too early"),
            (other, "its header cannot be read") })
        {
            await (await page.Page.QuerySelectorAsync("#file")).UploadFileAsync(path);
            await page.Page.WaitForFunctionAsync("text => !message.hidden && message.textContent.includes(text)", message);
        }
        Assert.Equal(1, await page.Page.EvaluateExpressionAsync<int>("runs.length"));
    }

    [BrowserFact]
    public async Task In_a_notebook_the_frame_is_as_high_as_the_page()
    {
        string html = Explorer.Of(SmallNetworks.Published, digits: SmallNetworks.Digits, settings: new ExplorerSettings { Bits = 4 })
            .ToHtml();
        await using TestPage page = await browser.OpenAsync($"<!DOCTYPE html><body>{html}</body>", ready: false);
        await page.Page.WaitForFunctionAsync("() => document.querySelector('iframe').clientHeight > 1000");
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task A_damaged_page_says_so()
    {
        int at = SmallNetworks.Page.IndexOf("\"heads\":[\"", StringComparison.Ordinal) + 10;
        string damaged = SmallNetworks.Page.Remove(at + 1000, 100_000);
        await using TestPage page = await browser.OpenAsync(damaged, ready: false);
        await page.Page.WaitForFunctionAsync("() => message.textContent.includes('make the page again')");
    }

    [BrowserFact]
    public async Task Nothing_sticks_out_of_a_phone_or_a_desktop()
    {
        foreach (int width in new[] { 360, 768, 1280, 1920 })
        {
            await using TestPage page = await browser.OpenAsync(SmallNetworks.Page, "steps=20", width);
            await page.Page.ClickAsync("#show-code");
            Assert.Equal(width, await page.Page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"));
        }
    }

    [BrowserFact]
    public async Task Every_control_and_picture_has_a_name_for_screen_readers()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page, "steps=20");
        JsonElement nameless = await page.CallAsync("""
            () => [...document.querySelectorAll('button, input, select, canvas[role], svg[role]')]
              .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.closest('label')?.textContent.trim()))
              .map(e => e.outerHTML.slice(0, 100))
            """);
        Assert.Equal("[]", nameless.GetRawText());
    }

    [BrowserFact]
    public async Task The_tour_has_eight_steps_and_each_shows_something()
    {
        await using TestPage page = await browser.OpenAsync(SmallNetworks.Page);
        HashSet<string> seen = [];
        for (int step = 1; step <= 8; step++)
        {
            await page.Page.ClickAsync("#tour-next");
            await page.SettleAsync();
            Assert.Equal($"{step} of 8",
                await page.Page.EvaluateExpressionAsync<string>("document.getElementById('tour-place').textContent"));
            Assert.True(seen.Add(await page.Page.EvaluateExpressionAsync<string>("toFragment(attractor.scene)")));
        }
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task The_csharp_that_the_page_writes_computes_the_same_errors()
    {
        string folder = Directory.CreateTempSubdirectory("explorer-code-").FullName, path = Path.Combine(folder, "J.safetensors");
        TrainedNetwork exact = new([.. PackedNetwork.PackAll([(SmallNetworks.Published, "J")], null)[0].Unpack()],
            SmallNetworks.Published.Tokenizer, SmallNetworks.Published.Plan, 1, "test", SmallNetworks.Published.Recall);
        exact.Save(path);
        foreach (string fragment in new[]
        {
            "hide=tokens&steps=20", "hide=block&side=4&noise=clamped&strength=0.3&steps=20&seed=5",
                "hide=tokens&maskMode=clamped&maskEnds=8&steps=20&lambda=2&lambdaFactor=0.98",
            "image=-1&drawn=" + new string('_', 1046) + "&hide=none&order=asynchronous&a=0.3&b=0.4&steps=5",
                "hide=tokens&maskMode=randomEachStep&steps=20&seed=3",
        })
        {
            await using TestPage page = await browser.OpenAsync(SmallNetworks.Page, fragment);
            string code = await page.Page.EvaluateExpressionAsync<string>("toCSharp()");
            double[] shown = JsonSerializer.Deserialize<double[]>(
                await page.Page.EvaluateExpressionAsync<string>("JSON.stringify(runs[0].measures.map(m => m.all).slice(1))"))!;
            string runnable = code.Replace("#r \"bin/AttractorNotebooks.dll\"\n", "", StringComparison.Ordinal)
                .Replace("\"J.safetensors\"", $"@\"{path}\"", StringComparison.Ordinal)
                .Replace("Digits.Open()", "AttractorNotebooks.Web.Tests.CodeRoom.Digits", StringComparison.Ordinal);
            double[] computed = await CSharpScript.EvaluateAsync<double[]>(runnable, ScriptOptions.Default
                .WithImports("System", "System.Linq", "System.Collections.Generic")
                .WithReferences(typeof(Explorer).Assembly, typeof(TrainedNetwork).Assembly, typeof(CodeRoom).Assembly));
            Assert.Equal(shown.Length, computed.Length);
            for (int t = 0; t < shown.Length; t++) Assert.InRange(computed[t], 0.999 * shown[t] - 1e-6, 1.001 * shown[t] + 1e-6);
        }
        Directory.Delete(folder, recursive: true);
    }

    private static Task<double> Ink(TestPage page) =>
        page.Page.EvaluateExpressionAsync<double>("attractor.image().reduce((sum, v) => sum + v, 0)");
}

/// <summary>The digits that code from a page sees in a test.</summary>
public static class CodeRoom
{
    public static Data.DigitData Digits => SmallNetworks.Digits;
}
