using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Pipeline.Storage.Azure;
using Pipeline.Storage.Embedded;

namespace Pipeline.Storage;

/// <summary>Finds the storage that the configuration names, by the settings that the Functions host uses for itself.</summary>
/// <remarks>
/// <list type="table">
///   <item><term><c>AzureWebJobsStorage</c></term><description>a connection string; <c>UseDevelopmentStorage=true</c> is the emulator</description></item>
///   <item><term><c>AzureWebJobsStorage__accountName</c></term><description>an account that the process's identity may use</description></item>
///   <item><term><c>AzureWebJobsStorage__tableServiceUri</c>, <c>…__blobServiceUri</c></term><description>where the services are, when not at the usual address</description></item>
///   <item><term><c>AzureWebJobsStorage__credential</c> = <c>managedidentity</c></term><description>only the managed identity is tried, not the developer's sign-ins</description></item>
///   <item><term><c>AzureWebJobsStorage__clientId</c></term><description>the user-assigned identity</description></item>
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
        var (name, tables, blobs) = (section["accountName"], section["tableServiceUri"], section["blobServiceUri"]);
        if (string.IsNullOrWhiteSpace(name) && (tables is null || blobs is null))
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
            Identity = Identity(section),
        };
    }

    private static TokenCredential Identity(IConfigurationSection section)
    {
        var clientId = section["clientId"];
        return section["credential"]?.ToLowerInvariant() switch
        {
            null or "" => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId }),
            "managedidentity" => new ManagedIdentityCredential(
                string.IsNullOrWhiteSpace(clientId) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId)),
            _ => throw new FormatException($"{Setting}__credential can be 'managedidentity' or be left out."),
        };
    }

    private static Uri Endpoint(string setting, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            ? uri
            : throw new FormatException($"{Setting}__{setting} is not an https address.");
}
