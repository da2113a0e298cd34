using Azure.Core;

namespace Pipeline.Storage.Azure;

/// <summary>How requests to the account are sent, retried and logged; as with every Azure client.</summary>
public sealed class StorageClientOptions : ClientOptions
{
    /// <summary>The version of the service's REST interface that requests are written for.</summary>
    internal static string ServiceVersion(StorageService service) => service == StorageService.Table ? "2020-12-06" : "2023-11-03";

    /// <summary>Retries throttled and interrupted requests five times, 0.4 s apart at first and doubling, or as long as the service asks to wait.</summary>
    public StorageClientOptions()
    {
        Retry.MaxRetries = 5;
        Retry.Mode = RetryMode.Exponential;
        Retry.Delay = TimeSpan.FromMilliseconds(400);
        Retry.MaxDelay = TimeSpan.FromSeconds(30);
        Diagnostics.IsLoggingContentEnabled = false;
        foreach (var header in new[] { "x-ms-error-code", "x-ms-request-id", "x-ms-version", "x-ms-lease-state" })
            Diagnostics.LoggedHeaderNames.Add(header);
        foreach (var parameter in new[] { "comp", "restype", "maxresults" })
            Diagnostics.LoggedQueryParameters.Add(parameter);
    }
}
