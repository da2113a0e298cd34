using Pipeline.Definitions.JsonPaths;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>Refuses inputs that cannot work, before anything is called.</summary>
internal static class WebhookInputs
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    private static readonly string[] OwnHeaders = ["Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "Expect", "TE", "Trailer"];

    /// <summary>Checks the whole input.</summary>
    /// <exception cref="StageFailedException">Code <c>invalid-input</c>; the details name the field.</exception>
    public static void Check(WebhookInput input)
    {
        var url = Url("url", input.Url);
        foreach (var (field, value) in new[] { ("statusEndpoint", input.StatusEndpoint), ("cancelEndpoint", input.CancelEndpoint) })
        {
            if (!string.IsNullOrWhiteSpace(value))
                Url(field, value, url);
        }

        Method("method", input.Method);
        Method("cancelMethod", input.CancelMethod);
        CheckHeaders(input.Headers);
        CheckPaths(input);
        CheckTimes(input);
        foreach (var (code, retry) in input.Retries ?? new Dictionary<int, WebhookRetry>())
        {
            if (code is < 100 or > 599)
                throw Invalid("retries", $"'{code}' is not an HTTP status code.");
            if (retry.MaxAttempts < 1)
                throw Invalid("retries", $"maxAttempts of {code} must be 1 or more.");
        }
    }

    /// <summary>A field's URL.</summary>
    /// <exception cref="StageFailedException">It is none, or not one that can be called.</exception>
    public static Uri Url(string field, string value, Uri? relativeTo = null)
    {
        var parsed = relativeTo is null
            ? Uri.TryCreate(value, UriKind.Absolute, out var url)
            : Uri.TryCreate(relativeTo, value, out url);
        if (!parsed || url!.Scheme is not ("http" or "https") || url.Host.Length == 0)
            throw Invalid(field, "it must be an absolute http or https URL, for example https://ci.example.com/start.");
        if (url.UserInfo.Length > 0)
            throw Invalid(field, "a URL must not hold a user name or password. Put them into an Authorization header.");

        return url;
    }

    private static void Method(string field, string method)
    {
        if (!Methods.Contains(method.ToUpperInvariant()))
            throw Invalid(field, $"'{method}' is not a method that can be called. Write one of {string.Join(", ", Methods)}.");
    }

    private static void CheckHeaders(IReadOnlyDictionary<string, IReadOnlyList<string>>? headers)
    {
        foreach (var (name, values) in headers ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter)))
                throw Invalid("headers", $"'{name}' is not a header name.");
            if (OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw Invalid("headers", $"'{name}' is set by the call itself. Leave it out.");
            if (values.Any(value => value.Any(letter => letter is (< ' ' or > '~') and not '\t')))
                throw Invalid("headers", $"the value of '{name}' holds a line break or a character that headers cannot carry.");
        }
    }

    private static void CheckPaths(WebhookInput input)
    {
        if (input is { WaitForCompletion: true, MonitorOnly: false, StatusUrlResolution: StatusUrlResolution.WebhookResponse }
            && string.IsNullOrWhiteSpace(input.StatusEndpoint) && string.IsNullOrWhiteSpace(input.StatusUrlJsonPath))
        {
            throw Invalid("statusUrlJsonPath", "statusUrlResolution is webhookResponse, so it must say where in the answer the status URL is, for example $.links.status.");
        }

        foreach (var (field, path) in new[]
        {
            ("statusUrlJsonPath", input.StatusUrlJsonPath),
            ("statusJsonPath", input.StatusJsonPath),
            ("progressJsonPath", input.ProgressJsonPath),
        })
        {
            if (!string.IsNullOrWhiteSpace(path) && JsonPath.FaultOf(path) is { } fault)
                throw Invalid(field, $"it {fault}.");
        }
    }

    private static void CheckTimes(WebhookInput input)
    {
        if (input.Timeout <= TimeSpan.Zero || input.Timeout > TimeSpan.FromMinutes(4))
            throw Invalid("timeout", "it must be more than nothing and at most 4m. Longer work is waited for with waitForCompletion.");
        if (input.RetryInterval < TimeSpan.FromSeconds(1))
            throw Invalid("retryInterval", "it must be 1s or more.");
        if (input.PollInterval < TimeSpan.FromSeconds(1))
            throw Invalid("pollInterval", "it must be 1s or more.");
    }

    private static StageFailedException Invalid(string field, string what) =>
        new(new StageError("invalid-input", $"{field}: {what}", new() { ["field"] = field }));
}
