namespace AttractorNotebooks.Cli.Commands;

/// <summary>Passes on what slow steps say about themselves.</summary>
internal sealed class Remarks : IProgress<string>
{
    public void Report(string value) => Reporter.Remark(value);
}
