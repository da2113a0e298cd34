using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Parameters;

/// <summary>The regular expressions of parameters and artifacts, run by an engine whose time is linear in the value.</summary>
public static class ParameterPattern
{
    private const int LongestPattern = 1_000;

    /// <summary>Why a pattern cannot be used; null when it can.</summary>
    public static string? FaultOf(string pattern) => Read(pattern).Fault;

    /// <summary>The expression that the whole of a value must match; null when the pattern cannot be used.</summary>
    public static Regex? Compile(string pattern) => Read(pattern).Regex;

    /// <summary>Whether the whole of a value matches a usable pattern.</summary>
    public static bool Matches(string pattern, string value) => Wrap(pattern).IsMatch(value);

    private static (Regex? Regex, string? Fault) Read(string pattern)
    {
        if (pattern.Length > LongestPattern)
            return (null, $"The pattern is longer than {LongestPattern} characters.");

        try
        {
            // By itself first: 'a)|(b' can be wrapped, but would then not be held against the whole of a value.
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            return (Wrap(pattern), null);
        }
        catch (RegexParseException exception)
        {
            return (null, $"This is no regular expression: at character {exception.Offset + 1}: {exception.Error}.");
        }
        catch (NotSupportedException)
        {
            return (null, "Look-around, back-references and very large repetitions are not supported in patterns.");
        }
    }

    private static Regex Wrap(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
