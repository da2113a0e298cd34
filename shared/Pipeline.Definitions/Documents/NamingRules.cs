using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Documents;

/// <summary>What pipelines, stages, artifacts and parameters may be called.</summary>
internal static partial class NamingRules
{
    /// <summary>The rule of pipeline and application names as a regular expression, for the published schema.</summary>
    public const string SlugPattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$";

    /// <summary>The rule of stage ids.</summary>
    public const string StageIdPattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$";

    /// <summary>The rule of artifact ids, the same as that of stage ids.</summary>
    public const string ArtifactIdPattern = StageIdPattern;

    /// <summary>The rule of parameter names.</summary>
    public const string ParameterPattern = "^[A-Za-z_][A-Za-z0-9_.-]{0,62}$";

    public const string SlugRule = "lower-case letters, digits and hyphens, at most 63, with a letter or digit at both ends";

    public const string StageIdRule = "letters, digits, hyphens and underscores, at most 63, with a letter or digit first";

    public const string ArtifactIdRule = StageIdRule;

    public const string ParameterRule = "letters, digits, underscores, hyphens and dots, at most 63, with a letter or underscore first";

    /// <summary>Whether a text is a slug, fit to be part of an address.</summary>
    public static bool IsSlug(string text) => Slug().IsMatch(text);

    public static bool IsStageId(string text) => StageId().IsMatch(text);

    public static bool IsArtifactId(string text) => StageId().IsMatch(text);

    public static bool IsParameterName(string text) => Parameter().IsMatch(text);

    /// <summary>The slug nearest to a text, for example <c>Check out</c> → <c>check-out</c>; null when nothing of it is left.</summary>
    public static string? ToSlug(string text)
    {
        if (text.Length > 256)
            return null;

        var slug = NotInSlugs().Replace(text.ToLowerInvariant(), "-").Trim('-');
        slug = (slug.Length > 63 ? slug[..63] : slug).TrimEnd('-');
        return slug.Length == 0 ? null : slug;
    }

    // \z where the published pattern says $, which in .NET would let a line end through.
    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Slug();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}\z")]
    private static partial Regex StageId();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.-]{0,62}\z")]
    private static partial Regex Parameter();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInSlugs();
}
