using Pipeline.Connectors.Kubernetes;

namespace Pipeline.Stages.Settings.DeploymentTargets;

/// <inheritdoc cref="IDeploymentTargets"/>
public sealed class DeploymentTargets(ISettings settings, ClusterClients clients) : IDeploymentTargets
{
    /// <inheritdoc/>
    public async ValueTask<DeploymentTargetClient> OpenAsync(string target, StageRun run, CancellationToken cancellationToken)
    {
        var setting = await settings.GetAsync<DeploymentTarget>(DeploymentTarget.Kind, run.Application, target, "target", cancellationToken);
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
