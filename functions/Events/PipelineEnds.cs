using System.Text.Json.Nodes;
using Pipeline.Definitions.Triggers;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Events;

/// <summary>Makes an event of the end of a run, when a pipeline waits for it.</summary>
internal sealed class PipelineEnds(PipelineStore pipelines, RunStore runs, IServiceProvider services) : IRunEndObserver
{
    public async Task EndedAsync(RunDocument run, CancellationToken cancellationToken)
    {
        var key = $"pipeline/{run.Pipeline}";
        if ((await pipelines.ListeningAsync(key, cancellationToken)).Count == 0 || await runs.FindDetailsAsync(run.Id, cancellationToken) is not { } details)
            return;

        var parameters = run.Parameters.DeepClone().AsObject();
        foreach (var secret in details.Definition.Definition.Parameters.Where(parameter => parameter.Secret))
            parameters.Remove(secret.Name);
        var happened = new TriggerEvent
        {
            Key = key,
            By = run.Pipeline,
            Summary = $"run {run.Number} of {run.Pipeline} ended as {StatusNames.Of(run.Status)}",
            Run = new(run.Id, run.Number, run.Pipeline, run.Status, run.Depth),
            Git = run.Trigger.Git,
            Artifacts = [.. run.Artifacts.Concat(details.Stages.SelectMany(stage => stage.Artifacts)).Select(bound => bound.Artifact)],
            Payload = new JsonObject { ["parameters"] = parameters },
        };
        // Asked for late: starting runs ends others, whose slots they take, and so needs whoever observes ends.
        await services.GetRequiredService<EventIntake>().TakeAsync(happened, application: null, [new($"run/{run.Id}/{run.Generation}")], cancellationToken);
    }
}
