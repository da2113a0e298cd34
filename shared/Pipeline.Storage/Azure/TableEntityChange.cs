using Azure;
using Azure.Core;

namespace Pipeline.Storage.Azure;

/// <summary>One change of one entity, alone or in a transaction.</summary>
/// <param name="Method">POST inserts, PUT replaces, DELETE removes.</param>
/// <param name="Entity">The entity; of a removed one only the keys count.</param>
/// <param name="Match">The version that must be there; null when a PUT may also insert, and for POST.</param>
internal sealed record TableEntityChange(RequestMethod Method, TableEntity Entity, ETag? Match)
{
    public static TableEntityChange Insert(TableEntity entity) => new(RequestMethod.Post, entity, null);

    public static TableEntityChange Update(TableEntity entity, ETag match) => new(RequestMethod.Put, entity, match);

    public static TableEntityChange Upsert(TableEntity entity) => new(RequestMethod.Put, entity, null);

    public static TableEntityChange Delete(string partitionKey, string rowKey, ETag match) =>
        new(RequestMethod.Delete, new TableEntity(partitionKey, rowKey, default, null, default), match);

    /// <summary>The operation's name, for the count of requests.</summary>
    public string Operation => Method.Method switch
    {
        "POST" => "InsertEntity",
        "PUT" => Match is null ? "InsertOrReplaceEntity" : "UpdateEntity",
        _ => "DeleteEntity",
    };

    /// <summary>The address behind the service's endpoint.</summary>
    public string Path(string table) => Method == RequestMethod.Post ? "/" + table : TableEntityAddress.Path(table, Entity.PartitionKey, Entity.RowKey);
}

/// <summary>Where an entity is. Stored keys have no quotes, so they need no doubling.</summary>
internal static class TableEntityAddress
{
    public static string Path(string table, string partitionKey, string rowKey) =>
        $"/{table}(PartitionKey='{Uri.EscapeDataString(partitionKey)}',RowKey='{Uri.EscapeDataString(rowKey)}')";
}
