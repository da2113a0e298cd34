using System.Globalization;
using System.Text.Json;
using Azure;
using Pipeline.Definitions.Schedules;
using Pipeline.Definitions.Triggers;
using Pipeline.Functions.Pipelines;
using Pipeline.Storage;

namespace Pipeline.Functions.Events.Schedules;

/// <summary>
/// Makes events of the times of schedules. How far each schedule was followed is kept after its event is, and an event's identity is its
/// schedule and time: a crash in between, or another process that looks too, makes no second one.
/// </summary>
public sealed class ScheduleClock(IStorage storage, PipelineStore pipelines, PipelineDocuments documents, EventIntake intake, TimeProvider time)
{
    private const string Partition = "schedules";
    private readonly ITable _table = storage.Table("Schedules");
    private readonly ListeningTriggers<ScheduleTrigger> _schedules = new(ScheduleTrigger.TypeName, pipelines, documents);

    /// <summary>Looks at every schedule once.</summary>
    /// <returns>When the next look finds something due at the soonest; null: never, as the schedules are now.</returns>
    public async Task<DateTimeOffset?> LookAsync(CancellationToken cancellationToken)
    {
        var states = new Dictionary<string, (ScheduleState State, ETag ETag)>(StringComparer.Ordinal);
        await foreach (var row in _table.RowsAsync(new TableQuery { PartitionKey = Partition }, cancellationToken))
            states[row.RowKey] = (JsonSerializer.Deserialize(row.Value.Span, EventsJson.Default.ScheduleState)!, row.ETag);

        DateTimeOffset? next = null;
        foreach (var (head, triggers) in await _schedules.ListAsync(cancellationToken))
        {
            foreach (var trigger in triggers)
            {
                var row = $"{head.Name}/{trigger.Id}";
                var look = await LookAsync(head, trigger, row, states.Remove(row, out var found) ? found : null, cancellationToken);
                if (look < (next ?? DateTimeOffset.MaxValue))
                    next = look;
            }
        }

        // A pipeline that comes again with the same schedule has missed nothing while it was not there.
        foreach (var row in states.Keys)
            await _table.DeleteAsync(Partition, row, ETag.All, cancellationToken);
        return next;
    }

    private async Task<DateTimeOffset?> LookAsync(
        PipelineHead head, ScheduleTrigger trigger, string row, (ScheduleState State, ETag ETag)? found, CancellationToken cancellationToken)
    {
        var schedule = trigger.Schedule.ToString();
        var state = found?.State is { } known && known.Schedule == schedule ? known : new ScheduleState { Schedule = schedule, Since = head.UpdatedAt };
        var decision = ScheduleDue.Decide(trigger.Schedule, trigger.Missed, state.DealtWith, state.Since, time.GetUtcNow());
        if (decision.PassedOver is [.., var missed])
            await ReceiveAsync(head, trigger, new(head.Name, trigger.Id, missed, IsMissed: true), Missed(trigger, decision), cancellationToken);
        if (decision.Due is { } due)
            await ReceiveAsync(head, trigger, new(head.Name, trigger.Id, due), $"schedule {trigger.Id} at {Text(due)}", cancellationToken);

        var followed = state with { DealtWith = decision.DealtWith };
        if (followed != found?.State)
            await KeepAsync(row, followed, found?.ETag, cancellationToken);
        return decision.NextLook;
    }

    private async Task ReceiveAsync(PipelineHead head, ScheduleTrigger trigger, ScheduledTime at, string summary, CancellationToken cancellationToken) =>
        await intake.ReceiveAsync(
            new TriggerEvent { Key = trigger.Key, Summary = summary, Schedule = at },
            application: null,
            [new($"schedule/{head.Name}/{trigger.Id}/{at.At.UtcTicks.ToString(CultureInfo.InvariantCulture)}{(at.IsMissed ? "/missed" : "")}")],
            cancellationToken);

    private async Task KeepAsync(string row, ScheduleState state, ETag? before, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(state, EventsJson.Default.ScheduleState);
        try
        {
            if (before is { } etag)
                await _table.UpdateAsync(new TableRow(Partition, row, bytes) { ETag = etag }, cancellationToken);
            else
                await _table.InsertAsync(new TableRow(Partition, row, bytes), cancellationToken);
        }
        catch (StorageException exception) when (exception is RowChangedException or RowAlreadyExistsException or RowNotFoundException)
        {
            // Another process looked at the same moment and came to the same.
        }
    }

    private static string Missed(ScheduleTrigger trigger, ScheduleDecision decision)
    {
        var count = decision.PassedOver.Count;
        return count == 1 && !decision.MorePassedOver
            ? $"schedule {trigger.Id} at {Text(decision.PassedOver[0])} was missed"
            : $"schedule {trigger.Id} was missed {(decision.MorePassedOver ? "more than " : "")}{count} times, the last time at {Text(decision.PassedOver[^1])}";
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
