using Microsoft.Extensions.Configuration;
using Pipeline.Storage.Azure;
using Pipeline.Storage.Embedded;

namespace Pipeline.Storage;

/// <summary>Finds the storage that the configuration names, by the settings that the Functions host uses for itself.</summary>
/// <remarks>
/// <list type="table">
///   <item><term><c>AzureWebJobsStorage</c></term><description>a connection string; <c>UseDevelopmentStorage=true</c> is the emulator</description></item>
///   <item><term><c>AzureWebJobsStorage__accountName</c></term><description>an account that the process's identity may use</description></item>
///   <item><term><c>AzureWebJobsStorage__tableServiceUri</c>, <c>…__blobServiceUri</c>, <c>…__queueServiceUri</c></term><description>where the services are, when not at the usual address</description></item>
///   <item><term><c>AzureWebJobsStorage__credential</c> = <c>managedidentity</c></term><description>the managed identity opens the account, also on a machine where Azure does not say that it has one (see <see cref="AzureIdentity"/>)</description></item>
///   <item><term><c>AzureWebJobsStorage__clientId</c></term><description>the user-assigned identity; the system's own when left out</description></item>
/// </list>
/// </remarks>
public static class ConfiguredStorage
{
    private const string Setting = "AzureWebJobsStorage";

    /// <summary>Opens the configured account, or the data folder when none is configured.</summary>
    /// <exception cref="DataFolderException">The folder cannot be opened.</exception>
    /// <exception cref="FormatException">A setting is not understood.</exception>
    public static async Task<IStorage> OpenAsync(
        IConfiguration configuration, string dataFolder, TimeProvider time, CancellationToken cancellationToken = default) =>
        FindAccount(configuration) is { } account
            ? new AzureStorage(account, time)
            : await EmbeddedStorage.OpenAsync(dataFolder, time, cancellationToken);

    /// <summary>The configured account; null when there is none.</summary>
    /// <exception cref="FormatException">A setting is not understood.</exception>
    public static StorageAccount? FindAccount(IConfiguration configuration)
    {
        var section = configuration.GetSection(Setting);
        if (!string.IsNullOrWhiteSpace(section.Value))
            return StorageConnectionString.Parse(section.Value);
        var (name, tables, blobs) = (Given(section["accountName"]), Given(section["tableServiceUri"]), Given(section["blobServiceUri"]));
        if (name is null && (tables is null || blobs is null))
        {
            return tables is null && blobs is null
                ? null
                : throw new FormatException($"{Setting}__accountName is missing, and {Setting}__tableServiceUri and {Setting}__blobServiceUri are not both set.");
        }

        return new StorageAccount(
            name ?? new Uri(blobs!).Host.Split('.')[0],
            Endpoint("tableServiceUri", tables ?? $"https://{name}.table.core.windows.net"),
            Endpoint("blobServiceUri", blobs ?? $"https://{name}.blob.core.windows.net"))
        {
            QueueEndpoint = (Given(section["queueServiceUri"]) ?? UsualQueues(name, blobs)) is { } queues ? Endpoint("queueServiceUri", queues) : null,
            Identity = AzureIdentity.Of(configuration, section, Setting),
        };
    }

    // Beside the blobs, in whatever cloud they are; unknown when they are at an address of somebody's own.
    private static string? UsualQueues(string? name, string? blobs) => blobs switch
    {
        null => $"https://{name}.queue.core.windows.net",
        _ when blobs.Contains(".blob.", StringComparison.Ordinal) => blobs.Replace(".blob.", ".queue.", StringComparison.Ordinal),
        _ => null,
    };

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static Uri Endpoint(string setting, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            ? new Uri(uri.AbsoluteUri.TrimEnd('/'))
            : throw new FormatException($"{Setting}__{setting} is not an https address.");
}
