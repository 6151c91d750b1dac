using System.Text;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>
/// Stands in for the console: gathers what any thread writes to either stream and hands it on in order, in pieces, a few times a second or
/// when they grow large.
/// </summary>
internal sealed class ConsoleCapture : IDisposable
{
    private const int LargePiece = 8192;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private readonly Action<string, string> target;
    private readonly Timer timer;
    private string pendingName = "";

    /// <param name="target">Gets the name of the stream and a piece of text, never two at a time.</param>
    public ConsoleCapture(Action<string, string> target)
    {
        this.target = target;
        timer = new Timer(_ => Flush());
        Output = new Writer(this, "stdout");
        Error = new Writer(this, "stderr");
    }

    /// <summary>Stands in for standard output.</summary>
    public TextWriter Output { get; }

    /// <summary>Stands in for standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>Hands on what there is.</summary>
    public void Flush()
    {
        lock (gate) HandOn();
    }

    public void Dispose() => timer.Dispose();

    private void Write(string name, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        CellThread.ThrowIfStopped();
        lock (gate)
        {
            if (pendingName != name) HandOn();
            pendingName = name;
            bool wasEmpty = pending.Length <= 1;
            pending.Append(text);
            if (pending.Length >= LargePiece) HandOn();
            else if (wasEmpty) timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
    }

    private void HandOn()
    {
        // Half a character, written unit by unit, waits for the other half.
        int length = pending.Length - (pending.Length > 0 && char.IsHighSurrogate(pending[^1]) ? 1 : 0);
        if (length == 0) return;
        string text = pending.ToString(0, length);
        pending.Remove(0, length);
        target(pendingName, text);
    }

    private sealed class Writer : TextWriter
    {
        private readonly ConsoleCapture owner;
        private readonly string name;

        public Writer(ConsoleCapture owner, string name)
        {
            this.owner = owner;
            this.name = name;
            CoreNewLine = ['\n'];
        }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => owner.Write(name, [value]);

        public override void Write(string? value) => owner.Write(name, value);

        public override void Write(char[] buffer, int index, int count) => owner.Write(name, buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer) => owner.Write(name, buffer);

        public override void WriteLine(string? value) => owner.Write(name, value + '\n');

        public override void Flush() => owner.Flush();
    }
}
