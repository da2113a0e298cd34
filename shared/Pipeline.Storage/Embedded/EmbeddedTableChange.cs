using Azure;
using Pipeline.Storage.Keys;

namespace Pipeline.Storage.Embedded;

/// <summary>Changes rows of one partition, on the writer's thread. Row keys are given as they are stored.</summary>
internal readonly struct EmbeddedTableChange(EmbeddedConnection connection, EmbeddedVersions versions, string table, string partition)
{
    public void Apply(string rowKey, TableOperation operation)
    {
        switch (operation)
        {
            case TableOperation.Insert insert:
                Insert(rowKey, insert.Value);
                break;
            case TableOperation.Update update:
                RequestRules.CheckMatch(update.Match);
                Update(rowKey, update.Value, update.Match);
                break;
            case TableOperation.Upsert upsert:
                Upsert(rowKey, upsert.Value);
                break;
            case TableOperation.Delete delete:
                RequestRules.CheckMatch(delete.Match);
                Delete(rowKey, delete.Match);
                break;
            default:
                throw new ArgumentException($"{operation.GetType()} is not an operation of a table.", nameof(operation));
        }
    }

    public ETag Insert(string rowKey, ReadOnlyMemory<byte> value)
    {
        var version = versions.Next();
        return connection.Execute("insert into table_row values ($1, $2, $3, $4, $5) on conflict do nothing", table, partition, rowKey, version, value) == 1
            ? EmbeddedVersions.ToETag(version)
            : throw new RowAlreadyExistsException($"{Describe(rowKey)} is there already.");
    }

    public ETag Update(string rowKey, ReadOnlyMemory<byte> value, ETag match)
    {
        var version = versions.Next();
        var updated = match == ETag.All
            ? connection.Execute(
                "update table_row set version = $4, value = $5 where table_name = $1 and partition_key = $2 and row_key = $3",
                table,
                partition,
                rowKey,
                version,
                value)
            : connection.Execute(
                "update table_row set version = $4, value = $5 where table_name = $1 and partition_key = $2 and row_key = $3 and version = $6",
                table,
                partition,
                rowKey,
                version,
                value,
                EmbeddedVersions.Parse(match));
        return updated == 1 ? EmbeddedVersions.ToETag(version) : throw NotAsExpected(rowKey);
    }

    public ETag Upsert(string rowKey, ReadOnlyMemory<byte> value)
    {
        var version = versions.Next();
        connection.Execute(
            "insert into table_row values ($1, $2, $3, $4, $5) on conflict do update set version = excluded.version, value = excluded.value",
            table,
            partition,
            rowKey,
            version,
            value);
        return EmbeddedVersions.ToETag(version);
    }

    public void Delete(string rowKey, ETag match)
    {
        var deleted = match == ETag.All
            ? connection.Execute("delete from table_row where table_name = $1 and partition_key = $2 and row_key = $3", table, partition, rowKey)
            : connection.Execute(
                "delete from table_row where table_name = $1 and partition_key = $2 and row_key = $3 and version = $4",
                table,
                partition,
                rowKey,
                EmbeddedVersions.Parse(match));
        if (deleted == 0)
            throw NotAsExpected(rowKey);
    }

    public bool Exists(string rowKey) =>
        connection.Command("select 1 from table_row where table_name = $1 and partition_key = $2 and row_key = $3", table, partition, rowKey).ExecuteScalar() is not null;

    private StorageException NotAsExpected(string rowKey) => Exists(rowKey)
        ? new RowChangedException($"{Describe(rowKey)} has changed since it was read.")
        : new RowNotFoundException($"{Describe(rowKey)} is not there.");

    private string Describe(string rowKey) => $"Row '{OrderedKeyEncoding.Decode(rowKey)}' of partition '{OrderedKeyEncoding.Decode(partition)}' of table '{table}'";
}
