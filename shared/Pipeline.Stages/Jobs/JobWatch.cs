using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Rollouts;
using Pipeline.Stages.Deploy;
using Pipeline.Stages.Deploy.Waiting;

namespace Pipeline.Stages.Jobs;

/// <summary>Looks at a job that was made: takes its log over, and finds out how it ended.</summary>
internal sealed class JobWatch(JobWork work, JobCursor cursor, TimeProvider time)
{
    private static readonly string[] StatusFields = ["succeeded", "failed", "startTime", "completionTime"];
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LaterPause = TimeSpan.FromSeconds(5);

    private RunJobInput Input => work.Execution.Input;

    public async Task<StageStep> StepAsync(CancellationToken cancellationToken)
    {
        if (await work.FindAsync(cursor, cancellationToken) is not { } job)
            return new StageStep.Failed(new("job-gone", $"The job {cursor.Namespace}/{cursor.Name} is not there any more: somebody deleted it while it ran."), work.Outputs.Fields);

        // The state first, then the log: what a job that has ended wrote is all there.
        var stability = StabilityRules.Of(job);
        var pods = await PodsAsync(job, cancellationToken);
        var logs = new JobLogs(work.Client, work.Execution.Log, work.Outputs.Properties, Input.PropertiesFrom);
        await logs.TakeAsync(pods, cursor.Read, cancellationToken);
        var seen = cursor with { Read = logs.Read };
        if (logs.HasMore)
            return work.Again(seen);

        if (stability.State is StabilityState.Stable)
            return Succeeded(job, seen);
        if (stability.State is StabilityState.Failed)
            return await FailedAsync(job, pods, seen, "job-failed", stability.Message, cancellationToken);
        if (await StuckAsync(pods, cancellationToken) is { } stuck)
            return await EndAsync(job, seen, stuck, "pod-failed", $"Pod {stuck.Pod.NameOf()} of the job does not start: {stuck.Trouble!.Message}", cancellationToken);

        if (stability.Message != cursor.Said)
            work.Execution.Log.WriteLine(stability.Message);
        return work.Again(seen with { Said = stability.Message }, time.GetUtcNow() - cursor.Since < TimeSpan.FromMinutes(2) ? FirstPause : LaterPause);
    }

    private StageStep Succeeded(JsonObject job, JobCursor seen)
    {
        Describe(job);
        if (Input.PropertiesFrom is { } container && work.Outputs.Properties.Count == 0)
            return work.Again(seen with { HasEnded = true, Failure = new("no-properties", $"The job is complete, but the log of its container '{container}' has no line PIPELINE_PROPERTY_NAME=value. Check the name, or leave propertiesFrom out.") });
        if (work.Outputs.Properties["artifacts"] is JsonArray artifacts)
        {
            if (artifacts.Any(each => each is not JsonObject artifact || artifact["type"] is null))
                return work.Again(seen with { HasEnded = true, Failure = new("invalid-artifacts", "The property 'artifacts' of the job's log has to be a list of objects, each with a 'type', for example docker/image.") });
            work.Outputs.Fields[ArtifactOutputs.Name] = artifacts.DeepClone();
        }

        work.Execution.Log.WriteLine("The job is complete.");
        return work.Again(seen with { HasEnded = true });
    }

    private async Task<StageStep> FailedAsync(JsonObject job, IReadOnlyList<JsonObject> pods, JobCursor seen, string code, string message, CancellationToken cancellationToken)
    {
        Describe(job);
        var failed = pods.OrderByDescending(pod => pod.CreatedAtOf()).Select(pod => (Pod: pod, Trouble: PodTroubles.Of(pod))).FirstOrDefault(each => each.Trouble is not null);
        return failed.Trouble is null
            ? await EndAsync(job, seen, null, code, message, cancellationToken)
            : await EndAsync(job, seen, new(failed.Pod, failed.Trouble, default), code, Sentences.Join(message, $"Pod {failed.Pod.NameOf()}: {failed.Trouble.Message}"), cancellationToken);
    }

    private async Task<StageStep> EndAsync(JsonObject job, JobCursor seen, SuspectPod? pod, string code, string message, CancellationToken cancellationToken)
    {
        var details = pod is null ? null : await PodEvidence.CollectAsync(work.Client, pod, cancellationToken);
        foreach (var line in details?["events"] as JsonArray ?? [])
            work.Execution.Log.WriteLine($"  event: {line}");
        var text = $"{job.TitleOf()}: {message}";
        work.Execution.Log.WriteLine(text);
        return work.Again(seen with { HasEnded = true, Failure = new(code, text, details) });
    }

    /// <summary>A pod that will not start; null when there is none, or it may yet.</summary>
    private async Task<SuspectPod?> StuckAsync(IReadOnlyList<JsonObject> pods, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var pod in pods)
        {
            if (SuspectPod.Of(pod.DeepClone().AsObject(), cursor.Since!.Value, Input.FailFastAfter) is not { } suspect || suspect.CountsAt > now)
                continue;
            var trouble = suspect.Trouble ?? PodTroubles.Of(suspect.Pod, await work.Client.ListEventsAsync(suspect.Reference, suspect.Pod.UidOf(), cancellationToken), mayRetry: true);
            if (trouble?.CountsAt(suspect.Pod.CreatedAtOf(), cursor.Since.Value, Input.FailFastAfter) <= now)
                return suspect with { Trouble = trouble };
        }

        return null;
    }

    private async Task<IReadOnlyList<JsonObject>> PodsAsync(JsonObject job, CancellationToken cancellationToken)
    {
        var all = await work.Client.ListAsync(new() { ApiVersion = "v1", Kind = "Pod", Namespace = cursor.Namespace, LabelSelector = $"job-name={cursor.Name}" }, cancellationToken);
        return [.. all.Items.Where(pod => PodOwner.ControllerOf(pod) == job.UidOf())];
    }

    private void Describe(JsonObject job)
    {
        var status = job["status"] as JsonObject;
        work.Outputs.Fields["jobStatus"] = new JsonObject(StatusFields.Select(name => KeyValuePair.Create(name, status?[name]?.DeepClone())));
    }
}
