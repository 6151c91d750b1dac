namespace AttractorNotebooks.Web;

/// <summary>
/// Tells .NET Interactive, and every engine that follows its convention, where a type's formatters are. It is found by its name and
/// by the names of its properties, so that a library that displays itself needs no package.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>All of these go into one output.</summary>
    public string[] PreferredMimeTypes { get; set; } = [];
}
