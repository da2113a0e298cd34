using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Parameters;
using Pipeline.Definitions.Triggers;
using Pipeline.Functions.Access;
using Pipeline.Functions.Events.Sources;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Events;

/// <summary>Starts the runs of triggers, as whoever wrote the newest revision of the pipeline.</summary>
public sealed class TriggeredRuns(RunStarter starter, Members members, DefinitionFiles files)
{
    /// <summary>Starts the run of a trigger that takes an event.</summary>
    /// <returns>The run, or why there is none.</returns>
    public async Task<(StartedRun? Run, string? Refusal)> StartAsync(TriggeredStart start, CancellationToken cancellationToken)
    {
        // Decided before a crash, with the definition that was the newest then.
        var key = $"event:{start.Received.Id}:{start.Trigger.Id}";
        if (await starter.FindAsync(start.Definition, key, cancellationToken) is { } before)
            return (before, null);

        var author = start.Head.UpdatedBy;
        if (!AccessRules.Allows(new Identity(author, await members.RolesOfAsync(author, cancellationToken)), Permission.Edit, start.Head.Application))
            return (null, $"'{author}', who wrote revision {start.Head.Revision}, may not run pipelines of the application '{start.Head.Application}' any more; somebody who may has to write the pipeline anew");

        if (start.Received.Event.Run?.Depth >= RunPipelineStage.DeepestRun)
            return (null, $"it is the end of the {RunPipelineStage.DeepestRun}. run that started another in a row; pipelines that start each other in a circle end here");

        var file = (start.Trigger as GitTrigger)?.Definition;
        if (file is not null)
        {
            var (definition, refused) = await files.ReadAsync((GitTrigger)start.Trigger, start.Received.Event.Git!, start.Head, cancellationToken);
            if (definition is null)
                return (null, refused);
            start = start with { Definition = definition };
        }

        var trigger = TriggerOf(start) with { Definition = file };
        var (parameters, refusal) = Bind(start, trigger);
        if (parameters is null)
            return (null, refusal);

        try
        {
            return (await starter.StartAsync(
                new RunStart
                {
                    Definition = start.Definition,
                    Revision = start.Head.Revision,
                    Parameters = parameters,
                    Trigger = trigger,
                    Artifacts = start.Received.Event.Artifacts,
                    StartedBy = StarterOf(start.Trigger),
                    ActsAs = author,
                    IdempotencyKey = key,
                    Depth = start.Received.Event.Run is { } ended ? ended.Depth + 1 : 0,
                },
                cancellationToken), null);
        }
        catch (Exception refused) when (refused is RunConflictException or ArtifactsRefusedException)
        {
            return (null, refused.Message);
        }
    }

    /// <summary>What the run says of its beginning.</summary>
    internal static RunTrigger TriggerOf(TriggeredStart start)
    {
        var happened = start.Received.Event;
        return new()
        {
            Type = start.Trigger.Type,
            Id = start.Trigger.Id,
            Event = start.Received.Id,
            By = happened.By,
            Summary = happened.Summary,
            Git = happened.Git,
            Image = happened.Image,
            Run = happened.Run,
            ScheduledAt = happened.Schedule?.At,
            Payload = happened.Payload.Count == 0 ? null : happened.Payload,
            Commit = happened.Git is { CommittedAt: { } time } git ? new RunCommit(git.Commit, time) : null,
        };
    }

    // No subject has a colon in its name.
    private static string StarterOf(TriggerDefinition trigger) => $"trigger:{trigger.Id}";

    // What is kept of a refusal must not tell the value of a secret.
    private static string Describe(ParameterFault fault, PipelineDefinition definition) =>
        $"parameter '{fault.Parameter}': {(definition.Parameters.Any(parameter => parameter.Name == fault.Parameter && parameter.Secret) ? "the value that was given is not valid; it is secret, so the reason is not told." : fault.Message)}";

    private static (JsonObject? Parameters, string? Refusal) Bind(TriggeredStart start, RunTrigger trigger)
    {
        var given = new JsonObject();
        foreach (var (name, value) in start.Received.Event.Parameters ?? [])
        {
            // A sender may say more than a pipeline asks for: the same hook serves several.
            if (start.Definition.Parameters.Any(parameter => parameter.Name == name))
                given[name] = value?.DeepClone();
        }

        var scope = new ExpressionScope
        {
            Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) { ["trigger"] = TriggerScope.Of(trigger, StarterOf(start.Trigger), parameters: null) },
        };
        // The event's own time and chance, so that a start that is tried again is the same start.
        var options = new ExpressionOptions
        {
            Now = start.Received.At,
            Seed = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{start.Received.Id}/{start.Trigger.Id}"))),
        };
        var evaluated = ExpressionTemplate.Evaluate(start.Trigger.Parameters, scope, options);
        if (!evaluated.Succeeded)
            return (null, "the trigger's parameters cannot be evaluated: " + string.Join(" ", evaluated.Faults.Take(3)));
        if (SecretReferences.Names(evaluated.Value).Count > 0)
            return (null, "a parameter of the trigger names a secret, which the run would show; read the secret in the stage instead");
        foreach (var (name, value) in evaluated.Value!.AsObject())
            given[name] = value?.DeepClone();

        var bound = ParameterBinding.Bind(start.Definition.Parameters, given);
        return bound.IsValid ? (bound.Values, null) : (null, string.Join(" ", bound.Faults.Select(fault => Describe(fault, start.Definition))));
    }
}

/// <summary>An event that a trigger takes.</summary>
/// <param name="Received">The event.</param>
/// <param name="Trigger">The trigger.</param>
/// <param name="Definition">The pipeline's definition.</param>
/// <param name="Head">The pipeline.</param>
public sealed record TriggeredStart(ReceivedEvent Received, TriggerDefinition Trigger, PipelineDefinition Definition, PipelineHead Head);
