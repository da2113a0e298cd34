using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace Pipeline.Storage.Azure;

/// <summary>One page of a query.</summary>
/// <param name="Entities">In order of their keys.</param>
/// <param name="Continuation">Where the next page starts; null when this was the last.</param>
internal sealed record TableEntityPage(IReadOnlyList<TableEntity> Entities, TableContinuation? Continuation);

/// <summary>
/// Azure Table Storage's REST interface for one table, as far as it is used. Stands in for the class of that name in Azure.Data.Tables.
/// A missing table is made by the first write and is empty to reads.
/// </summary>
internal sealed class TableClient(StoragePipeline pipeline, string table)
{
    private const string Json = "application/json;odata=minimalmetadata";

    /// <summary>The table's name.</summary>
    public string Name => table;

    public async ValueTask<TableEntity?> GetEntityAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        using var message = Create(RequestMethod.Get, TableEntityAddress.Path(table, partitionKey, rowKey), "GetEntity");
        var response = await pipeline.SendAsync(message, cancellationToken);
        if (response.Status == 404)
            return null;
        Expect(response, 200, "A row could not be read");
        using var document = JsonDocument.Parse(response.Content.ToMemory());
        return TableEntity.FromJson(document.RootElement, response.Headers.ETag);
    }

    /// <summary>Carries out a change and returns the new version (the default of a removed entity).</summary>
    /// <exception cref="TableChangeRefusedException">The entity is not as the change expects it.</exception>
    public async ValueTask<ETag> ChangeAsync(TableEntityChange change, CancellationToken cancellationToken)
    {
        using var message = Create(change.Method, change.Path(table), change.Operation);
        var request = message.Request;
        request.Headers.SetValue("Prefer", "return-no-content");
        if (change.Match is { } match)
            request.Headers.SetValue("If-Match", match.ToString("H"));
        if (change.Method != RequestMethod.Delete)
        {
            request.Headers.SetValue("Content-Type", "application/json");
            request.Content = RequestContent.Create(change.Entity.ToJson());
        }

        var response = await pipeline.SendAsync(message, cancellationToken);
        if (response.Status is 201 or 204)
            return response.Headers.ETag ?? default;
        var failure = StorageFailure.Read(response);
        if (failure.Code == "TableNotFound" && change.Method != RequestMethod.Delete && await CreateAsync(cancellationToken))
            return await ChangeAsync(change, cancellationToken);
        throw new TableChangeRefusedException(failure, 0, WasRepeated(message));
    }

    /// <summary>Carries out all changes or none.</summary>
    /// <exception cref="TableChangeRefusedException">An entity is not as its change expects it.</exception>
    public async ValueTask SubmitTransactionAsync(IReadOnlyList<TableEntityChange> changes, CancellationToken cancellationToken)
    {
        var (contentType, body) = TableBatch.Write(pipeline.Endpoint, table, changes);
        using var message = Create(RequestMethod.Post, "/$batch", "SubmitTransaction");
        message.Request.Headers.SetValue("Content-Type", contentType);
        message.Request.Content = RequestContent.Create(body);
        var response = await pipeline.SendAsync(message, cancellationToken);
        var refusal = response.Status == 202 ? TableBatch.ReadRefusal(response.Content.ToMemory()) : (0, StorageFailure.Read(response));
        if (refusal is not var (index, failure))
            return;
        if (failure.Code == "TableNotFound" && await CreateAsync(cancellationToken))
            await SubmitTransactionAsync(changes, cancellationToken);
        else
            throw new TableChangeRefusedException(failure, index, WasRepeated(message));
    }

    /// <summary>Reads a page of the partition's entities from one stored row key up to, not including, another.</summary>
    public async ValueTask<TableEntityPage> QueryAsync(string partitionKey, string from, string before, int take, TableContinuation? continuation, CancellationToken cancellationToken)
    {
        var filter = $"PartitionKey eq '{partitionKey}' and RowKey ge '{from}' and RowKey lt '{before}'";
        using var message = Create(
            RequestMethod.Get,
            $"/{table}()?$filter={Uri.EscapeDataString(filter)}&$top={take.ToString(CultureInfo.InvariantCulture)}{continuation?.ToQuery()}",
            "QueryEntities");
        var response = await pipeline.SendAsync(message, cancellationToken);
        if (response.Status == 404)
            return new TableEntityPage([], null);
        Expect(response, 200, "Rows could not be read");
        using var document = JsonDocument.Parse(response.Content.ToMemory());
        var entities = document.RootElement.GetProperty("value").EnumerateArray().Select(entity => TableEntity.FromJson(entity)).ToList();
        return new TableEntityPage(entities, TableContinuation.Read(response));
    }

    private async ValueTask<bool> CreateAsync(CancellationToken cancellationToken)
    {
        using var message = Create(RequestMethod.Post, "/Tables", "CreateTable");
        message.Request.Headers.SetValue("Content-Type", "application/json");
        message.Request.Headers.SetValue("Prefer", "return-no-content");
        message.Request.Content = RequestContent.Create(BinaryData.FromString($"{{\"TableName\":\"{table}\"}}"));
        var response = await pipeline.SendAsync(message, cancellationToken);

        // Another process may have made it in the meantime.
        if (response.Status != 409)
            Expect(response, 204, "The table could not be made");
        return true;
    }

    private HttpMessage Create(RequestMethod method, string path, string operation)
    {
        var message = pipeline.Create(method, path, table, operation);
        message.Request.Headers.SetValue("Accept", Json);
        message.Request.Headers.SetValue("DataServiceVersion", "3.0;NetFx");
        message.Request.Headers.SetValue("MaxDataServiceVersion", "3.0;NetFx");
        return message;
    }

    private void Expect(Response response, int status, string what)
    {
        if (response.Status != status)
            throw StorageFailure.Read(response).ToException($"{what} (table '{table}')");
    }

    // An answer that was lost on its way leaves a request that was carried out and is sent again.
    private static bool WasRepeated(HttpMessage message) => message.ProcessingContext.RetryNumber > 0;
}
