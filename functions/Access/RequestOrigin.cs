using Microsoft.Extensions.Primitives;

namespace Pipeline.Functions.Access;

/// <summary>
/// Which page made a browser send a request. What a browser adds to every request by itself, such as a cookie, proves who sits before it, but
/// not that it was this person's wish.
/// </summary>
internal static class RequestOrigin
{
    /// <summary>Whether a page of ours, or no page at all, made the request. Browsers too old to tell are given the benefit of the doubt.</summary>
    public static bool IsNotForeign(HttpRequest request) => IsOwn(request, publicUrl: null) ?? true;

    /// <summary>Whether a page of ours made the request; null when the sender does not tell, as programs do not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="publicUrl">The address under which people reach the server, for when a proxy passes on another host name than theirs.</param>
    public static bool? IsOwn(HttpRequest request, Uri? publicUrl)
    {
        // Browsers that know Sec-Fetch-Site cannot be made to lie in it; the others send Origin with everything but a reading.
        var site = request.Headers["Sec-Fetch-Site"];
        if (!StringValues.IsNullOrEmpty(site))
            return site == "same-origin" || site == "none";
        if (StringValues.IsNullOrEmpty(request.Headers.Origin))
            return null;
        return Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin)
            && (origin.Authority == request.Host.Value || origin.Authority == publicUrl?.Authority);
    }
}
