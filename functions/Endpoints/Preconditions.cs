using Microsoft.Net.Http.Headers;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Endpoints;

/// <summary>Conditional requests (RFC 9110, 13) on things whose version is a number.</summary>
internal static class Preconditions
{
    /// <summary>The entity tag of a version.</summary>
    public static string TagOf(int version) => $"\"{version}\"";

    /// <summary>Goes on when <c>If-Match</c> and <c>If-None-Match</c> hold of the present version (null: there is none).</summary>
    /// <exception cref="ProblemException">412, or 400 for a header that cannot be read.</exception>
    public static void Demand(HttpRequest request, int? version)
    {
        if (Tags(request, HeaderNames.IfMatch) is { } match && !Matches(match, version))
        {
            throw ProblemException.PreconditionFailed(version is { } now
                ? $"If-Match names another version; the present one is {TagOf(now)}. Read it again and repeat the request."
                : "If-Match names a version, but there is none.");
        }

        if (Tags(request, HeaderNames.IfNoneMatch) is { } none && Matches(none, version))
            throw ProblemException.PreconditionFailed("If-None-Match: it is there already.");
    }

    /// <summary>Whether a reader has the present version already (<c>If-None-Match</c>).</summary>
    public static bool IsKnown(HttpRequest request, int version) => Tags(request, HeaderNames.IfNoneMatch) is { } known && Matches(known, version);

    private static IList<EntityTagHeaderValue>? Tags(HttpRequest request, string header)
    {
        var values = request.Headers[header];
        if (values.Count == 0)
            return null;
        return EntityTagHeaderValue.TryParseStrictList(values, out var tags)
            ? tags
            : throw ProblemException.InvalidField(header, "Write '*' or entity tags in quotation marks, for example \"3\".");
    }

    private static bool Matches(IList<EntityTagHeaderValue> tags, int? version) => version is { } present
        && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == TagOf(present));
}
