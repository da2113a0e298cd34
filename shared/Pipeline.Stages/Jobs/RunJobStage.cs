using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Git;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Deploy;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.DeploymentTargets;
using Pipeline.Stages.Source;

namespace Pipeline.Stages.Jobs;

/// <summary>
/// Runs a Job in a cluster: a manifest, or just an image and what it runs. Its output is the stage's log, which is followed while it runs; lines of it may give
/// values to later stages. A failure is told with the pod's own reason and its last lines. The job is deleted at its end (Spinnaker's runJob).
/// </summary>
/// <remarks>
/// The job's name is decided before it is made and belongs to the attempt: a step that runs again finds the job, and a retry makes another one. What it came
/// to is kept before the job is deleted. A job that nobody looks after any more goes by itself a day after its end.
/// </remarks>
/// <example>
/// <code>
/// - id: migrate
///   type: run.job
///   timeout: 20m
///   with:
///     target: production
///     namespace: shop
///     image: registry.example.com/shop/migrations:1.4
///     command: [sh, -c, "migrate &amp;&amp; echo PIPELINE_PROPERTY_SCHEMA=42"]
/// </code>
/// </example>
public sealed class RunJobStage : Stage<RunJobInput>
{
    private readonly IDeploymentTargets _targets;
    private readonly JobPreparation _preparation;
    private readonly TimeProvider _time;

    /// <summary>A stage over these services.</summary>
    public RunJobStage(IDeploymentTargets targets, ISettings settings, OutboundHttp http, ArtifactContents contents, TimeProvider time)
    {
        _targets = targets;
        _preparation = new(new(settings, http, contents, time), new(settings, http));
        _time = time;
    }

    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "run.job",
        Title = "Run job",
        KoreanTitle = "작업 실행",
        StageClass = typeof(RunJobStage),
        Input = RunJobJson.Default.RunJobInput,
        Create = Of,
        DefaultTimeout = TimeSpan.FromHours(2),
        Outputs =
        [
            new("job", "The job: namespace and name."),
            new("jobStatus", "How it ended, as its status says: succeeded, failed, startTime, completionTime."),
            new("properties", "The values that its log gave, by name."),
            new("artifacts", "The artifacts that its log gave as the property artifacts, a list."),
            new("changes", "What was made and deleted: object, action, resourceVersionBefore, resourceVersionAfter."),
        ],
    };

    internal static RunJobStage Of(IServiceProvider services) => new(
        services.GetRequiredService<IDeploymentTargets>(), services.GetRequiredService<ISettings>(), services.GetRequiredService<OutboundHttp>(),
        services.GetRequiredService<ArtifactContents>(), services.GetRequiredService<TimeProvider>());

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<RunJobInput> execution, CancellationToken cancellationToken)
    {
        var cursor = JobCursor.Of(execution.Cursor);
        var outputs = JobOutputs.Of(execution);
        try
        {
            using var target = await _targets.OpenAsync(execution.Input.Target, execution.Run, cancellationToken);
            target.CheckWritable();
            var work = new JobWork(execution, target, outputs);
            if (cursor is null)
                return await BeginAsync(work, cancellationToken);
            if (cursor.Since is null)
                return await MakeAsync(work, cursor, cancellationToken);
            return cursor.HasEnded ? await CleanUpAsync(work, cursor, cancellationToken) : await new JobWatch(work, cursor, _time).StepAsync(cancellationToken);
        }
        catch (KubernetesException failed)
        {
            if (cursor is null || KubernetesErrors.PauseAfter(failed, cursor.Failures) is not { } pause)
                return new StageStep.Failed(KubernetesErrors.ErrorOf(failed, execution.Input.Target), outputs.Fields);
            execution.Log.WriteLine($"{failed.Message} The stage tries again.");
            return new StageStep.Again(pause, (cursor with { Failures = cursor.Failures + 1 }).Node, outputs.Fields);
        }
        catch (GitException failed)
        {
            return new StageStep.Failed(SourceFailures.ErrorOf(failed, execution.Input.File?.Source ?? execution.Input.Artifact ?? ""), outputs.Fields);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<JsonObject?> CancelAsync(StageExecution<RunJobInput> execution, CancellationToken cancellationToken)
    {
        var outputs = JobOutputs.Of(execution);
        if (JobCursor.Of(execution.Cursor) is not { } cursor)
        {
            execution.Log.WriteLine("The stage ended before it made a job.");
            return outputs.Fields;
        }

        using var target = await _targets.OpenAsync(execution.Input.Target, execution.Run, cancellationToken);
        var work = new JobWork(execution, target, outputs);
        execution.Log.WriteLine(await work.DeleteAsync(cursor, cancellationToken)
            ? $"The job {cursor.Namespace}/{cursor.Name} and its pods are deleted."
            : $"There is no job {cursor.Namespace}/{cursor.Name} any more, or not yet.");
        return outputs.Fields;
    }

    private async Task<StageStep> BeginAsync(JobWork work, CancellationToken cancellationToken)
    {
        var (job, commit, tags) = await _preparation.PrepareAsync(work, null, cancellationToken);
        var cursor = new JobCursor { Namespace = (string)job["metadata"]!["namespace"]!, Name = (string)job["metadata"]!["name"]!, Commit = commit, Tags = tags };
        work.Outputs.Fields["job"] = new JsonObject { ["namespace"] = cursor.Namespace, ["name"] = cursor.Name };
        return work.Again(cursor);
    }

    private async Task<StageStep> MakeAsync(JobWork work, JobCursor cursor, CancellationToken cancellationToken)
    {
        var (job, _, _) = await _preparation.PrepareAsync(work, cursor, cancellationToken);
        await work.MakeAsync(job, cancellationToken);
        if (!work.Execution.Input.WaitForCompletion)
            return new StageStep.Succeeded(work.Outputs.Fields);
        return work.Again(cursor with { Since = _time.GetUtcNow() });
    }

    private static async Task<StageStep> CleanUpAsync(JobWork work, JobCursor cursor, CancellationToken cancellationToken)
    {
        if (work.Execution.Input.Cleanup is JobCleanup.Always || (work.Execution.Input.Cleanup is JobCleanup.OnSuccess && cursor.Failure is null))
        {
            try
            {
                await work.DeleteAsync(cursor, cancellationToken);
            }
            catch (KubernetesException exception) when (!exception.IsPassing)
            {
                work.Execution.Log.WriteLine($"The job {cursor.Namespace}/{cursor.Name} could not be deleted: {exception.Message} It goes by itself in a day.");
            }
        }

        return cursor.Failure is { } failure ? new StageStep.Failed(failure, work.Outputs.Fields) : new StageStep.Succeeded(work.Outputs.Fields);
    }
}
