using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Parameters;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Concurrency;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Feature;

/// <summary>Starts child runs as the run's starter, whose right to do so is checked as for a start by hand.</summary>
public sealed class ChildRuns(RunStore store, RunStarter starter, RunInterventions interventions, IChildPipelines pipelines, ArtifactContents contents) : IChildRuns
{
    /// <inheritdoc/>
    public async Task<StartedRun> StartAsync(ChildRunStart start, CancellationToken cancellationToken)
    {
        var found = await pipelines.FindAsync(start.Pipeline, cancellationToken);
        if (found is not { } pipeline || (start.Application is not null && start.Application != pipeline.Definition.Application))
        {
            var place = start.Application is null ? "" : $" in the application '{start.Application}'";
            throw Refused("pipeline-missing", $"There is no pipeline '{start.Pipeline}'{place}.");
        }

        var definition = pipeline.Definition;
        if (!await pipelines.MayRunAsync(start.Parent.ActsAs, definition.Application, cancellationToken))
            throw Refused("forbidden", $"'{start.Parent.ActsAs}', as whom this run acts, may not run pipelines of the application '{definition.Application}'.");

        var bound = ParameterBinding.Bind(definition.Parameters, start.Parameters);
        if (bound.Values is not { } parameters)
            throw Refused("parameters", string.Join(" ", bound.Faults.Select(fault => fault.Message)));
        var parent = await store.GetAsync(start.Parent.Id, cancellationToken);
        if (await ExposedAsync(start, parent, definition, cancellationToken) is { } exposed)
        {
            throw Refused(
                "parameters",
                $"The parameter '{exposed}' is given a secret, which the run would show: mark it 'secret: true' in '{start.Pipeline}', or read the secret there.");
        }

        try
        {
            return await starter.StartAsync(
                new()
                {
                    Definition = definition,
                    Revision = pipeline.Revision,
                    Parameters = parameters,
                    Artifacts = start.Artifacts,
                    ArtifactsOf = start.Parent.Id,
                    Trigger = new()
                    {
                        Type = "pipeline",
                        By = start.Parent.Pipeline,
                        ParentRun = start.Parent.Id,
                        ParentStage = start.Stage,
                        ParentWaits = start.Waits,
                        Commit = parent.Run.Trigger.Commit,
                    },
                    StartedBy = parent.Run.StartedBy,
                    ActsAs = parent.Run.ActsAs,
                    IdempotencyKey = start.IdempotencyKey,
                    Depth = start.Parent.Depth + 1,

                    // Who started the parent was allowed that in its application only.
                    FreezeOverride = parent.Run.Application == definition.Application ? parent.Run.FreezeOverride?.Reason : null,
                    Trace = TraceContext.Of(RunTrace.ContextOf(parent.Run, start.Stage, start.Attempt)),
                },
                cancellationToken);
        }
        catch (RunConflictException conflict)
        {
            throw Refused("pipeline-disabled", conflict.Message);
        }
        catch (ArtifactsRefusedException refused)
        {
            throw Refused("artifacts", refused.Message);
        }
        catch (RunDeadlockException deadlock)
        {
            throw Refused("deadlock", deadlock.Message);
        }
    }

    /// <inheritdoc/>
    public ValueTask<RunDetails?> FindAsync(string run, CancellationToken cancellationToken) => store.FindDetailsAsync(run, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Artifact>> TakeArtifactsAsync(RunDetails child, string run, CancellationToken cancellationToken) =>
        PublishedArtifacts.TakeAsync(contents, PublishedArtifacts.Of(child), child.Run.Id, run, cancellationToken);

    /// <inheritdoc/>
    public async Task CancelAsync(string run, string by, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await interventions.CancelAsync(run, by, reason, cancellationToken);
        }
        catch (RunConflictException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>The first parameter that is given a secret although the child's definition does not mark it as one.</summary>
    private async Task<string?> ExposedAsync(ChildRunStart start, RunSnapshot snapshot, PipelineDefinition child, CancellationToken cancellationToken)
    {
        if (!snapshot.Documents.TryGetValue(start.Stage, out var stage) || stage.Inputs?["parameters"] is not JsonObject given)
            return null;

        // The recorded inputs still hold references in the place of secrets; only the run's own secret parameters are as they are.
        var parent = await store.GetDefinitionAsync(start.Parent.Id, cancellationToken);
        var mask = new SecretMask(SecretParameters.Values(snapshot.Run, parent.Definition));
        return given
            .Where(parameter => SecretReferences.Names(parameter.Value).Count > 0 || !JsonNode.DeepEquals(mask.Apply(parameter.Value), parameter.Value))
            .Select(parameter => parameter.Key)
            .FirstOrDefault(name => !child.Parameters.Any(parameter => parameter.Name == name && parameter.Secret));
    }

    private static StageFailedException Refused(string code, string message) => new(new StageError(code, message));
}

/// <summary>The pipelines that stages may start, as the server keeps them.</summary>
public interface IChildPipelines
{
    /// <summary>The newest revision of a pipeline; null when there is none of that name.</summary>
    ValueTask<ChildPipeline?> FindAsync(string pipeline, CancellationToken cancellationToken);

    /// <summary>Whether a subject may start runs in an application.</summary>
    ValueTask<bool> MayRunAsync(string subject, string application, CancellationToken cancellationToken);
}

/// <summary>A pipeline that a stage may start.</summary>
/// <param name="Definition">Its definition.</param>
/// <param name="Revision">That definition's revision.</param>
public sealed record ChildPipeline(PipelineDefinition Definition, int Revision);
