using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Parameters;

/// <summary>The regular expressions of parameters and input schemas, run by an engine whose time is linear in the value.</summary>
internal static class ParameterPattern
{
    private const int LongestPattern = 1_000;

    /// <summary>Why a pattern cannot be used; null when it can.</summary>
    public static string? FaultOf(string pattern)
    {
        if (pattern.Length > LongestPattern)
            return $"The pattern is longer than {LongestPattern} characters.";

        try
        {
            _ = Compile(pattern);
            return null;
        }
        catch (RegexParseException exception)
        {
            return $"This is no regular expression: at character {exception.Offset + 1}: {exception.Error}.";
        }
        catch (NotSupportedException)
        {
            return "Look-around, back-references and very large repetitions are not supported in patterns.";
        }
    }

    /// <summary>Whether the whole of a value matches a usable pattern.</summary>
    public static bool Matches(string pattern, string value) => Compile(pattern).IsMatch(value);

    private static Regex Compile(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
