using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Git;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.DeploymentTargets;
using Pipeline.Stages.Source;
using Pipeline.Storage;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>
/// Deploys Kubernetes manifests: binds the run's artifacts, gives ConfigMaps, Secrets, ReplicaSets and Pods versions, goes through every object on the
/// server before the first is changed, applies them in order, hands the traffic over, and waits until all is stable, or fails with the pods' own reason.
/// </summary>
/// <remarks>
/// A process may die after any line of it. Before the first object is written nothing has happened but reserved numbers, which the same attempt gets
/// again. Objects are applied in order and the same again is no change; an object that is created under a name of the server's, or deleted and made
/// anew, carries the attempt as a label by which it is found again. What becomes of the versions before is decided once, kept in the cursor, and
/// then done; each act of it can be done twice.
/// </remarks>
/// <example>
/// <code>
/// - id: deploy
///   type: deploy.manifest
///   timeout: 30m
///   with:
///     target: production
///     namespace: shop
///     manifests: |
///       apiVersion: apps/v1
///       kind: ReplicaSet
///       metadata:
///         name: web
///         annotations: { strategy.pipeline.io/max-version-history: "2" }
///       spec:
///         replicas: 2
///         selector: { matchLabels: { app: web } }
///         template:
///           metadata: { labels: { app: web } }
///           spec: { containers: [{ name: web, image: registry.example.com/shop/web }] }
///     traffic: { services: [service web], strategy: blue-green }
/// </code>
/// </example>
public sealed class DeployManifestStage : Stage<DeployManifestInput>
{
    private readonly IDeploymentTargets _targets;
    private readonly ManifestSources _sources;
    private readonly BuildNumbers _numbers;
    private readonly VersionReservations _versions;
    private readonly ManifestSnapshots _snapshots;
    private readonly IChildRuns _runs;
    private readonly TimeProvider _time;

    /// <summary>A stage over these services.</summary>
    public DeployManifestStage(
        IDeploymentTargets targets, ISettings settings, OutboundHttp http, ArtifactContents contents, IStorage storage, IDataProtectionProvider protection, IChildRuns runs, TimeProvider time)
    {
        _targets = targets;
        _sources = new(settings, http, contents, time);
        _numbers = new(settings, http);
        _versions = new(storage);
        _snapshots = new(storage, protection);
        _runs = runs;
        _time = time;
    }

    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "deploy.manifest",
        Title = "Deploy manifest",
        KoreanTitle = "배포 - Deploy",
        StageClass = typeof(DeployManifestStage),
        Input = DeployManifestJson.Default.DeployManifestInput,
        Create = services => new DeployManifestStage(
            services.GetRequiredService<IDeploymentTargets>(), services.GetRequiredService<ISettings>(), services.GetRequiredService<OutboundHttp>(),
            services.GetRequiredService<ArtifactContents>(), services.GetRequiredService<IStorage>(), services.GetRequiredService<IDataProtectionProvider>(),
            services.GetRequiredService<IChildRuns>(), services.GetRequiredService<TimeProvider>()),
        DefaultTimeout = TimeSpan.FromHours(1),
        StepTimeout = TimeSpan.FromMinutes(2),
        Outputs =
        [
            new("target", "The deployment target."),
            new("manifests", "The objects as they were deployed, a Secret's values hidden; of very long ones the first."),
            new("manifestNamesByNamespace", "Their names by namespace, each as kind and name, for example replicaSet web-v003."),
            new("boundArtifacts", "The artifacts that the manifests use."),
            new("artifacts", "The objects as artifacts: type (kubernetes/configMap), name without version, version, location (the namespace) and reference (the name)."),
            new("changes", "What was done, or would be: object, action, resourceVersionBefore, resourceVersionAfter, diff (a line for each value that differs)."),
            new("dryRun", "True when nothing was changed."),
            new("leftInPlace", "What a stage that failed or was cancelled has left in the cluster."),
            new("notRestored", "What could not be restored when a deploy that is all or nothing was undone."),
            new("strategyRun", "The id of the run of the strategy's pipeline."),
        ],
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<DeployManifestInput> execution, CancellationToken cancellationToken)
    {
        DeployInputs.Check(execution.Input);
        var cursor = DeployManifestCursor.Of(execution.Cursor);
        var outputs = ManifestOutputs.Of(execution);
        try
        {
            using var target = await _targets.OpenAsync(execution.Input.Target, execution.Run, cancellationToken);
            if (!execution.Input.DryRun)
                target.CheckWritable();
            var deploy = await PrepareAsync(execution, target, cursor, cancellationToken);
            if (deploy.Objects.Count == 0)
                return new StageStep.Succeeded(outputs.Describe(deploy, target.Name));

            var work = new DeployWork(execution, target, deploy, cursor ?? deploy.Decided, outputs);
            return cursor is null ? work.Again(deploy.Decided, outputs.Describe(deploy, target.Name)) : await StepAsync(work, cancellationToken);
        }
        catch (KubernetesException failed)
        {
            return StepAfter(failed, execution, cursor, outputs);
        }
        catch (GitException failed)
        {
            return new StageStep.Failed(SourceFailures.ErrorOf(failed, execution.Input.File?.Source ?? execution.Input.Artifact ?? ""), outputs.Fields);
        }
        catch (StageFailedException failed) when (cursor is not null)
        {
            return DeployWork.Fail(execution.Input, cursor, outputs, failed.Error);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<JsonObject?> CancelAsync(StageExecution<DeployManifestInput> execution, CancellationToken cancellationToken)
    {
        var outputs = ManifestOutputs.Of(execution);
        var left = outputs.LeaveInPlace();
        execution.Log.WriteLine(left.Count == 0 ? "The stage ended before it changed anything." : $"The stage ended. What it changed stays as it is: {string.Join(", ", left.Take(10))}{(left.Count > 10 ? $" and {left.Count - 10} more" : "")}.");
        if (outputs.StrategyRun is { } run)
            await _runs.CancelAsync(run, execution.Run.ActsAs, $"run {execution.Run.Id}, which started it, was stopped", cancellationToken);
        return outputs.Fields;
    }

    private async ValueTask<PreparedDeploy> PrepareAsync(
        StageExecution<DeployManifestInput> execution, DeploymentTargetClient target, DeployManifestCursor? cursor, CancellationToken cancellationToken)
    {
        var found = await _sources.ReadAsync(execution, new("manifests", execution.Input.Manifests, execution.Input.Artifact, execution.Input.File), cursor?.Commit, cancellationToken);
        if (cursor is not null && cursor.Digest != found.Digest)
            throw new StageFailedException(new StageError("manifests-changed", "The manifests are other ones than when the stage began. Restart it."));

        var tags = cursor?.Tags ?? await _numbers.FindAsync(execution, execution.Input.ImageRegistry, found.Manifests, cancellationToken);
        return await new ManifestPreparation(target, execution, _versions, cursor).PrepareAsync(found, tags, cancellationToken);
    }

    private async Task<StageStep> StepAsync(DeployWork work, CancellationToken cancellationToken) => work.Cursor.Phase switch
    {
        DeployPhase.Validate => await new ManifestValidation(work, _snapshots).StepAsync(cancellationToken),
        DeployPhase.Apply => await new ManifestApplication(work, _time).StepAsync(cancellationToken),
        DeployPhase.Wait => await new ManifestWait(work, _time).StepAsync(cancellationToken),
        DeployPhase.Strategy => await new StrategyPipeline(work, _runs, _time).StepAsync(cancellationToken),
        DeployPhase.Decide or DeployPhase.Replace or DeployPhase.Roll => await new TrafficHandover(work, _time).StepAsync(cancellationToken),
        DeployPhase.CleanUp => await new VersionHistory(work, _snapshots).StepAsync(cancellationToken),
        _ => await new ManifestRollback(work, _snapshots).StepAsync(cancellationToken),
    };

    private static StageStep StepAfter(KubernetesException failed, StageExecution<DeployManifestInput> execution, DeployManifestCursor? cursor, ManifestOutputs outputs)
    {
        var failures = cursor?.Failures ?? 0;
        if (cursor is not null && KubernetesErrors.PauseAfter(failed, failures) is { } pause)
        {
            execution.Log.WriteLine($"{failed.Message} The stage tries again.");
            return new StageStep.Again(pause, (cursor with { Failures = failures + 1 }).Node, outputs.Fields);
        }

        var error = KubernetesErrors.ErrorOf(failed, execution.Input.Target);
        return cursor is null ? new StageStep.Failed(error) : DeployWork.Fail(execution.Input, cursor, outputs, error);
    }
}
