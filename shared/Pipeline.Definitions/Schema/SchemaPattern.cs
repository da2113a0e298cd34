using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Schema;

/// <summary>A schema's regular expression, which a part of the value has to match; the engine's time is linear in the value.</summary>
internal sealed class SchemaPattern(string text)
{
    private readonly Regex regex = new(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public string Text { get; } = text;

    public bool IsMatch(string value) => regex.IsMatch(value);
}
