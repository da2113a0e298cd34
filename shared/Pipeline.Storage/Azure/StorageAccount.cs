using Azure.Core;

namespace Pipeline.Storage.Azure;

/// <summary>A storage account: where its services are and what opens them.</summary>
/// <param name="Name">The account's name, for messages.</param>
/// <param name="TableEndpoint">The table service's address, without a trailing slash.</param>
/// <param name="BlobEndpoint">The blob service's address, without a trailing slash.</param>
public sealed record StorageAccount(string Name, Uri TableEndpoint, Uri BlobEndpoint)
{
    /// <summary>The queue service's address, without a trailing slash. This library uses no queues; it is here for those who do.</summary>
    public Uri? QueueEndpoint { get; init; }

    /// <summary>The account's key; null when an identity opens it.</summary>
    public StorageSharedKeyCredential? SharedKey { get; init; }

    /// <summary>The identity that opens it when there is no key.</summary>
    public TokenCredential? Identity { get; init; }
}
