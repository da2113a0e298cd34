namespace Pipeline.Functions.Triggers;

/// <summary>
/// Tells the host's own invocations from requests that it forwards. No route of the host leads the public to an invocation's path; this is
/// for the case that one is added.
/// </summary>
internal static class InvocationOrigin
{
    // Proxies in front of the host add these to what they pass on; the host's own calls have none of them.
    private static readonly string[] OfProxies =
        ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-ARR-SSL", "X-ARR-LOG-ID", "CLIENT-IP", "X-Original-URL", "Origin", "Cookie"];

    /// <summary>Whether the host itself makes a request: by the handler's own address, which forwarded requests do not name, and through no proxy.</summary>
    public static bool IsOwnHost(HttpRequest request) =>
        request.Headers.ContainsKey("X-Azure-Functions-InvocationId")
        && request.Host.Host is "127.0.0.1" or "localhost"
        && request.Host.Port == request.HttpContext.Connection.LocalPort
        && !OfProxies.Any(request.Headers.ContainsKey);
}
