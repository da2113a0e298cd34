using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Graph;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Plans;

/// <summary>
/// Says what a run would do, by the kernel's own evaluation. It stores nothing and calls nobody: what hangs on a stage's outputs, a URL, the
/// clock or chance is listed as unknown.
/// </summary>
public sealed class DryRunPlanner(StageTypes types, IKnownSettings settings, IChildPipelines pipelines, IServiceProvider services, TimeProvider time)
{
    /// <summary>How long the expressions of all stages may take together.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Plans the run that a start would make.</summary>
    public async ValueTask<DryRunPlan> PlanAsync(RunStart start, CancellationToken cancellationToken)
    {
        var definition = start.Definition;
        var frozen = new FrozenDefinition(definition, StageGraph.Of(definition));
        var snapshot = new RunSnapshot { Run = RunOf(start, time.GetUtcNow()), Documents = ImmutableDictionary<string, StageDocument>.Empty, Sequence = 0 };
        var mask = new SecretMask(SecretParameters.Values(snapshot.Run, definition));
        var checks = new DryRunChecks(settings, pipelines, definition.Application, start.StartedBy);
        var waves = frozen.Graph.Levels();
        var waveOf = waves.Index().SelectMany(wave => wave.Item.Select(stage => (stage, wave.Index))).ToDictionary(pair => pair.stage, pair => pair.Index + 1, StringComparer.Ordinal);
        var started = time.GetTimestamp();
        var stages = new List<DryRunStage>();
        foreach (var index in frozen.Graph.TopologicalOrder)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stage = frozen.Graph.Stages[index];
            var planned = await PlanAsync(new(snapshot, frozen, stage, waveOf[stage.Id]), checks, () => time.GetElapsedTime(started) > Limit, cancellationToken);
            stages.Add(Masked(planned, mask));
        }

        return new()
        {
            Pipeline = definition.Name,
            Application = definition.Application,
            Revision = start.Revision,
            Parameters = Parameters(start, definition),
            Faults = definition.Disabled ? [new("disabled", "spec.disabled", $"The pipeline '{definition.Name}' is disabled. Enable it, then start it again.")] : [],
            Waves = waves,
            Stages = stages,
        };
    }

    private async ValueTask<DryRunStage> PlanAsync(StageInPlan place, DryRunChecks checks, Func<bool> isTimeUp, CancellationToken cancellationToken)
    {
        var stage = place.Stage;
        var planned = new DryRunStage { Id = stage.Id, Name = stage.Name, Type = stage.Type, Wave = place.Wave, DependsOn = stage.DependsOn };
        if (types.Find(stage.Type) is not { } type)
            return planned with { Faults = [new("unknown-type", "type", $"This server does not know the stage type '{stage.Type}'. Update the server, or change the pipeline.")] };

        var reasons = new UnknownReasons(place.Definition, stage);
        var evaluation = new StageEvaluation(
            new(place.Snapshot, place.Definition),
            new(place.Definition, stage, new() { Run = "", Generation = 1, Stage = stage.Id, Attempt = 1, Step = 0, Instance = "" }),
            new(services, time),
            time.GetUtcNow());
        var (condition, fault) = await ConditionAsync(stage, evaluation, reasons, isTimeUp, cancellationToken);
        planned = planned with { EnabledIf = condition, Faults = fault is null ? [] : [fault] };
        if (condition?.Result is false)
            return planned;

        var inputs = new DryRunInputs(evaluation, reasons, isTimeUp);
        var evaluated = await inputs.EvaluateAsync(stage.With, type.OrderedInput, cancellationToken);
        var found = await checks.FaultsOfAsync(type, evaluated, inputs.Unknown.Count + inputs.Faults.Count > 0, cancellationToken);
        return planned with { Inputs = evaluated, Unknown = inputs.Unknown, Faults = [.. planned.Faults, .. inputs.Faults, .. found] };
    }

    private static async ValueTask<(DryRunCondition?, DryRunFault?)> ConditionAsync(
        StageDefinition stage, StageEvaluation evaluation, UnknownReasons reasons, Func<bool> isTimeUp, CancellationToken cancellationToken)
    {
        if (stage.EnabledIf is not { } expression)
            return (null, null);
        if ((isTimeUp() ? "The dry run has had its time." : reasons.Of(expression, ImmutableDictionary<string, JsonNode?>.Empty, ImmutableHashSet<string>.Empty)) is { } reason)
            return (new(expression, null, reason), null);

        try
        {
            return (new(expression, await StageCondition.SkippedAsync(evaluation, stage, cancellationToken) is null), null);
        }
        catch (StageFailedException failed)
        {
            return (new(expression, null, "It fails."), new(failed.Error.Code, "enabledIf", failed.Error.Message));
        }
    }

    private static RunDocument RunOf(RunStart start, DateTimeOffset now) => new()
    {
        Id = "",
        Number = 0,
        Pipeline = start.Definition.Name,
        Application = start.Definition.Application,
        Revision = start.Revision,
        Trigger = start.Trigger,
        Parameters = start.Parameters,
        Comment = start.Comment,
        StartedBy = start.StartedBy,
        CreatedAt = now,
        Depth = start.Depth,
    };

    private static JsonObject Parameters(RunStart start, PipelineDefinition definition)
    {
        var parameters = start.Parameters.DeepClone().AsObject();
        foreach (var secret in definition.Parameters.Where(parameter => parameter.Secret && parameters.ContainsKey(parameter.Name)))
            parameters[secret.Name] = SecretMask.Replacement;
        return parameters;
    }

    private static DryRunStage Masked(DryRunStage stage, SecretMask mask) => stage with
    {
        Inputs = mask.Apply(stage.Inputs) as JsonObject,
        Faults = [.. stage.Faults.Select(fault => fault with { Path = mask.Apply(fault.Path), Message = mask.Apply(fault.Message) })],
    };

    /// <summary>A stage with all that it stands in.</summary>
    private sealed record StageInPlan(RunSnapshot Snapshot, FrozenDefinition Definition, StageDefinition Stage, int Wave);
}
