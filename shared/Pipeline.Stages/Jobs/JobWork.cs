using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;
using Pipeline.Stages.Deploy.Changes;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Jobs;

/// <summary>What a step of a job's stage works with.</summary>
/// <param name="Execution">The step.</param>
/// <param name="Target">The target.</param>
/// <param name="Outputs">What the stage puts out, to which the step adds.</param>
internal sealed record JobWork(StageExecution<RunJobInput> Execution, DeploymentTargetClient Target, JobOutputs Outputs)
{
    private const string ApiVersion = "batch/v1";

    public IKubernetesClient Client => Target.Client;

    /// <summary>Goes on.</summary>
    public StageStep Again(JobCursor cursor, TimeSpan after = default) => new StageStep.Again(after, (cursor with { Failures = 0 }).Node, Outputs.Fields);

    /// <summary>Reads the job; null when it is not there, or another one has its name.</summary>
    public async Task<JsonObject?> FindAsync(JobCursor cursor, CancellationToken cancellationToken) =>
        await Client.FindAsync(new(ApiVersion, "Job", cursor.Namespace, cursor.Name), cancellationToken) is { } job && IsOurs(job) ? job : null;

    /// <summary>Makes the job, or finds that an earlier run of the step has.</summary>
    public async Task MakeAsync(JsonObject job, CancellationToken cancellationToken)
    {
        try
        {
            var made = await Client.CreateAsync(job, new(), cancellationToken);
            Execution.Log.WriteLine($"{made.TitleOf()} is made.");
            Outputs.Record(ObjectMutation.Between(null, made, "created"));
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.AlreadyExists)
        {
            if (await Client.FindAsync(new(ApiVersion, "Job", job.NamespaceOf(), job.NameOf()), cancellationToken) is not { } there || !IsOurs(there))
                throw;
            Outputs.Record(ObjectMutation.Between(null, there, "created"));
        }
    }

    /// <summary>Deletes the job with its pods.</summary>
    /// <returns>False when there is none of this attempt.</returns>
    public async Task<bool> DeleteAsync(JobCursor cursor, CancellationToken cancellationToken)
    {
        if (await FindAsync(cursor, cancellationToken) is not { } job
            || !await Client.DeleteAsync(new(ApiVersion, "Job", cursor.Namespace, cursor.Name), new() { Propagation = DeletionPropagation.Background, Uid = job.UidOf() }, cancellationToken))
            return false;
        Outputs.Record(ObjectMutation.Between(job, null, "deleted"));
        return true;
    }

    private bool IsOurs(JsonObject job) => job.AnnotationOf(JobManifest.AttemptAnnotation) == Execution.AttemptKey;
}
