namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>A variable of the notebook as it is now.</summary>
internal sealed record ScriptVariable(string Name, Type Type, object? Value);
