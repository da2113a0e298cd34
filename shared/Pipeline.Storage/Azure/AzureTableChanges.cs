using Azure;
using Azure.Core;
using Pipeline.Storage.Keys;

namespace Pipeline.Storage.Azure;

/// <summary>Changes rows of one partition: large values go to blobs first, refusals become typed errors, and repeated requests recognize their own work.</summary>
internal sealed class AzureTableChanges(TableClient client, SpilledValues spilled, string partition)
{
    /// <summary>The service's limit for one property.</summary>
    private const int LargestProperty = 64 << 10;

    // The service takes 4 MiB a request. Values travel in base64, and each change has some 1.5 KiB of keys (twice, escaped) and headers.
    private const int LargestRequest = (4 << 20) - (64 << 10);
    private const int ChangeOverhead = 4 << 10;

    /// <summary>Makes one change and returns the new version.</summary>
    public async ValueTask<ETag> MakeAsync(TableOperation operation, CancellationToken cancellationToken)
    {
        var change = Translate([operation])[0];
        change = await SpillAsync(change, LargestProperty, cancellationToken);
        try
        {
            return await client.ChangeAsync(change, cancellationToken);
        }
        catch (TableChangeRefusedException refused)
        {
            if (refused.Repeated && await FindOwnWorkAsync(change, cancellationToken) is { } etag)
                return etag;
            await DiscardAsync([change], cancellationToken);
            throw Explain(refused, operation);
        }
    }

    /// <summary>Makes all changes or none.</summary>
    public async ValueTask MakeAsync(IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
    {
        var changes = Translate(operations);
        var largest = LargestInlineValue(changes);
        for (var index = 0; index < changes.Length; index++)
            changes[index] = await SpillAsync(changes[index], largest, cancellationToken);
        try
        {
            await client.SubmitTransactionAsync(changes, cancellationToken);
        }
        catch (TableChangeRefusedException refused)
        {
            if (refused.Repeated && await FindOwnWorkAsync(changes, cancellationToken))
                return;
            await DiscardAsync(changes, cancellationToken);
            throw Explain(refused, operations[Math.Min(refused.Index, operations.Count - 1)]);
        }
    }

    private TableEntityChange[] Translate(IReadOnlyList<TableOperation> operations)
    {
        RequestRules.Check(operations);
        var write = Guid.NewGuid();
        return [.. operations.Select(operation => operation switch
        {
            TableOperation.Insert insert => TableEntityChange.Insert(Entity(insert.RowKey, insert.Value, write)),
            TableOperation.Update update => TableEntityChange.Update(Entity(update.RowKey, update.Value, write), Checked(update.Match)),
            TableOperation.Upsert upsert => TableEntityChange.Upsert(Entity(upsert.RowKey, upsert.Value, write)),
            TableOperation.Delete delete => TableEntityChange.Delete(partition, StorageKeys.Row(delete.RowKey), Checked(delete.Match)),
            _ => throw new ArgumentException($"{operation.GetType()} is not an operation of a table.", nameof(operations)),
        })];
    }

    private TableEntity Entity(string rowKey, ReadOnlyMemory<byte> value, Guid write) => new(partition, StorageKeys.Row(rowKey), value, null, write);

    private static ETag Checked(ETag match)
    {
        RequestRules.CheckMatch(match);
        return match;
    }

    // The largest values leave the request first, until it fits.
    private static int LargestInlineValue(TableEntityChange[] changes)
    {
        var total = 0L;
        foreach (var length in changes.Select(change => change.Entity.Value.Length).Where(length => length <= LargestProperty).Order())
        {
            total += (length * 4L / 3) + ChangeOverhead;
            if (total > LargestRequest)
                return length - 1;
        }

        return LargestProperty;
    }

    private async ValueTask<TableEntityChange> SpillAsync(TableEntityChange change, int largest, CancellationToken cancellationToken)
    {
        if (change.Entity.Value.Length <= largest)
            return change;
        var name = await spilled.KeepAsync(client.Name, change.Entity, cancellationToken);
        return change with { Entity = change.Entity with { Value = default, SpilledTo = name } };
    }

    // A refused change leaves the blobs that were written for it. Removing them is a courtesy: the sweep finds what stays.
    private async ValueTask DiscardAsync(IReadOnlyList<TableEntityChange> changes, CancellationToken cancellationToken)
    {
        foreach (var name in changes.Select(change => change.Entity.SpilledTo).OfType<string>())
        {
            try
            {
                await spilled.DiscardAsync(name, cancellationToken);
            }
            catch (StorageException)
            {
                return;
            }
        }
    }

    // The version that this very write made, when its answer was lost and the repetition met its own result.
    private async ValueTask<ETag?> FindOwnWorkAsync(TableEntityChange change, CancellationToken cancellationToken) =>
        change.Method != RequestMethod.Delete
        && await client.GetEntityAsync(partition, change.Entity.RowKey, cancellationToken) is { } there
        && there.Write == change.Entity.Write
            ? there.ETag
            : null;

    private async ValueTask<bool> FindOwnWorkAsync(IReadOnlyList<TableEntityChange> changes, CancellationToken cancellationToken)
    {
        // One row tells for all; among removals alone, that all are gone.
        if (changes.FirstOrDefault(change => change.Method != RequestMethod.Delete) is { } written)
            return await FindOwnWorkAsync(written, cancellationToken) is not null;
        foreach (var change in changes)
        {
            if (await client.GetEntityAsync(partition, change.Entity.RowKey, cancellationToken) is not null)
                return false;
        }

        return true;
    }

    private StorageException Explain(TableChangeRefusedException refused, TableOperation operation)
    {
        var row = $"Row '{operation.RowKey}' of partition '{OrderedKeyEncoding.Decode(partition)}' of table '{client.Name}'";
        return refused.Failure switch
        {
            { Code: "EntityAlreadyExists" } => new RowAlreadyExistsException($"{row} is there already.", refused),
            { Code: "UpdateConditionNotSatisfied" or "ConditionNotMet" } or { Status: 412 } => new RowChangedException($"{row} has changed since it was read.", refused),
            { Status: 404 } => new RowNotFoundException($"{row} is not there.", refused),
            var failure => failure.ToException($"{row} could not be changed"),
        };
    }
}
