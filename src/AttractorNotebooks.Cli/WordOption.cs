using System.CommandLine;
using System.CommandLine.Parsing;

namespace AttractorNotebooks.Cli;

/// <summary>
/// Options that are one of a few words: the names of an enumeration, and nothing that only its parser would take, such as a
/// number.
/// </summary>
internal static class WordOption
{
    /// <summary>An option that is one of the words, or absent.</summary>
    public static Option<T?> Create<T>(string name, string? description = null)
        where T : struct, Enum => Completed<T, T?>(new Option<T?>(name) { CustomParser = Parse<T>, Description = description });

    /// <summary>An option that is one of the words.</summary>
    public static Option<T> Create<T>(string name, T usual)
        where T : struct, Enum =>
        Completed<T, T>(new Option<T>(name) { CustomParser = result => Parse<T>(result) ?? usual, DefaultValueFactory = _ => usual });

    private static Option<TOption> Completed<T, TOption>(Option<TOption> option)
        where T : struct, Enum
    {
        option.HelpName = string.Join('|', Words<T>());
        option.CompletionSources.Add(Words<T>());
        return option;
    }

    private static string[] Words<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];

    private static T? Parse<T>(ArgumentResult result)
        where T : struct, Enum
    {
        if (result.Tokens.Count == 0) return null;
        string text = result.Tokens[^1].Value, name = (result.Parent as OptionResult)?.IdentifierToken?.Value ?? result.Argument.Name;
        int index = Array.FindIndex(Words<T>(), word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0) return Enum.Parse<T>(Enum.GetNames<T>()[index]);
        result.AddError($"{name} must be one of {string.Join(", ", Words<T>())}, not '{text}'.");
        return null;
    }
}
