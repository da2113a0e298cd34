using System.Globalization;

namespace Pipeline.Functions.Triggers;

/// <summary>Where the host that started this process takes HTTP requests, on this machine.</summary>
/// <param name="Url">The address; null when the environment does not tell it.</param>
internal sealed record FunctionsHostAddress(Uri? Url)
{
    /// <summary>
    /// Finds it: <c>PIPELINE_FUNCTIONS_HOST</c> when the operator says it, else what the host was told and this process inherits
    /// (<c>ASPNETCORE_URLS</c>, <c>ASPNETCORE_HTTP_PORTS</c>), else the local address that the Core Tools give their host.
    /// </summary>
    public static FunctionsHostAddress From(IConfiguration environment) => new(
        Parse(environment["PIPELINE_FUNCTIONS_HOST"])
        ?? (environment["ASPNETCORE_URLS"] ?? "").Split(';').Select(Parse).FirstOrDefault(static url => url is not null)
        ?? (environment["ASPNETCORE_HTTP_PORTS"] ?? "").Split(';').Select(OfPort).FirstOrDefault(static url => url is not null)
        ?? (environment["WEBSITE_HOSTNAME"] is { } name && (name.StartsWith("localhost:", StringComparison.Ordinal) || name.StartsWith("127.0.0.1:", StringComparison.Ordinal))
            ? Parse("http://" + name)
            : null));

    private static Uri? OfPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? new Uri($"http://127.0.0.1:{port}") : null;

    // A host that listens on all of its addresses listens on loopback.
    private static Uri? Parse(string? text)
    {
        var literal = text?.Trim()
            .Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://+", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal);
        return Uri.TryCreate(literal, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp ? new Uri(url.GetLeftPart(UriPartial.Authority)) : null;
    }
}
