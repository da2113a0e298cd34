using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using Pipeline.Storage;

namespace Pipeline.Durable.Embedded.Store.Tables;

/// <summary>
/// Which instances there are, in two partitions: those that may have work and those that have ended. An open instance is <em>awake</em> (an
/// empty row: look at the instance itself) or <em>asleep</em> (a copy of its head: nothing happens before its moment, or before a message,
/// which wakes it here first). So turns leave the index alone, and a start need not look at those who sleep.
/// </summary>
internal sealed class InstanceIndex(ITable table)
{
    private const string Open = "open";
    private const string Ended = "ended";

    // Open instances whose rows say that they are awake, with the rows' versions.
    private readonly ConcurrentDictionary<string, ETag> _awake = new(StringComparer.Ordinal);

    /// <summary>Whether an instance is known to be open and awake.</summary>
    public bool IsAwake(string instanceId) => _awake.ContainsKey(instanceId);

    /// <summary>Marks an instance as awake, before it gets work.</summary>
    public async Task WakeAsync(string instanceId, CancellationToken cancellationToken)
    {
        if (!IsAwake(instanceId))
            _awake[instanceId] = await table.UpsertAsync(new TableRow(Open, instanceId, ReadOnlyMemory<byte>.Empty), cancellationToken);
    }

    /// <summary>Marks an instance as asleep, unless it was woken in the meantime.</summary>
    public async Task SleepAsync(InstanceHead head, CancellationToken cancellationToken)
    {
        // First out of memory: who has a message for it from now on changes the row, so that this change is refused.
        if (!_awake.TryRemove(head.InstanceId, out var version))
            return;
        try
        {
            await table.UpdateAsync(new TableRow(Open, head.InstanceId, InstanceRecordFormat.Write(head)) { ETag = version }, cancellationToken);
        }
        catch (Exception exception) when (exception is RowChangedException or RowNotFoundException)
        {
        }
    }

    /// <summary>Adds an instance to those that have ended; it may still have messages to send and stays with the open ones, too.</summary>
    public async Task AddEndedAsync(InstanceHead head, CancellationToken cancellationToken) =>
        await table.UpsertAsync(new TableRow(Ended, head.InstanceId, InstanceRecordFormat.Write(head)), cancellationToken);

    /// <summary>Moves an instance to those that have ended.</summary>
    public async Task EndAsync(InstanceHead head, CancellationToken cancellationToken)
    {
        await AddEndedAsync(head, cancellationToken);
        await table.DeleteAsync(Open, head.InstanceId, ETag.All, cancellationToken);
        _awake.TryRemove(head.InstanceId, out _);
    }

    /// <summary>Forgets an instance.</summary>
    public async Task RemoveAsync(string instanceId, CancellationToken cancellationToken)
    {
        await table.DeleteAsync(Ended, instanceId, ETag.All, cancellationToken);
        await table.DeleteAsync(Open, instanceId, ETag.All, cancellationToken);
        _awake.TryRemove(instanceId, out _);
    }

    /// <summary>When open instances have work: those awake at once.</summary>
    public async IAsyncEnumerable<Wakeup> WakeupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.RowsAsync(new TableQuery { PartitionKey = Open }, cancellationToken))
            if (row.Value.IsEmpty)
            {
                _awake.TryAdd(row.RowKey, row.ETag);
                yield return new Wakeup(row.RowKey, DateTimeOffset.MinValue);
            }
            else if (InstanceRecordFormat.TryReadHead(row.Value.Span)?.WakeAt is { } at)
            {
                yield return new Wakeup(row.RowKey, at);
            }
    }

    /// <summary>
    /// A page of instances, the open ones first; null stands for the head of one that is awake.
    /// </summary>
    public async Task<(IReadOnlyList<(string Id, InstanceHead? Head)> Instances, string? Continuation)> QueryAsync(
        string prefix, int take, string? continuation, CancellationToken cancellationToken)
    {
        var (partition, position) = continuation is null ? (Open, null)
            : continuation.StartsWith(Ended, StringComparison.Ordinal) ? (Ended, continuation[Ended.Length..])
            : (Open, continuation[Open.Length..]);
        var page = await table.QueryAsync(
            new TableQuery { PartitionKey = partition, From = prefix.Length == 0 ? null : prefix, Take = Math.Clamp(take, 1, 1000), Continuation = string.IsNullOrEmpty(position) ? null : position },
            cancellationToken);
        var within = page.Rows.TakeWhile(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        var next = within.Count == page.Rows.Count && page.Continuation is { } more ? partition + more : partition == Open ? Ended : null;
        return ([.. within.Select(static row => (row.RowKey, row.Value.IsEmpty ? null : InstanceRecordFormat.TryReadHead(row.Value.Span)))], next);
    }
}
