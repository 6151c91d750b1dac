namespace AttractorNotebooks.Kernel.Engine;

/// <summary>The kinds of <see cref="EngineMessage"/>.</summary>
internal static class EngineMessageType
{
    /// <summary>Request: run a cell. Answers: stream, display, update, result, error, and done at the end.</summary>
    public const string Execute = "execute";

    /// <summary>Request: stop the running cell. No answer of its own.</summary>
    public const string Interrupt = "interrupt";

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

    /// <summary>The cell has ended.</summary>
    public const string Done = "done";
}
