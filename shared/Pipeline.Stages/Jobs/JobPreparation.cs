using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Binding;
using Pipeline.Stages.Deploy.Manifests;

namespace Pipeline.Stages.Jobs;

/// <summary>Makes of a stage's input the Job that is sent to the server. A later step of the attempt comes to the same one by the cursor.</summary>
internal sealed class JobPreparation(ManifestSources sources, BuildNumbers numbers)
{
    /// <exception cref="StageFailedException">The input gives no Job, or one that may not be run there; the message names the field.</exception>
    public async ValueTask<(JsonObject Job, string? Commit, IReadOnlyDictionary<string, string> Tags)> PrepareAsync(JobWork work, JobCursor? decided, CancellationToken cancellationToken)
    {
        var (execution, input) = (work.Execution, work.Execution.Input);
        var (job, commit) = await FindAsync(execution, decided?.Commit, cancellationToken);
        NamespaceRules.Apply(job, isNamespaced: true, input.Namespace, work.Target.DefaultNamespace);
        work.Target.CheckNamespace(job.NamespaceOf());
        var tags = decided?.Tags ?? await numbers.FindAsync(execution, input.ImageRegistry, [job], cancellationToken);
        BuildNumbers.Fill([job], tags);
        if (input.BindArtifacts)
            ManifestBinding.Bind(job, new([], [.. execution.Artifacts.Received.Concat(execution.Artifacts.Bound.Select(bound => bound.Artifact))], work.Target.Name));
        JobManifest.Mark(job, decided?.Name ?? JobManifest.NameOf(job, execution.AttemptKey), execution, input.Cleanup);
        return (job, commit, tags);
    }

    private async ValueTask<(JsonObject Job, string? Commit)> FindAsync(StageExecution<RunJobInput> execution, string? commit, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        var given = new[] { input.Manifest is not null, input.Artifact is not null, input.File is not null, input.Image is not null }.Count(each => each);
        if (given != 1)
            throw new StageFailedException(new StageError("invalid-input", "manifest, artifact, file, image: give exactly one of them."));
        if (input.Image is not null)
            return (JobManifest.Of(input, execution.StageId), null);
        if (input is not { Command.Count: 0, Arguments.Count: 0, Environment.Count: 0, ServiceAccount: null, Resources: null, Retries: 0 })
            throw new StageFailedException(new StageError("invalid-input", "command, arguments, environment, serviceAccount, resources, retries: They go with 'image'; a manifest says them itself."));

        var found = await sources.ReadAsync(execution, new("manifest", input.Manifest, input.Artifact, input.File), commit, cancellationToken);
        var field = input.Manifest is not null ? "manifest" : input.Artifact is not null ? "artifact" : "file";
        return JobManifest.FaultOf(found.Manifests) is { } fault
            ? throw new StageFailedException(new StageError("invalid-manifest", $"{field}: {fault}"))
            : (found.Manifests[0].DeepClone().AsObject(), found.Commit);
    }
}
