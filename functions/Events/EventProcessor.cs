using Pipeline.Definitions;
using Pipeline.Definitions.Triggers;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Events;

/// <summary>
/// Decides what becomes of an event: asks every pipeline that listens to it, starts the runs, and records why the others did not. Doing it again
/// starts no second run, for a start's idempotency key is made of the event, the pipeline and the trigger.
/// </summary>
public sealed class EventProcessor(EventStore events, PipelineStore pipelines, PipelineDocuments documents, TriggeredRuns runs)
{
    /// <summary>Decides it, unless that is done.</summary>
    /// <returns>The event with its outcomes.</returns>
    public async Task<ReceivedEvent> ProcessAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        if (received.Outcomes is not null)
            return received;

        var outcomes = new List<EventOutcome>();
        foreach (var head in await pipelines.ListeningAsync(received.Event.Key, cancellationToken))
        {
            if (Concerns(received, head))
                outcomes.Add(await ProcessAsync(received, head, cancellationToken));
        }

        // A crash before this line leaves the event pending: the sweep comes here again, and finds the runs that were started.
        await events.CompleteAsync(received, outcomes, cancellationToken);
        return received with { Outcomes = outcomes };
    }

    // A schedule's time concerns its own pipeline, and what was asked for the application that asked; both are found by wider keys.
    private static bool Concerns(ReceivedEvent received, PipelineHead head) =>
        (received.Event.Schedule is not { } time || time.Pipeline == head.Name) && (!received.Event.IsPolled || received.Application == head.Application);

    private async Task<EventOutcome> ProcessAsync(ReceivedEvent received, PipelineHead head, CancellationToken cancellationToken)
    {
        var outcome = EventOutcome.Of(received, head.Application, head.Name);
        if (received.Application is { } application && application != head.Application)
            return Refuse(outcome, $"the setting that the event came by is for the application '{application}' only");

        PipelineDefinition definition;
        try
        {
            definition = await documents.ReadAsync(pipelines, head, cancellationToken);
        }
        catch (ProblemException problem)
        {
            return Refuse(outcome, problem.Message);
        }

        var refusals = new List<TriggerRefusal>();
        StartedRun? started = null;
        string? taken = null;
        foreach (var trigger in definition.Triggers.Where(trigger => trigger.Key == received.Event.Key))
        {
            var refusal = TriggerRules.Refusal(trigger, head.Name, received.Event)
                ?? (definition.Disabled ? "the pipeline is disabled" : taken is null ? null : $"the trigger '{taken}' took it");
            if (refusal is null)
            {
                (started, refusal) = await runs.StartAsync(new(received, trigger, definition, head), cancellationToken);
                taken = started is null ? null : trigger.Id;
            }

            if (refusal is not null)
                refusals.Add(new(trigger.Id, refusal));
        }

        return outcome with { Trigger = taken, Run = started?.Id, Number = started?.Number, Refusals = refusals };
    }

    /// <summary>Gives up an event of which nobody could decide, and says so to every pipeline that listens.</summary>
    public async Task GiveUpAsync(ReceivedEvent received, string reason, CancellationToken cancellationToken)
    {
        var heads = await pipelines.ListeningAsync(received.Event.Key, cancellationToken);
        await events.CompleteAsync(received, [.. heads.Select(head => Refuse(EventOutcome.Of(received, head.Application, head.Name), reason))], cancellationToken);
    }

    private static EventOutcome Refuse(EventOutcome outcome, string reason) => outcome with { Refusals = [new(null, reason)] };
}
