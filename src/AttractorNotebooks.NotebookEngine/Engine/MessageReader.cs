using System.Text;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>
/// Reads messages from an engine's standard output. Text between them, written past the console by native code, becomes stream messages.
/// </summary>
internal sealed class MessageReader(TextReader input, int longestMessage)
{
    private readonly char[] buffer = new char[16384];
    private readonly StringBuilder text = new();
    private int position;
    private int length;
    private bool inMessage;
    private bool overlong;

    /// <summary>The next message; null at the end.</summary>
    public async Task<EngineMessage?> ReadAsync()
    {
        while (true)
        {
            if (position == length)
            {
                length = await input.ReadAsync(buffer).ConfigureAwait(false);
                position = 0;
                if (length == 0) return inMessage ? null : TakeText();
            }

            int start = position;
            int end = buffer.AsSpan(start, length - start).IndexOf(inMessage ? '\n' : EngineMessage.Separator);
            position = end < 0 ? length : start + end + 1;
            Append(buffer.AsSpan(start, (end < 0 ? length : start + end) - start));
            if (inMessage && end >= 0)
            {
                inMessage = false;
                if (TakeMessage() is { } message) return message;
            }
            else if (!inMessage && (end >= 0 || text.Length > 0))
            {
                inMessage = end >= 0;
                if (TakeText() is { } stray) return stray;
            }
        }
    }

    private void Append(ReadOnlySpan<char> part)
    {
        overlong |= inMessage && text.Length + part.Length > longestMessage;
        if (!overlong) text.Append(part);
    }

    private EngineMessage? TakeMessage()
    {
        string line = text.ToString();
        text.Clear();
        if (!overlong) return EngineMessage.Parse(line);
        overlong = false;
        return new EngineMessage(EngineMessageType.Stream)
        {
            Name = "stderr",
            Text = "\n[Output cut: one display was too long to be kept.]\n"
        };
    }

    private EngineMessage? TakeText()
    {
        if (text.Length == 0) return null;
        EngineMessage stray = new(EngineMessageType.Stream) { Name = "stdout", Text = text.ToString() };
        text.Clear();
        return stray;
    }
}
