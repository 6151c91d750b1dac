using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AttractorNotebooks.NotebookEngine.Running;

/// <summary>Gives the variables of a notebook other values, so that it answers another question without being edited.</summary>
public static class NotebookParameters
{
    /// <summary>Replaces the value with which <paramref name="name"/> is first declared outside of methods.</summary>
    /// <param name="notebook">Where it is declared; the cell's source changes, and all outputs are taken away since they are no longer its
    /// own.</param>
    /// <param name="name">A variable, as <c>images</c> in <c>int images = 256;</c>.</param>
    /// <param name="value">A C# expression, as <c>32</c>.</param>
    /// <exception cref="ArgumentException">No cell declares it with a value, or the value is no expression.</exception>
    public static void Set(Notebook notebook, string name, string value)
    {
        string expression = Expression(name, value);
        List<NotebookCell> cells = [.. notebook.Cells.Where(cell => cell.IsRun && cell.ForeignLanguage is null)];
        foreach (NotebookCell cell in cells)
        {
            if (Declared(cell).FirstOrDefault(declared => declared.Identifier.ValueText == name) is not { } found) continue;
            TextSpan old = found.Initializer!.Value.Span;
            cell.Source = string.Concat(cell.Source.AsSpan(0, old.Start), expression, cell.Source.AsSpan(old.End));
            notebook.ClearOutputs();
            return;
        }

        string names = string.Join(", ", cells.SelectMany(Declared).Select(declared => declared.Identifier.ValueText).Distinct());
        throw new ArgumentException($"No cell of the notebook gives a first value to {name}; those that have one are {names}.");
    }

    /// <summary>The value without what stands around it: a comment at its end would hide the semicolon.</summary>
    private static string Expression(string name, string value)
    {
        ExpressionSyntax expression = SyntaxFactory.ParseExpression(value, consumeFullText: true);
        if (expression.GetDiagnostics().FirstOrDefault() is { } problem)
            throw new ArgumentException($"{name}={value}: {value} is no C# expression ({problem.GetMessage(null)}).");
        return expression.ToString();
    }

    private static IEnumerable<VariableDeclaratorSyntax> Declared(NotebookCell cell) =>
        ScriptCompiler.Parse(cell.Source).GetRoot()
            .DescendantNodes(node => node is CompilationUnitSyntax or FieldDeclarationSyntax or GlobalStatementSyntax
                or LocalDeclarationStatementSyntax or VariableDeclarationSyntax)
            .OfType<VariableDeclaratorSyntax>().Where(declared => declared.Initializer is not null);
}
