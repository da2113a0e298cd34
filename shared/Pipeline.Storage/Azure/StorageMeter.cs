using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Pipeline.Storage.Azure;

/// <summary>What a request is counted as.</summary>
/// <param name="Service">The service that it goes to.</param>
/// <param name="Resource">The table or container.</param>
/// <param name="Operation">What is done, in the service's own words: <c>InsertEntity</c>, <c>PutBlob</c> …</param>
internal sealed record StorageOperation(StorageService Service, string Resource, string Operation);

/// <summary>The two services of an account that are used.</summary>
internal enum StorageService
{
    /// <summary>Azure Table Storage.</summary>
    Table,

    /// <summary>Azure Blob Storage.</summary>
    Blob,
}

/// <summary>
/// Counts what the account is billed for: every request that is sent, retries included. Listen to the meter <c>Pipeline.Storage</c>, counter
/// <c>storage.transactions</c>, tags <c>storage.service</c>, <c>storage.resource</c> and <c>storage.operation</c>. Without a listener it costs nothing.
/// </summary>
internal sealed class StorageMeter : HttpPipelineSynchronousPolicy
{
    private static readonly Meter _meter = new("Pipeline.Storage");
    private static readonly Counter<long> _transactions = _meter.CreateCounter<long>(
        "storage.transactions", "{transaction}", "Requests sent to the storage account, retries included.");

    /// <summary>Says what a message is to be counted as.</summary>
    public static void Mark(HttpMessage message, StorageOperation operation) => message.SetProperty(typeof(StorageOperation), operation);

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message)
    {
        if (_transactions.Enabled && message.TryGetProperty(typeof(StorageOperation), out var property) && property is StorageOperation operation)
            _transactions.Add(
                1,
                new("storage.service", operation.Service == StorageService.Table ? "table" : "blob"),
                new("storage.resource", operation.Resource),
                new("storage.operation", operation.Operation));
    }
}
