using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Runs;

/// <summary>A run as people see it: its document and all of its stages, begun or not, in the definition's order.</summary>
public sealed record RunDetails
{
    private RunDetails(RunDocument run, FrozenDefinition definition, IReadOnlyList<StageDocument> stages, long sequence)
    {
        Run = run;
        Definition = definition;
        Stages = stages;
        Sequence = sequence;
    }

    /// <summary>The run.</summary>
    public RunDocument Run { get; }

    /// <summary>The definition that it is frozen to.</summary>
    public FrozenDefinition Definition { get; }

    /// <summary>Every stage in its newest state. One that a restart has put back is NOT_STARTED, its attempts among the earlier ones.</summary>
    public IReadOnlyList<StageDocument> Stages { get; }

    /// <summary>The sequence of the last event that is contained.</summary>
    public long Sequence { get; }

    /// <summary>The stage of an id; null when the definition has none.</summary>
    public StageDocument? Find(string stage) =>
        Definition.Graph.Contains(stage) ? Stages[Definition.Graph.IndexOf(stage)] : null;

    /// <summary>Puts a run together from what is stored: restarts applied, and stages that will never run given their reason.</summary>
    public static RunDetails Of(RunSnapshot snapshot, FrozenDefinition definition)
    {
        var reset = StageResets.Of(snapshot.Run, definition.Graph);
        var stages = definition.Graph.Stages
            .Select(stage => snapshot.Documents.TryGetValue(stage.Id, out var document)
                ? reset.Apply(document)
                : NotStarted(stage))
            .ToArray();
        var decision = RunRules.Decide(
            definition.Graph,
            stage => new(stages[stage].Status, stages[stage].FailsRunLater),
            new(CancelRequested: snapshot.Run.Cancel is { FailedStage: null }));
        foreach (var blocked in decision.Blocked)
        {
            var index = definition.Graph.IndexOf(blocked.StageId);
            stages[index] = stages[index] with { Reason = blocked.Reason };
        }

        if (snapshot.Run.Pauses.Count > 0)
            stages = [.. stages.Select(stage => stage with { Deadline = StageDeadlines.Of(stage, snapshot.Run, snapshot.Run.Pauses[^1].At) })];
        var secrets = SecretParameters.Values(snapshot.Run, definition.Definition).ToArray();
        return secrets.Length == 0
            ? new(snapshot.Run, definition, stages, snapshot.Sequence)
            : Masked(snapshot, definition, stages, new SecretMask(secrets));
    }

    /// <summary>Outputs and errors were masked when they were recorded; inputs and parameters are needed as they are until here.</summary>
    private static RunDetails Masked(RunSnapshot snapshot, FrozenDefinition definition, StageDocument[] stages, SecretMask mask)
    {
        var parameters = snapshot.Run.Parameters.DeepClone().AsObject();
        foreach (var secret in definition.Definition.Parameters.Where(parameter => parameter.Secret && parameters.ContainsKey(parameter.Name)))
            parameters[secret.Name] = SecretMask.Replacement;
        var masked = stages.Select(stage => stage with
        {
            Inputs = mask.Apply(stage.Inputs) as JsonObject,
            EarlierAttempts = [.. stage.EarlierAttempts.Select(attempt => attempt with { Inputs = mask.Apply(attempt.Inputs) as JsonObject })],
        });
        var run = snapshot.Run with
        {
            Parameters = parameters,
            Trigger = snapshot.Run.Trigger with { Payload = mask.Apply(snapshot.Run.Trigger.Payload) as JsonObject },
            Artifacts = ArtifactMask.Apply(mask, snapshot.Run.Artifacts),
            ReceivedArtifacts = ArtifactMask.Apply(mask, snapshot.Run.ReceivedArtifacts),
        };
        return new(run, definition, [.. masked], snapshot.Sequence);
    }

    internal static StageDocument NotStarted(StageDefinition stage) => new()
    {
        Id = stage.Id,
        Name = stage.Name,
        Type = stage.Type,
        DependsOn = stage.DependsOn,
    };
}
