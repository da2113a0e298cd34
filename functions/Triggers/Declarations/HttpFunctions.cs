using System.Globalization;

namespace Pipeline.Functions.Triggers.Declarations;

/// <summary>
/// The HTTP functions, one for all endpoints below the same first segment of their paths. There is none for all paths at once: the public
/// could reach the invocations of functions through it.
/// </summary>
internal static class HttpFunctions
{
    // Not empty: the host puts the function's name in the place of an empty route.
    private const string RootRoute = "/";

    /// <summary>The functions that together serve the endpoints meant for the public.</summary>
    public static IEnumerable<FunctionDeclaration> Of(IEnumerable<RouteEndpoint> endpoints) => endpoints
        .Where(static endpoint => endpoint.Metadata.GetMetadata<InvocationMetadata>() is null)
        .Select(static endpoint => endpoint.RoutePattern.RawText!.Trim('/').Split('/', 2))
        .GroupBy(static path => path[0], StringComparer.Ordinal)
        .Select(static below => new FunctionDeclaration(
            NameOf(below.Key), [Bindings.Http(RouteOf(below.Key, below.Any(static path => path.Length > 1))), Bindings.HttpAnswer]));

    private static string RouteOf(string segment, bool isDeep) => segment.Length == 0 ? RootRoute : isDeep ? segment + "/{*path}" : segment;

    private static string NameOf(string segment) => segment.Length == 0
        ? "HttpRoot"
        : "Http" + string.Concat(segment.Split('-', '.').Select(static word => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word)));
}
