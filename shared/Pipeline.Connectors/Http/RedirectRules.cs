namespace Pipeline.Connectors.Http;

/// <summary>What a call becomes when its answer points elsewhere (RFC 9110, section 15.4).</summary>
internal static class RedirectRules
{
    /// <summary>The call to make next; null when the answer is not a redirect to follow.</summary>
    /// <exception cref="AddressRefusedException">The redirect leads from https to http.</exception>
    public static OutboundRequest? Next(OutboundRequest request, int statusCode, Uri? location)
    {
        if (location is null || statusCode is not (301 or 302 or 303 or 307 or 308) || !Uri.TryCreate(request.Url, location, out var url))
            return null;
        if (request.Url.Scheme == Uri.UriSchemeHttps && url.Scheme == Uri.UriSchemeHttp)
            throw new AddressRefusedException(url.Host, new(AddressRefusalRule.Downgrade, "a redirect leads from https to http"));

        var becomesGet = statusCode == 303 ? request.Method is not ("GET" or "HEAD") : statusCode < 303 && request.Method == "POST";
        var headers = request.Headers.Where(header =>
            (IsSameOrigin(request.Url, url) || !SensitiveHeaders.Contains(header.Key))
            && !header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)
            && !(becomesGet && header.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)));
        return request with
        {
            Method = becomesGet ? "GET" : request.Method,
            Url = url,
            Headers = [.. headers],
            Body = becomesGet ? null : request.Body,
        };
    }

    /// <summary>Whether two URLs have scheme, host and port in common, so that credentials for one may be shown to the other.</summary>
    public static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
