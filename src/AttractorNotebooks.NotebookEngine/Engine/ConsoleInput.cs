namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>Stands in for standard input: what a cell reads, the reader is asked for, line by line.</summary>
/// <param name="ask">Asks for a line.</param>
internal sealed class ConsoleInput(Func<string> ask) : TextReader
{
    private string _line = "";
    private int _position;

    public override int Peek()
    {
        if (_position == _line.Length)
        {
            _line = ask() + '\n';
            _position = 0;
        }

        return _line[_position];
    }

    public override int Read()
    {
        int next = Peek();
        _position++;
        return next;
    }

    public override int Read(char[] buffer, int index, int count)
    {
        int length = 0;
        // No further than to the end of the line: the next one would have to be asked for.
        while (length < count && (length == 0 || _position < _line.Length)) buffer[index + length++] = (char)Read();
        return length;
    }

    public override string ReadLine()
    {
        Peek();
        string rest = _line[_position..^1];
        _position = _line.Length;
        return rest;
    }
}
