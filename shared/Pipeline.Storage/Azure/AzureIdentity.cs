using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace Pipeline.Storage.Azure;

/// <summary>
/// Which identity this process shows to services of Azure that are given no key. In Azure that is the managed identity, asked for directly:
/// trying one kind of identity after the other, as <see cref="DefaultAzureCredential"/> does for a developer's machine, would delay the first
/// request of every start.
/// </summary>
public static class AzureIdentity
{
    // App Service, Functions and Container Apps set it where the process has a managed identity.
    private const string ManagedIdentityEndpoint = "IDENTITY_ENDPOINT";

    /// <summary>The identity that a connection's settings choose: <c>credential</c> and <c>clientId</c>.</summary>
    /// <param name="environment">The process's settings.</param>
    /// <param name="connection">Those of the connection.</param>
    /// <param name="name">The connection's name, for messages.</param>
    /// <exception cref="FormatException"><c>credential</c> is none that is understood.</exception>
    public static TokenCredential Of(IConfiguration environment, IConfigurationSection connection, string name) =>
        connection["credential"]?.Trim().ToLowerInvariant() switch
        {
            null or "" => Of(environment, connection["clientId"]),
            "managedidentity" => Managed(connection["clientId"]),
            _ => throw new FormatException($"{name}__credential can be 'managedidentity' or be left out."),
        };

    /// <summary>The managed identity where Azure gives the process one, else a developer's.</summary>
    /// <param name="environment">The process's settings.</param>
    /// <param name="clientId">The client id of the user-assigned identity; null or empty: the system-assigned one.</param>
    public static TokenCredential Of(IConfiguration environment, string? clientId) => string.IsNullOrWhiteSpace(environment[ManagedIdentityEndpoint])
        ? new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = string.IsNullOrWhiteSpace(clientId) ? null : clientId })
        : Managed(clientId);

    private static ManagedIdentityCredential Managed(string? clientId) =>
        new(string.IsNullOrWhiteSpace(clientId) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId.Trim()));
}
