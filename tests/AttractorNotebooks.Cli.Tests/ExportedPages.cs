using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Tests;
using AttractorNotebooks.Plotly;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>Two notebooks with a figure, formulas, links and pictures, good ones and bad, and their pages.</summary>
internal static class ExportedPages
{
    public static readonly string Png = Convert.ToBase64String([0x89, 0x50, 0x4e, 0x47]);

    /// <summary>Writes the notebooks and exports them to the folder <c>site</c>.</summary>
    public static async Task<(string Output, string Error)> WriteAsync(TemporaryFolder folder)
    {
        LineChart chart = Figure.Lines("MSE against t").Add("here", [1.0, 2, 3], [0.1, 0.4, 0.2]).XAxis("iteration t").YAxis("MSE");
        Notebook first = Notebook.Parse(
            TestNotebook.Text(
                "md:# The first\n\nwith $x_i$ and\n\n$$e_i = -\\frac{1}{\\lambda} \\log \\sum_j \\exp(\\lambda "
                + "s_{ij})$$\n\n[next](part/02-second.ipynb#more) ![dot](pictures/dot.png) [out](https://example.org/) "
                + "![inside](attachment:a.png)\n[a](missing.ipynb) [b](../secret.txt) ![c](pictures/missing.png) [d](javascript:alert(1)) "
                + "[e](..%2Fsecret.txt) [f](%2e%2e/secret.txt) [g](pictures/../../secret.txt) [h](/etc/hostname) [i](..\\secret.txt) "
                + "![j](attachment:../../outside.png)",
                "Console.Write(1);",
                "chart"),
            "01-first.ipynb");
        first.Cells[0].Json["attachments"] = new JsonObject
        {
            ["a.png"] = new JsonObject { ["image/png"] = Png },
            ["../../outside.png"] = new JsonObject { ["image/png"] = Png }
        };
        first.Cells[1].Outputs.Add((JsonNode)CellOutput.Stream("stdout", "<script>alert(1)</script>"));
        first.Cells[2].Outputs.Add(
            (JsonNode)CellOutput.Display(new JsonObject
            {
                ["text/html"] = chart.ToHtml(),
                ["application/vnd.plotly.v1+json"] = JsonNode.Parse(chart.ToJson())
            }));
        await first.SaveAsync(folder.File("notebooks/01-first.ipynb"));
        folder.Write("notebooks/part/02-second.ipynb",
            TestNotebook.Text("md:# Second\n\n## More\n\n[back](../01-first.ipynb)", "int a = 1;"));
        folder.Write("notebooks/pictures/dot.png", "");
        folder.Write("secret.txt", "secret");

        (int exitCode, string output, string error) = await AttractorProcess.RunAsync(folder.Path, "export", "notebooks", "--out", "site");
        Assert.True(exitCode == 0, error);
        return (output, error);
    }
}
