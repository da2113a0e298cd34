using System.Text.Json.Serialization.Metadata;
using Pipeline.Connectors.Kubernetes;

namespace Pipeline.Stages.Settings.DeploymentTargets;

/// <inheritdoc cref="IDeploymentTargets"/>
public sealed class DeploymentTargets(ISettings settings, ClusterClients clients) : IDeploymentTargets
{
    /// <inheritdoc/>
    public async ValueTask<DeploymentTargetClient> OpenAsync(string target, StageRun run, CancellationToken cancellationToken)
    {
        var setting = await settings.FindAsync(
            run.Application, DeploymentTarget.KindName, target, (JsonTypeInfo<DeploymentTarget>)DeploymentTarget.Kind.Input, cancellationToken)
            ?? throw new StageFailedException(new StageError(
                "setting-missing", $"The application '{run.Application}' has no deployment target '{target}'. Make it with PUT /api/settings/{DeploymentTarget.KindName}/{target}."));
        try
        {
            var lease = clients.Open(setting);
            return new(lease.Client, setting.RulesFor(target, lease.Namespace), lease);
        }
        catch (KubernetesException exception)
        {
            throw new StageFailedException(new StageError("setting-unfit", $"The deployment target '{target}' cannot be used: {exception.Message}"), exception);
        }
    }
}
