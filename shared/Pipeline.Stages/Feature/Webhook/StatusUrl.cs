using Pipeline.Connectors.Http;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>Finds the URL under which the work that a call began tells its status.</summary>
internal static class StatusUrl
{
    private static readonly string[] SecretParameters = ["sig", "token", "key", "secret", "password", "auth", "credential", "code"];

    /// <summary>The URL that an answer gives; null when the input alone decides it.</summary>
    /// <exception cref="StageFailedException">The answer should give one and does not.</exception>
    public static Uri? Of(WebhookInput input, OutboundResponse response)
    {
        if (!string.IsNullOrWhiteSpace(input.StatusEndpoint))
            return null;

        return input.StatusUrlResolution switch
        {
            StatusUrlResolution.LocationHeader => Resolve(response.Url, response.Header("Location"), "Location header"),
            StatusUrlResolution.WebhookResponse => Resolve(
                response.Url, ResponseJsonPath.Find(response, input.StatusUrlJsonPath!)?.ToString(), $"value at '{input.StatusUrlJsonPath}'"),
            _ => null,
        };
    }

    /// <summary>The URL that the input alone decides.</summary>
    public static Uri Of(WebhookInput input)
    {
        var url = WebhookInputs.Url("url", input.Url);
        return string.IsNullOrWhiteSpace(input.StatusEndpoint) ? url : WebhookInputs.Url("statusEndpoint", input.StatusEndpoint, url);
    }

    /// <summary>Hides what the URL's query calls a signature, a token or the like, wherever it turns up.</summary>
    public static SecretMask Mask(Uri url) => new(url.Query.TrimStart('?').Split('&')
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2 && SecretParameters.Any(word => pair[0].Contains(word, StringComparison.OrdinalIgnoreCase)))
        .SelectMany(pair => new[] { pair[1], Uri.UnescapeDataString(pair[1]) }));

    private static Uri Resolve(Uri called, string? value, string source)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new StageFailedException(new StageError("status-url-missing", $"The answer has no {source}, which should name the status URL."));
        if (!Uri.TryCreate(called, value, out var url) || url.Scheme is not ("http" or "https"))
            throw new StageFailedException(new StageError("status-url-missing", $"The answer's {source} is not an http or https URL."));

        // Services behind a TLS proxy often name themselves by http; the same host is not called less safely than before.
        return called.Scheme == Uri.UriSchemeHttps && url.Scheme == Uri.UriSchemeHttp && url.Host == called.Host
            ? new UriBuilder(url) { Scheme = Uri.UriSchemeHttps, Port = url.IsDefaultPort ? called.Port : url.Port }.Uri
            : url;
    }
}
