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
        RequireExpression(name, value);
        foreach (NotebookCell cell in notebook.Cells.Where(cell => cell.IsRun && cell.ForeignLanguage is null))
        {
            if (Declared(cell).FirstOrDefault(declared => declared.Identifier.ValueText == name) is not { } found) continue;
            TextSpan old = found.Initializer!.Value.Span;
            cell.Source = string.Concat(cell.Source.AsSpan(0, old.Start), value, cell.Source.AsSpan(old.End));
            notebook.ClearOutputs();
            return;
        }

        string names = string.Join(", ", notebook.Cells.Where(cell => cell.IsRun && cell.ForeignLanguage is null)
            .SelectMany(Declared).Select(declared => declared.Identifier.ValueText).Distinct());
        throw new ArgumentException($"No cell of the notebook gives a first value to {name}; those that have one are {names}.");
    }

    private static void RequireExpression(string name, string value)
    {
        ExpressionSyntax expression = SyntaxFactory.ParseExpression(value, consumeFullText: true);
        if (expression.GetDiagnostics().FirstOrDefault() is { } problem)
            throw new ArgumentException($"{name}={value}: {value} is no C# expression ({problem.GetMessage(null)}).");
    }

    private static IEnumerable<VariableDeclaratorSyntax> Declared(NotebookCell cell) =>
        ScriptCompiler.Parse(cell.Source).GetRoot()
            .DescendantNodes(node => node is CompilationUnitSyntax or FieldDeclarationSyntax or GlobalStatementSyntax
                or LocalDeclarationStatementSyntax or VariableDeclarationSyntax)
            .OfType<VariableDeclaratorSyntax>().Where(declared => declared.Initializer is not null);
}
