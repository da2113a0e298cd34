using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Feature;

/// <summary>Runs another pipeline, and by default waits for its end and ends as it does. Cancelling the stage cancels that run.</summary>
/// <example>
/// <code>
/// - id: deploy
///   type: feature.run-pipeline
///   dependsOn: [sign-off]
///   timeout: 2h
///   with:
///     pipeline: deploy
///     parameters: { version: "${parameters.version}", region: kr }
/// </code>
/// </example>
public sealed class RunPipelineStage(IChildRuns runs, TimeProvider time) : Stage<RunPipelineInput>
{
    /// <summary>How deep runs may start runs.</summary>
    public const int DeepestRun = 10;

    /// <summary>A lost message of the child's end is made up for by looking this often.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "feature.run-pipeline",
        Title = "Run pipeline",
        KoreanTitle = "파이프라인 실행",
        StageClass = typeof(RunPipelineStage),
        Input = FeatureJson.Default.RunPipelineInput,
        Create = services => new RunPipelineStage(services.GetRequiredService<IChildRuns>(), services.GetRequiredService<TimeProvider>()),
        DefaultTimeout = TimeSpan.FromHours(12),
        FindsArtifacts = true,
        Outputs =
        [
            new("run", "The id of the run that was started."),
            new("number", "Its number among the pipeline's runs."),
            new("status", "How it ended; absent when the stage does not wait for that."),
            new("artifacts", "The artifacts that its stages published, when it SUCCEEDED; absent when the stage does not wait for that."),
        ],
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<RunPipelineInput> execution, CancellationToken cancellationToken)
    {
        if (execution.Cursor?["run"]?.GetValue<string>() is { } known)
            return await WatchAsync(known, execution, cancellationToken);
        if (execution.Run.Depth >= DeepestRun)
        {
            throw new StageFailedException(new StageError(
                "too-deep", $"Runs start runs {DeepestRun} levels deep at most, and this one is at level {execution.Run.Depth}. Does a pipeline start itself?"));
        }

        var input = execution.Input;
        var started = await runs.StartAsync(
            new(execution.Run, execution.StageId, execution.Attempt, input.Application, input.Pipeline, input.Parameters, execution.IdempotencyKey, input.Wait)
            {
                Artifacts = Handed(input, execution.Artifacts),
            },
            cancellationToken);
        execution.Log.WriteLine($"Started run {started.Number} of '{input.Pipeline}' ({started.Id}).");
        var outputs = new JsonObject { ["run"] = started.Id, ["number"] = started.Number };
        return input.Wait ? Watching(outputs) : new StageStep.Succeeded(outputs);
    }

    /// <inheritdoc/>
    public override async ValueTask<JsonObject?> CancelAsync(StageExecution<RunPipelineInput> execution, CancellationToken cancellationToken)
    {
        if ((execution.Cursor ?? execution.Stages.Find(execution.StageId)?.Outputs)?["run"]?.GetValue<string>() is not { } run)
            return null;

        await runs.CancelAsync(run, execution.Run.ActsAs, $"run {execution.Run.Id}, which started it, was stopped", cancellationToken);
        execution.Log.WriteLine($"Asked for run {run} to be cancelled.");
        return null;
    }

    private async ValueTask<StageStep> WatchAsync(string run, StageExecution<RunPipelineInput> execution, CancellationToken cancellationToken)
    {
        var child = await runs.FindAsync(run, cancellationToken)
            ?? throw new StageFailedException(new StageError("run-missing", $"The run '{run}' that this stage started is gone."));
        var outputs = new JsonObject { ["run"] = run, ["number"] = child.Run.Number };
        if (!child.Run.Status.IsComplete())
            return Watching(outputs);

        var status = StatusNames.Of(child.Run.Status);
        outputs["status"] = status;
        execution.Log.WriteLine($"Run {child.Run.Number} of '{child.Run.Pipeline}' ended: {status}.");
        if (child.Run.Status is RunStatus.Succeeded)
            outputs[ArtifactOutputs.Name] = new JsonArray([.. (await runs.TakeArtifactsAsync(child, execution.Run.Id, cancellationToken)).Select(ArtifactJson.Write)]);
        var reason = child.Run.Reason is { Length: > 0 } text ? $": {text}" : "";
        return child.Run.Status switch
        {
            RunStatus.Succeeded => new StageStep.Succeeded(outputs),
            RunStatus.Canceled => new StageStep.Canceled($"run {child.Run.Number} of '{child.Run.Pipeline}' was canceled{reason}", outputs),
            _ => new StageStep.Failed(new("child-failed", $"Run {child.Run.Number} of '{child.Run.Pipeline}' failed{reason}"), outputs),
        };
    }

    private static IReadOnlyList<Artifact> Handed(RunPipelineInput input, StageArtifacts artifacts) => input.Artifacts is { } ids
        ? [.. ids.Select(id => artifacts.Find(id) ?? throw new StageFailedException(new StageError("artifact-missing", $"artifacts: There is no artifact '{id}' that this stage can see.")))]
        : [.. artifacts.Bound.Select(bound => bound.Artifact).Concat(artifacts.Received).Distinct()];

    private StageStep.Wait Watching(JsonObject outputs) => new(
        [StageSignals.ChildEnded], time.GetUtcNow() + LookAgain, new JsonObject { ["run"] = outputs["run"]!.GetValue<string>() }, outputs);
}

/// <summary>What <c>feature.run-pipeline</c> takes.</summary>
public sealed record RunPipelineInput
{
    /// <summary>The name of the pipeline to run.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The application that the pipeline must belong to; left out: whichever it does.</summary>
    public string? Application { get; init; }

    /// <summary>The parameters of the run.</summary>
    public JsonObject Parameters { get; set; } = [];

    /// <summary>
    /// The ids of the artifacts that the run receives; left out: all that the stage can see, which are those that this run was started with and
    /// those that stages upstream published.
    /// </summary>
    public IReadOnlyList<string>? Artifacts { get; init; }

    /// <summary>Whether the stage ends only when the run has, and as it has.</summary>
    public bool Wait { get; set; } = true;
}
