using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Expressions;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Kernel;

/// <summary>What a stage, and the expressions in its configuration, can see of its run.</summary>
internal sealed class StageScope(RunSnapshot snapshot, FrozenDefinition definition)
{
    /// <summary>The stages that have begun in this generation's view of the run, in the definition's order.</summary>
    private IEnumerable<StageDocument> Begun()
    {
        var resets = snapshot.Run.Restarts.Count == 0 ? null : StageResets.Of(snapshot.Run, definition.Graph);
        foreach (var stage in definition.Graph.Stages)
        {
            if (snapshot.Documents.TryGetValue(stage.Id, out var stored) && resets?.Covers(stored) != true)
                yield return stored;
        }
    }

    /// <summary>The stages as stages see them.</summary>
    public StageStates States() => new(() =>
        [.. Begun().Select(stage => new StageState(
            stage.Id, stage.Name, stage.Type, stage.Status, stage.Attempt, stage.Outputs?.DeepClone().AsObject(), stage.Decision))]);

    /// <summary>The artifacts that a stage can see: those of the run, and those that stages upstream of it have published.</summary>
    public StageArtifacts Artifacts(StageDefinition current) => new(() => Bound(current.Id), snapshot.Run.ReceivedArtifacts);

    /// <summary>The stage that produces the artifact of an id, and what is known of it; null when the pipeline expects that artifact.</summary>
    public (StageDefinition Definition, StageDocument? Document)? ProducerOf(string artifact) =>
        definition.Graph.Stages.FirstOrDefault(stage => stage.Produces.Any(produced => produced.Id == artifact)) is { } producer
            ? (producer, Begun().FirstOrDefault(stage => stage.Id == producer.Id))
            : null;

    /// <summary>The run as stages see it.</summary>
    public StageRun Run() => new(
        snapshot.Run.Id, snapshot.Run.Number, snapshot.Run.Pipeline, snapshot.Run.Application, snapshot.Run.ActsAs ?? snapshot.Run.StartedBy, snapshot.Run.Depth);

    /// <summary>The run as expressions see it.</summary>
    public ExpressionScope Expressions(StageDefinition current) =>
        Expressions(current.Id, Begun().Where(stage => stage.Id != current.Id).Append(Itself(current)));

    /// <summary>The run as expressions see it that look on from outside, as those of messages do: every stage as it is.</summary>
    /// <param name="stage">The stage that they are about; null: the run.</param>
    public ExpressionScope Observed(string? stage) => Expressions(stage, Begun());

    private ExpressionScope Expressions(string? current, IEnumerable<StageDocument> stages) => new()
    {
        CurrentStageId = current,
        CurrentUser = snapshot.Run.StartedBy,
        Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["parameters"] = snapshot.Run.Parameters,
            ["trigger"] = Trigger(snapshot.Run),
            ["artifacts"] = ArtifactJson.Write(Bound(current)),
            ["execution"] = Execution(snapshot.Run),
        },
        Stages =
        [
            .. stages.Select(stage => new ExpressionStage
            {
                Id = stage.Id,
                Name = stage.Name,
                Type = stage.Type,
                Status = StatusNames.Of(stage.Status),
                Inputs = stage.Inputs ?? [],
                Outputs = stage.Outputs ?? [],
                JudgementInput = stage.Decision?.Input,
                StartedAt = stage.StartedAt,
                EndedAt = stage.EndedAt,
                Attempt = stage.Attempt,
            }),
        ],
    };

    // Whoever looks on the run as a whole sees what any stage has published; a stage, what is upstream of it.
    private List<BoundArtifact> Bound(string? current)
    {
        var bound = snapshot.Run.Artifacts.ToList();
        var published = Begun().Where(stage => stage.Artifacts.Count > 0 && stage.Id != current).ToArray();
        if (published.Length > 0)
        {
            var upstream = current is null ? null : definition.Graph.UpstreamClosure(current).ToHashSet(StringComparer.Ordinal);
            bound.AddRange(published.Where(stage => upstream?.Contains(stage.Id) != false).SelectMany(stage => stage.Artifacts));
        }

        return bound;
    }

    private JsonArray Resolved(RunDocument run)
    {
        var names = definition.Definition.Artifacts.ToDictionary(expected => expected.Id, expected => expected.DisplayName, StringComparer.Ordinal);
        return new([.. run.Artifacts.Select(bound => new JsonObject
        {
            ["id"] = bound.Id,
            ["displayName"] = names.GetValueOrDefault(bound.Id, bound.Id),
            ["boundArtifact"] = ArtifactJson.Write(bound.Artifact),
        })]);
    }

    private static StageDocument Itself(StageDefinition stage) => RunDetails.NotStarted(stage) with { Status = StageStatus.Running };

    private JsonObject Trigger(RunDocument run)
    {
        var trigger = TriggerScope.Of(run.Trigger, run.StartedBy, run.Parameters);
        trigger["artifacts"] = new JsonArray([.. run.ReceivedArtifacts.Select(ArtifactJson.Write)]);
        trigger["resolvedExpectedArtifacts"] = Resolved(run);
        return trigger;
    }

    private static JsonObject Execution(RunDocument run) => new()
    {
        ["id"] = run.Id,
        ["number"] = run.Number,
        ["name"] = run.Pipeline,
        ["pipeline"] = run.Pipeline,
        ["application"] = run.Application,
        ["revision"] = run.Revision,
        ["startedBy"] = run.StartedBy,
        ["comment"] = run.Comment,
        ["startTime"] = run.StartedAt?.ToUnixTimeMilliseconds(),
    };
}
