using System.ComponentModel;
using System.Text;

namespace AttractorNotebooks.Cli;

/// <summary>Standard error that may be closed or full: what cannot be said there is left unsaid, and the work goes on.</summary>
internal sealed class QuietWriter(TextWriter writer) : TextWriter
{
    public override Encoding Encoding => writer.Encoding;

    public override void Write(char value) => Try(() => writer.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => writer.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => writer.Write(value));

    public override void WriteLine(string? value) => Try(() => writer.WriteLine(value));

    public override void Flush() => Try(writer.Flush);

    private static void Try(Action write)
    {
        try { write(); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException or Win32Exception) { }
    }
}
