namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>The kinds of <see cref="EngineMessage"/>.</summary>
internal static class EngineMessageType
{
    /// <summary>Request: run a cell. Answers: stream, display, update, result, error, and done at the end.</summary>
    public const string Execute = "execute";

    /// <summary>Request: what could stand at a place in the code. Answer: answer, done.</summary>
    public const string Complete = "complete";

    /// <summary>Request: signature and documentation of what stands at a place in the code. Answer: answer, done.</summary>
    public const string Inspect = "inspect";

    /// <summary>Request: whether the code could be run as it stands. Answer: answer, done.</summary>
    public const string IsComplete = "is_complete";

    /// <summary>Request: stop the running cell. No answer of its own.</summary>
    public const string Interrupt = "interrupt";

    /// <summary>The cell asks the reader for a line; the other way: the answer.</summary>
    public const string Input = "input";

    /// <summary>Request: end the process.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>The engine waits for requests.</summary>
    public const string Ready = "ready";

    /// <summary>Text that the cell wrote.</summary>
    public const string Stream = "stream";

    /// <summary>A value displayed.</summary>
    public const string Display = "display";

    /// <summary>A displayed value replaced.</summary>
    public const string Update = "update";

    /// <summary>The value of the last expression.</summary>
    public const string Result = "result";

    /// <summary>Why the cell ended early.</summary>
    public const string Error = "error";

    /// <summary>What was asked for, other than by running code.</summary>
    public const string Answer = "answer";

    /// <summary>The request has been dealt with.</summary>
    public const string Done = "done";
}
