using System.Text;

namespace AttractorNotebooks.Kernel.Engine;

/// <summary>Stands in for the console: gathers what any thread writes and hands it on in pieces, a few times a second or when they grow large.</summary>
internal sealed class ConsoleCapture : TextWriter
{
    private const int LargePiece = 8192;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private readonly Action<string> target;
    private readonly Timer timer;

    /// <param name="target">Gets the pieces in order, never two at a time.</param>
    public ConsoleCapture(Action<string> target)
    {
        this.target = target;
        timer = new Timer(_ => Flush());
        CoreNewLine = ['\n'];
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty) return;
        lock (gate)
        {
            bool wasEmpty = pending.Length == 0;
            pending.Append(buffer);
            if (pending.Length >= LargePiece) HandOn();
            else if (wasEmpty) timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
    }

    public override void WriteLine(string? value) => Write(value + '\n');

    public override void Flush()
    {
        lock (gate) HandOn();
    }

    public override Task FlushAsync()
    {
        Flush();
        return Task.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) timer.Dispose();
        base.Dispose(disposing);
    }

    private void HandOn()
    {
        if (pending.Length == 0) return;
        string text = pending.ToString();
        pending.Clear();
        target(text);
    }
}
