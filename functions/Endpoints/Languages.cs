using Microsoft.Net.Http.Headers;

namespace Pipeline.Functions.Endpoints;

/// <summary>The language in which a client likes to read (<c>Accept-Language</c>): English or Korean.</summary>
internal static class Languages
{
    /// <summary>Whether Korean is liked best. The answer says that it varies by it.</summary>
    public static bool PrefersKorean(HttpContext context)
    {
        context.Response.Headers.Vary = "Accept-Language";
        if (!StringWithQualityHeaderValue.TryParseList(context.Request.Headers.AcceptLanguage, out var languages))
            return false;

        var best = languages.Where(language => IsLanguage(language, "ko") || IsLanguage(language, "en")).MaxBy(language => language.Quality ?? 1);
        return best is not null && IsLanguage(best, "ko");
    }

    private static bool IsLanguage(StringWithQualityHeaderValue range, string language) =>
        range.Value.Equals(language, StringComparison.OrdinalIgnoreCase)
        || range.Value.StartsWith(language + "-", StringComparison.OrdinalIgnoreCase);
}
