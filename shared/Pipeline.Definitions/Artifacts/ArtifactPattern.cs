using System.Text.RegularExpressions;
using Pipeline.Definitions.Parameters;

namespace Pipeline.Definitions.Artifacts;

/// <summary>One field of a match. Compiling an expression costs far more than matching with it, so it is put off until plain equality has failed.</summary>
internal sealed class ArtifactPattern(string? expected)
{
    private readonly Lazy<Regex?> regex = new(() => IsPlain(expected!) ? null : ParameterPattern.Compile(expected!));

    /// <summary>Why a field cannot be used; null when it can.</summary>
    public static string? FaultOf(string expected) => IsPlain(expected) ? null : ParameterPattern.FaultOf(expected);

    /// <summary>
    /// Whether a value is what is expected. Equality goes first, since a content in Base64 may hold <c>+</c>; a text that is no regular
    /// expression matches itself alone.
    /// </summary>
    public bool Matches(string? actual)
    {
        if (string.IsNullOrWhiteSpace(expected))
            return true;
        if (actual is null)
            return false;
        return actual == expected || regex.Value?.IsMatch(actual) == true;
    }

    private static bool IsPlain(string text) => Regex.Escape(text) == text;
}
