using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Timing;

namespace AttractorNotebooks.Tests.Timing;

public sealed class PyTorchPeerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_script_that_is_missing_leaves_no_times_but_says_why()
    {
        PyTorchPeer torch = new(Path.Combine(_folder.Path, "absent.py"), 4, 2, 1);
        torch.Measure(1);
        Assert.False(torch.IsThere);
        Assert.NotEqual("", torch.Trouble);
        Assert.Equal(3.5, torch.Best("einsum", 1, 3.5));
        Assert.True(double.IsNaN(torch.Best("einsum", 1)));
    }

    [PythonFact]
    public void The_fastest_of_all_rounds_is_kept()
    {
        string script = Path.Combine(_folder.Path, "times.py"), count = Path.Combine(_folder.Path, "count");
        File.WriteAllText(script, $$"""
            import json, os
            rounds = int(open({{Quoted(count)}}).read()) if os.path.exists({{Quoted(count)}}) else 0
            open({{Quoted(count)}}, "w").write(str(rounds + 1))
            print(json.dumps({"what": "einsum", "best": [4.5, 2.5, 3.5][rounds]}))
            """);
        PyTorchPeer torch = new(script, 4, 2, 1);
        for (int round = 0; round < 3; round++) torch.Measure(256);
        Assert.True(torch.IsThere);
        Assert.Equal(2.5, torch.Best("einsum", 256));
    }

    public void Dispose() => _folder.Dispose();

    private static string Quoted(string path) => $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal)}\"";
}
